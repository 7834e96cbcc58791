import { describe, expect, it } from 'vitest';
import { noteOnceDecided } from '../../src/domain/asks-again.ts';
import { stuckAnswers } from '../../src/domain/is-stuck.ts';
import { noticesOf } from '../../src/domain/notices.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { Request } from '../../src/domain/request.ts';
import { text } from '../../src/domain/text.ts';
import type { TextKey } from '../../src/domain/text-key.ts';
import { aRequest, aStepRecord, IDS, minutesAfter, NOW } from '../helpers/given.ts';

const keysOf = (changes: Partial<Request>) =>
  noticesOf(aRequest(changes), [], { now: NOW, policy: BUILT_IN_POLICY }).map(({ key, message }) => [key, message.key]);
const saidOf = (steps: readonly StepRecord[], changes: Partial<Request> = { state: 'watching' }) =>
  noticesOf(aRequest(changes), steps, { now: NOW, policy: BUILT_IN_POLICY }).map(({ message }) => message.key);
const by = { by: IDS.approver, byName: 'Grady Archie', at: NOW };
const asked = { from: 'approver', words: 'Sure?', ...by } as const;
const answered = { ...asked, from: 'requester', words: 'Yes' } as const;

describe('what has to be said', () => {
  it('of the end of a block that was refused is said once, though a later look ends it again', () => {
    const answer = { verdict: 'refused', ...by } as const;
    const emergency = { confirmBy: NOW, answer, proposal: 'L-1002' };
    const endedAt = (minutes: number) =>
      keysOf({ state: 'done-with-gaps', emergency, endedAt: minutesAfter(NOW, minutes) });
    expect(endedAt(40)).toEqual(endedAt(10));
    const ordinary = (minutes: number) => keysOf({ state: 'done-with-gaps', endedAt: minutesAfter(NOW, minutes) });
    expect(ordinary(40)).not.toEqual(ordinary(10));
  });

  it('of a question and its answer is said once, whatever becomes another version meanwhile', () => {
    for (const remarks of [[asked], [asked, answered]]) {
      const before = keysOf({ version: 1, remarks });
      const after = keysOf({ version: 2, remarks, edited: { ...by, agreedAt: null } });
      expect(after).toEqual(expect.arrayContaining(before));
    }
  });

  it('of a block at once that nobody confirmed is what follows, once that is known', () => {
    const answer = { verdict: 'unanswered', by: null, byName: null, at: NOW } as const;
    const emergency = { confirmBy: NOW, answer, proposal: null };
    expect(keysOf({ state: 'watching', emergency })).toEqual([]);
    const why = text('plan.refusal.nothing-to-restore', { name: 'Emma' });
    const request = aRequest({ state: 'watching', emergency: { ...emergency, notProposed: { why, at: NOW } } });
    const [said] = noticesOf(request, [], { now: NOW, policy: BUILT_IN_POLICY });
    expect(said?.message.values?.follows).toEqual(text('report.emergency.not-proposed', { why, at: { instant: NOW } }));
  });

  it('of a moved request is no call for one more approval, where the mover’s was all that it took', () => {
    const approval = { verdict: 'approved', reason: null, ...by } as const;
    const moved = { approvals: [approval], edited: { ...by, agreedAt: null } };
    expect(keysOf(moved).map(([, key]) => key)).toEqual(['notice.edited']);
  });

  it('of an approval says who gave the last one, and how many more it takes', () => {
    const given = (byName: string) => ({ verdict: 'approved', reason: null, ...by, byName }) as const;
    const said = (...names: readonly string[]) => {
      const request = aRequest({ approvals: names.map(given), needs: { ...aRequest({}).needs, count: 3 } });
      return noticesOf(request, [], { now: NOW, policy: BUILT_IN_POLICY })[0]?.message;
    };
    expect(said('Grady Archie')).toMatchObject({ key: 'notice.more-needed', values: { by: 'Grady Archie', count: 2 } });
    expect(said('Grady Archie', 'Adele Vance')).toMatchObject({
      key: 'notice.one-more',
      values: { by: 'Adele Vance' },
    });
    expect(said('Grady Archie', 'Adele Vance', 'Nils Johansson')?.key).not.toBe('notice.one-more');
  });

  it('while only the requester can act is to the requester, and nothing to approvers', () => {
    const moved = aRequest({ edited: { ...by, agreedAt: null }, askedAt: NOW, expiresAt: minutesAfter(NOW, 1440) });
    const at = (minutes: number) => ({ now: minutesAfter(NOW, minutes), policy: BUILT_IN_POLICY });
    const said = noticesOf(moved, [], at(600)).map(({ to, message }) => `${message.key} ${to}`);
    expect(said).toEqual(['notice.agree-reminder requester', 'notice.edited requester']);
  });

  it('of what a starting restore withdrew is to its requester and to who decided; of what they withdrew themselves nothing', () => {
    const note = text('flow.withdrawn-by-restore', { reference: 'L-1042' });
    const said = noticesOf(aRequest({ state: 'withdrawn', note }), [], { now: NOW, policy: BUILT_IN_POLICY });
    expect(said.map(({ to, message }) => `${message.key} ${to}`)).toEqual([
      'notice.withdrawn-by-restore requester',
      'notice.withdrawn-by-restore approvers',
    ]);
    expect(said[0]?.message.values).toMatchObject({ restore: 'L-1042' });
    expect(keysOf({ state: 'withdrawn', note: null })).toEqual([]);
  });

  it('of a hold is said at once, and again each time that it comes back to people', () => {
    const hold = { ...by, how: 'hold', reason: 'Wait', until: minutesAfter(NOW, 1440), reminded: 0 } as const;
    const running = { state: 'running', startedAt: NOW } as const;
    const first = keysOf({ ...running, hold });
    const again = keysOf({ ...running, state: 'watching', hold: { ...hold, reminded: 1 } });
    expect(first.map(([, key]) => key)).toEqual(['notice.on-hold', 'notice.on-hold']);
    expect(again.map(([, key]) => key)).toEqual(['notice.still-on-hold', 'notice.still-on-hold']);
    expect(again[0]?.[0]).not.toBe(first[0]?.[0]);
    // Held by Leaver, what two approved is for two to let go on; their own approvals are from before.
    const [lost, needs] = [[text('flow.requester-gone')], { count: 2, by: 'approver', reasons: [] } as const];
    const byLeaver = { ...hold, by: '', byName: 'Leaver', lost };
    const approved = { verdict: 'approved', ...by, reason: null, at: minutesAfter(NOW, -60) } as const;
    const approvals = [approved, { ...approved, by: 'other' }];
    const toTwo = (reminded: number) =>
      keysOf({ ...running, needs, approvals, hold: { ...byLeaver, reminded } }).map(([, key]) => key);
    expect(toTwo(0)).toEqual(['notice.on-hold-several', 'notice.on-hold-several']);
    expect(toTwo(1)).toEqual(['notice.still-on-hold-several', 'notice.still-on-hold-several']);
  });

  it('of a step that was turned back is that it was done again only once it was, with the sessions', () => {
    const turnedBack = { times: 1, at: NOW, by: null, how: 'sync' } as const;
    const block = aStepRecord({ kind: 'block-sign-in', state: 'planned', turnedBack });
    const at = minutesAfter(NOW, 1);
    const blocked = { ...block, state: 'accepted', intendedAt: at, acceptedAt: at } as const;
    const open = aStepRecord({ kind: 'revoke-sessions', state: 'planned' });
    const ended = { ...open, state: 'accepted', acceptedAt: minutesAfter(NOW, 1) } as const;
    expect(saidOf([block, open])).toEqual([]);
    expect(saidOf([blocked, open])).toEqual([]);
    expect(new Set(saidOf([blocked, ended]))).toEqual(new Set(['notice.step-done-again']));
    // In place, and nothing was sent since: directory sync may have brought it.
    expect(new Set(saidOf([{ ...blocked, intendedAt: null }, ended]))).toEqual(new Set(['notice.step-in-place-since']));
    const groups = { ...blocked, kind: 'leave-groups', turnedBack: { ...turnedBack, how: 'person' } } as const;
    expect(new Set(saidOf([groups]))).toEqual(new Set(['notice.step-changed-done-again']));
  });

  it('of an account that is in another place since is no message that somebody turned it back', () => {
    const turnedBack = { times: 1, at: NOW, by: null, how: 'ad' } as const;
    const moved = aStepRecord({ kind: 'move-to-ou', lane: 'on-premises', state: 'overwritten', turnedBack });
    expect(new Set(saidOf([moved]))).toEqual(new Set(['notice.step-elsewhere']));
    const by = { ...turnedBack, by: 'Eve', how: 'person' } as const;
    expect(new Set(saidOf([{ ...moved, turnedBack: by }]))).toEqual(new Set(['notice.step-overwritten']));
  });

  it.each([
    { state: 'planned', note: text('brakes.step-held', { stop: 'S-1' }) },
    { state: 'ambiguous', note: text('flow.throttled') },
    { state: 'waiting', notBefore: NOW },
  ] as const)('of a block that was turned back is said once while something keeps it from being made again', (held) => {
    const turnedBack = { times: 1, at: NOW, by: null, how: 'sync' } as const;
    const block = aStepRecord({ kind: 'block-sign-in', turnedBack, ...held });
    expect(saidOf([block])).toEqual(['notice.step-overwritten', 'notice.step-overwritten']);
    expect(saidOf([{ ...block, turnedBack: null }])).toEqual([]);
  });

  it.each([
    ['let go', [aStepRecord({ kind: 'revoke-sessions', state: 'waived' })]],
    ['not needed', [aStepRecord({ kind: 'revoke-sessions', state: 'skipped' })]],
    ['refused', [aStepRecord({ kind: 'revoke-sessions', state: 'failed', attempt: 2 })]],
    ['none of the plan', []],
  ] as const)('of a block that was made again is said without the sessions where ending them was %s', (_, others) => {
    for (const [how, key] of [
      ['sync', 'step-done-again'],
      ['unknown', 'step-done-again-unknown'],
    ] as const) {
      const turnedBack = { times: 1, at: NOW, by: null, how } as const;
      const block = aStepRecord({
        kind: 'block-sign-in',
        state: 'accepted',
        intendedAt: NOW,
        acceptedAt: minutesAfter(NOW, 1),
        turnedBack,
      });
      expect(saidOf([block, ...others])).toContain(`notice.${key}-alone`);
      expect(saidOf([block, ...others])).not.toContain(`notice.${key}`);
    }
  });

  it('of work that the helpdesk cannot do is one for one answer, whatever of it is let go later', () => {
    const cannot = (kind: StepRecord['kind'], state: StepRecord['state'] = 'failed') =>
      aStepRecord({ kind, state, attempt: 1, evidence: { cannotAt: NOW } });
    const both = [cannot('reset-password'), cannot('disable-account')];
    const of = (steps: readonly StepRecord[]) =>
      noticesOf(aRequest({ state: 'running' }), steps, { now: NOW, policy: BUILT_IN_POLICY });
    const [only, ...more] = of(both);
    expect(more.map(({ to, message }) => [to, message.key])).toEqual([['makers', 'notice.step-failed-as-it-is']]);
    expect(only).toMatchObject({ to: 'helpdesk', message: { key: 'notice.step-failed' } });
    expect(only?.message.values?.step).toEqual([text('step.reset-password.title'), text('step.disable-account.title')]);
    const later = of([cannot('reset-password', 'waived'), cannot('disable-account')]);
    expect(new Set(later.map(({ key }) => key))).toEqual(new Set([only?.key]));
  });

  it('of a failed step is what people can choose only while they can', () => {
    const failed = [aStepRecord({ kind: 'leave-groups', state: 'failed', attempt: 1 })];
    const hold = (how: 'hold' | 'stop') => ({ ...by, how, reason: 'Wait', until: null, reminded: 0 }) as const;
    // Who may not do both is not asked to choose.
    expect(saidOf(failed)).toEqual(['notice.step-failed', 'notice.step-failed-as-it-is']);
    const others: readonly Partial<Request>[] = [
      { state: 'running', hold: hold('stop') },
      { state: 'running', hold: hold('hold') },
      { state: 'done-with-gaps', hold: hold('stop') },
      { state: 'done-with-gaps' },
    ];
    for (const request of others) {
      expect(saidOf(failed, request)).toContain('notice.step-failed-as-it-is');
      expect(saidOf(failed, request)).not.toContain('notice.step-failed');
      expect(stuckAnswers(aRequest(request))).not.toContain('retry');
    }
  });

  it('of a request that waits goes by why it does: what came with it was never approved', () => {
    const said = (key: TextKey) => saidOf([], { state: 'pending', note: text(key) });
    expect(said('emergency.proposal-withdraws')).toEqual([]);
    expect(said('flow.date-changed')).toEqual(['notice.date-changed']);
    expect(said('flow.changed-since-approval')).toEqual(['notice.changed', 'notice.changed']);
    expect(said('flow.blocked-since-asked')).toEqual(['notice.blocked-since-asked', 'notice.blocked-since-asked']);
    expect(said('flow.proposal-anew')).toEqual(['notice.proposal-anew', 'notice.proposal-anew']);
  });

  it('of another hour is said once in a quarter of an hour, however often and whoever changes it', () => {
    const changed = (askedAt: string, version: number) =>
      keysOf({ state: 'pending', note: text('flow.date-changed'), askedAt, version }).filter(
        ([, key]) => key === 'notice.date-changed',
      );
    const first = changed('2026-03-02T09:00:10.000Z', 2);
    expect(first).toHaveLength(1);
    expect(changed('2026-03-02T09:14:50.000Z', 31)).toEqual(first);
    expect(changed('2026-03-02T09:15:10.000Z', 32)).not.toEqual(first);
  });
});

