import { describe, expect, it } from 'vitest';
import { assemblePlan } from '../../src/domain/assemble-plan.ts';
import { buildReport } from '../../src/domain/build-report.ts';
import type { RequestKind } from '../../src/domain/choices.ts';
import { noticesOf } from '../../src/domain/notices.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { Request } from '../../src/domain/request.ts';
import type { StepKind } from '../../src/domain/step.ts';
import { stepRecordsOf } from '../../src/domain/step-records.ts';
import { HANDED_OUT } from '../../src/domain/stopped-between.ts';
import { text } from '../../src/domain/text.ts';
import { aPerson, aRequest, aSyncedTargetUser, minutesAfter, NOW, someChoices } from '../helpers/given.ts';

type Ledger = Partial<Record<StepKind, Partial<StepRecord>>>;

function stopped(kind: RequestKind, ledger: Ledger, changes: Partial<Request> = {}) {
  const facts = aSyncedTargetUser({ accountEnabled: kind !== 'restore-user' });
  const choices = someChoices(kind);
  const plan = assemblePlan({ choices, targetUser: facts, requester: aPerson(), successor: null, runs: [], now: NOW });
  const hold = { how: 'stop', by: 'b', byName: 'Ben', at: NOW, reason: 'Stays', until: null, reminded: 0 } as const;
  const request = aRequest({ facts, plan, choices, state: 'watching', startedAt: NOW, hold, ...changes });
  const steps = stepRecordsOf(plan, request.id, () => 'id').map((step) => ({ ...step, ...ledger[step.kind] }));
  const report = buildReport({ request, steps, now: minutesAfter(NOW, 60) });
  const notices = noticesOf(request, steps, { now: NOW, policy: BUILT_IN_POLICY });
  return { report, notices, todo: report.todo.map(({ key }) => key) };
}

const made = { state: 'accepted', acceptedAt: NOW, verifiedAt: NOW } as const;
const handedOut = { state: 'waived', note: text(HANDED_OUT, { name: 'Ben' }) } as const;
const turnedBack = { times: 1, at: NOW, by: null, how: 'sync' } as const;
const alone = { 'block-sign-in': made, 'revoke-sessions': made, 'disable-account': handedOut } as const;

describe('a request that was stopped with a block in the cloud alone', () => {
  it('says that directory sync turns it back and that nobody has to do anything', () => {
    const { report, todo } = stopped('block-sign-in', alone);
    expect(todo).toContain('report.todo.stopped-block');
    expect(report.warnings.map(({ key }) => key)).not.toContain('plan.warning.temporary');
  });

  it.each(['waived', 'overwritten'] as const)('says so once it was turned back (%s), and asks nobody', (state) => {
    const { todo } = stopped('block-sign-in', { ...alone, 'block-sign-in': { ...made, state, turnedBack } });
    expect(todo).toContain('report.todo.stopped-back');
    expect(todo.filter((key) => key.includes('overwritten'))).toEqual([]);
  });

  it('says nothing of it once Active Directory is said to have it', () => {
    const { todo } = stopped('block-sign-in', { ...alone, 'disable-account': { state: 'attested', acceptedAt: NOW } });
    expect(todo.filter((key) => key.includes('stopped'))).toEqual([]);
  });

  it('points to no missing work in the message that it was made again, and is told to be over once', () => {
    const { notices } = stopped('block-sign-in', {
      ...alone,
      'block-sign-in': { ...made, intendedAt: NOW, verifiedAt: minutesAfter(NOW, 1), turnedBack },
    });
    const keys = notices.map(({ message }) => message.key);
    expect(keys).toContain('notice.step-done-again-stopped');
    expect(keys).not.toContain('notice.step-done-again');
    const ends = [NOW, minutesAfter(NOW, 30)].map((endedAt) => {
      const over = stopped('block-sign-in', alone, { state: 'done-with-gaps', endedAt });
      return over.notices.filter(({ key }) => key.startsWith('done-with-gaps')).map(({ key }) => key);
    });
    expect(ends[0]).not.toEqual([]);
    expect(ends[1]).toEqual(ends[0]);
  });
});

describe('a restore that was stopped', () => {
  const over = { state: 'done-with-gaps', endedAt: NOW } as const;
  const letGo = { state: 'waived', note: text('flow.step-stopped', { name: 'Ben' }) } as const;

  it('says that it has not let the person in, and that nobody has to do anything', () => {
    const { report, todo } = stopped('restore-user', { 'enable-account': letGo, 'unblock-sign-in': letGo }, over);
    expect(report.headline.key).toBe('report.headline.stopped-not-let-in');
    expect(todo).toContain('report.todo.stopped-restore');
  });

  it('does not know it where the helpdesk had it in hand', () => {
    const { report } = stopped('restore-user', { 'enable-account': handedOut, 'unblock-sign-in': letGo }, over);
    expect(report.headline.key).toBe('report.headline.stopped-perhaps-let-in');
  });

  it('says nothing of it where the person was let in before', () => {
    const { report, todo } = stopped('restore-user', { 'enable-account': made, 'unblock-sign-in': made }, over);
    expect(report.headline.key).not.toMatch(/let-in$/);
    expect(todo).not.toContain('report.todo.stopped-restore');
  });
});
