import { describe, expect, it } from 'vitest';
import { assemblePlan } from '../../src/domain/assemble-plan.ts';
import { buildReport } from '../../src/domain/build-report.ts';
import type { RequestKind } from '../../src/domain/choices.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import type { Request } from '../../src/domain/request.ts';
import type { StepKind } from '../../src/domain/step.ts';
import { stepRecordsOf } from '../../src/domain/step-records.ts';
import { HANDED_OUT } from '../../src/domain/stopped-between.ts';
import { text } from '../../src/domain/text.ts';
import { aPerson, aRequest, aSyncedTargetUser, aTargetUser, minutesAfter, NOW, someChoices } from '../helpers/given.ts';

type Ledger = Partial<Record<StepKind, Partial<StepRecord>>>;
type Case = { readonly kind?: RequestKind; readonly synced?: boolean; readonly minutes?: number };

function linesOf(ledger: Ledger, changes: Partial<Request> = {}, of: Case = {}) {
  const { kind = 'block-sign-in', synced = false, minutes = 5 } = of;
  const facts = (synced ? aSyncedTargetUser : aTargetUser)({ accountEnabled: kind !== 'restore-user' });
  const choices = someChoices(kind);
  const plan = assemblePlan({ choices, targetUser: facts, requester: aPerson(), successor: null, runs: [], now: NOW });
  const request = aRequest({ facts, plan, choices, state: 'running', startedAt: NOW, ...changes });
  const steps = stepRecordsOf(plan, request.id, () => 'id').map((step) => ({ ...step, ...ledger[step.kind] }));
  const { lines } = buildReport({ request, steps, now: minutesAfter(NOW, minutes) });
  return lines.filter(({ id }) => id !== 'connected-apps');
}

const whys = (...given: Parameters<typeof linesOf>) => linesOf(...given).map(({ explains }) => explains?.key ?? null);
const HOLD = { by: 'b', byName: 'Ben', at: NOW, reason: 'Wait', until: null, reminded: 0 } as const;
const all = (why: string) => [1, 2, 3].map(() => `propagation.explains.${why}`);
const sent = { state: 'ambiguous', attempt: 1, intendedAt: NOW, note: text('flow.answered', { status: 503 }) } as const;
const failed = { state: 'failed', attempt: 4, intendedAt: NOW } as const;

describe('what has begun and was not made yet', () => {
  it.each([5, 95])(
    'gets no hour, which would be another one at each reading (%i minutes after the start)',
    (minutes) => {
      const lines = linesOf({ 'block-sign-in': sent, 'revoke-sessions': { state: 'waiting' } }, {}, { minutes });
      expect(lines.map(({ latest }) => latest)).toEqual([null, null, null]);
      expect(lines.map(({ explains }) => explains?.key)).toEqual(all('not-made'));
    },
  );

  it('gets its hours from the change on, each from its own', () => {
    const made = { state: 'verified', acceptedAt: NOW, verifiedAt: NOW } as const;
    const lines = linesOf({ 'block-sign-in': made, 'revoke-sessions': { state: 'waiting' } });
    expect(lines.map(({ state }) => state)).toEqual(['seen', 'unknown', 'seen']);
    expect(linesOf({ 'block-sign-in': made, 'revoke-sessions': made })[1]?.latest).not.toBeNull();
  });
});

describe('what was asked for and does not come about now says why', () => {
  it('on hold: that it waits for an approver, or that it is looked at whether it was made', () => {
    const hold = { ...HOLD, how: 'hold' } as const;
    expect(whys({}, { hold })).toEqual(all('on-hold'));
    expect(whys({ 'block-sign-in': sent }, { hold })).toEqual(all('not-certain'));
  });

  it('failed: that it waits for an answer, and no longer once it is over', () => {
    const ledger = { 'block-sign-in': failed, 'revoke-sessions': failed } as const;
    expect(whys(ledger, { state: 'watching' })).toEqual(all('failed'));
    expect(whys(ledger, { state: 'done-with-gaps' })).toEqual(all('not-planned'));
  });

  it('failed, and Active Directory still to come: there is no block that directory sync could turn back', () => {
    const ledger = { 'block-sign-in': failed, 'disable-account': { state: 'needs-person' } } as const;
    const [signIn] = whys(ledger, { state: 'watching' }, { synced: true });
    expect(signIn).toBe('propagation.explains.waits-for-ad-alone');
  });

  it('stopped while the helpdesk had it in hand: that nobody knows whether it was done', () => {
    const hold = { ...HOLD, how: 'stop' } as const;
    const handedOut = { state: 'waived', note: text(HANDED_OUT, { name: 'Ben' }) } as const;
    const ledger = { 'enable-account': handedOut, 'unblock-sign-in': { state: 'waived' } } as const;
    const stopped = whys(ledger, { hold, state: 'done-with-gaps' }, { kind: 'restore-user', synced: true });
    expect(stopped[0]).toBe('propagation.explains.not-known-done');
    expect(stopped).not.toContain('propagation.restore.explains.not-planned');
  });
});