describe('why something had to be decided again', () => {
  it('is said no more once it is decided', () => {
    expect(noteOnceDecided(text('flow.date-changed'))).toBeNull();
    expect(noteOnceDecided(text('flow.changed-since-approval'))).toBeNull();
    expect(noteOnceDecided(text('flow.blocked-since-asked'))).toBeNull();
    expect(noteOnceDecided(text('flow.no-answer'))).toEqual(text('flow.no-answer'));
  });
});

describe('a block that was made at once', () => {
  it('is said to be made only once that was seen, and to have been there where it was', () => {
    const emergency = { confirmBy: minutesAfter(NOW, 60), answer: null, proposal: null };
    const said = (step: Partial<StepRecord>) =>
      saidOf([aStepRecord({ kind: 'block-sign-in', ...step })], { state: 'running', startedAt: NOW, emergency });
    expect(said({ state: 'planned' })).toEqual(['notice.emergency-asked']);
    expect(said({ state: 'skipped' })).toEqual(['notice.emergency-already']);
    expect(said({ state: 'accepted', acceptedAt: NOW })).toEqual(['notice.emergency-asked']);
    expect(said({ state: 'verified', acceptedAt: NOW, verifiedAt: NOW })).toEqual(['notice.emergency']);
  });

  it('is not over while an approver has to confirm it, though Leaver’s part is', () => {
    const answer = { verdict: 'confirmed', by: 'x', byName: 'Daan Bakker', at: NOW } as const;
    const ended = (state: 'done' | 'done-with-gaps', given: typeof answer | null) =>
      new Set(
        saidOf([], {
          state,
          startedAt: NOW,
          endedAt: NOW,
          emergency: { confirmBy: minutesAfter(NOW, 60), answer: given, proposal: null },
        }),
      );
    expect(ended('done', null)).toContain('notice.done-unconfirmed');
    expect(ended('done-with-gaps', null)).toContain('notice.ended-unconfirmed');
    expect(ended('done', answer)).toContain('notice.done');
    expect(ended('done-with-gaps', answer)).toContain('notice.done-with-gaps');
  });

  it.each(['done', 'done-with-gaps'] as const)(
    'of a request that is %s is sent for that end, and not again for what changes later',
    (state) => {
      const keysAt = (version: number, endedAt: string) =>
        noticesOf(aRequest({ state, version, endedAt }), [], { now: endedAt, policy: BUILT_IN_POLICY }).map(
          ({ key }) => key,
        );
      expect(keysAt(4, NOW)).toEqual(keysAt(3, NOW));
      expect(keysAt(4, minutesAfter(NOW, 5))).not.toEqual(keysAt(4, NOW));
    },
  );

  it('of what expired names a way to ask again to whoever has it, and to nobody else', () => {
    const before = { when: { mode: 'now' }, dueAt: null, approvals: [], decision: null } as const;
    const saidTo = (changes: Partial<Request>) =>
      noticesOf(aRequest({ state: 'expired', ...changes }), [], { now: NOW, policy: BUILT_IN_POLICY }).map(
        ({ to, message }) => `${to} ${message.key}`,
      );
    expect(saidTo({})).toEqual(['requester notice.expired']);
    expect(saidTo({ edited: { ...by, agreedAt: null, before } })).toEqual([
      'requester notice.expired',
      'approvers notice.expired-approved',
    ]);
    const proposal = { block: 'L-1001', verdict: 'unanswered', byName: null } as const;
    expect(saidTo({ proposal })).toEqual(['requester notice.expired-proposal']);
  });
});
