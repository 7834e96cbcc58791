import { describe, expect, it } from 'vitest';
import { buildReport } from '../../src/domain/build-report.ts';
import { LEFT_WITH, leftWith } from '../../src/domain/left-with.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import { isOverInVain } from '../../src/domain/over-in-vain.ts';
import type { StepKind } from '../../src/domain/step.ts';
import { text } from '../../src/domain/text.ts';
import { aRequest, aStepRecord, aSyncedTargetUser, minutesAfter, NOW, someChoices } from '../helpers/given.ts';

const AFTER: Partial<Record<StepKind, readonly StepKind[]>> = {
  'unblock-sign-in': ['enable-account'],
  'rejoin-groups': ['enable-account', 'unblock-sign-in'],
};

/** A restore of a synced person: what lets them in, then their groups. */
function ledger(states: Partial<Record<StepKind, Partial<StepRecord>>>): readonly StepRecord[] {
  const kinds: readonly StepKind[] = ['enable-account', 'unblock-sign-in', 'rejoin-groups'];
  return kinds.map((kind) =>
    aStepRecord({
      kind,
      id: kind,
      lane: kind === 'enable-account' ? 'on-premises' : 'cloud',
      after: AFTER[kind] ?? [],
      state: 'waiting',
      attempt: 0,
      ...states[kind],
    }),
  );
}

const waived = { state: 'waived', note: text('flow.waived') } as const;
const cannot = { state: 'failed', note: text('flow.runbook-cannot', { reason: 'no rights' }) } as const;

describe('what comes after a step that lets the person in', () => {
  it.each<[string, Partial<Record<StepKind, Partial<StepRecord>>>, readonly StepKind[]]>([
    ['is left, where people skipped the enabling', { 'enable-account': waived }, ['unblock-sign-in', 'rejoin-groups']],
    [
      'is left, where people skipped what Microsoft 365 refused',
      { 'enable-account': { state: 'skipped' }, 'unblock-sign-in': waived },
      ['rejoin-groups'],
    ],
    [
      'is left, where directory sync will block again',
      { 'enable-account': waived, 'unblock-sign-in': { state: 'accepted', attempt: 1 } },
      ['rejoin-groups'],
    ],
    [
      'is not left, where directory sync lets them in',
      { 'enable-account': { state: 'attested' }, 'unblock-sign-in': waived },
      [],
    ],
    ['is not left, while the helpdesk has to answer', { 'enable-account': cannot }, []],
    [
      'is not left, where it was sent before',
      {
        'enable-account': waived,
        'unblock-sign-in': { state: 'waiting', attempt: 1 },
        'rejoin-groups': { state: 'running', attempt: 1 },
      },
      [],
    ],
  ])('%s', (_, states, left) => {
    const steps = ledger(states);
    expect(steps.filter((step) => leftWith(step, steps) !== null).map(({ kind }) => kind)).toEqual(left);
  });

  const request = aRequest({
    state: 'watching',
    startedAt: NOW,
    facts: aSyncedTargetUser({ accountEnabled: false }),
    choices: someChoices('restore-user'),
  });
  const reportOf = (steps: readonly StepRecord[], changes: Partial<typeof request> = {}) =>
    buildReport({ request: { ...request, ...changes }, steps, now: minutesAfter(NOW, 10) });

  it('is named beside “Skip” before anybody clicks', () => {
    const todo = (states: Parameters<typeof ledger>[0]) => reportOf(ledger(states)).todo.map(({ key }) => key);
    expect(todo({ 'enable-account': cannot })).toContain('report.todo.skip-leaves');
    expect(todo({ 'enable-account': { state: 'skipped' }, 'rejoin-groups': cannot })).not.toContain(
      'report.todo.skip-leaves',
    );
  });

  it('waits for an answer about Active Directory, which is said, and that the person is not in', () => {
    const { lines, headline } = reportOf(ledger({ 'enable-account': cannot }));
    const keys = lines.slice(0, 3).map(({ explains }) => explains?.key);
    expect(keys).toEqual(Array(3).fill('propagation.restore.explains.enable-failed'));
    expect(headline.key).toBe('report.headline.not-let-in-yet');
    const isIn = reportOf(ledger({ 'enable-account': cannot, 'unblock-sign-in': { state: 'accepted', attempt: 1 } }));
    expect(isIn.headline.key).toBe('report.headline.failed');
  });

  it('ends a restore that says that the person was not let in', () => {
    const left = { state: 'waived', note: text(LEFT_WITH) } as const;
    const steps = ledger({ 'enable-account': waived, 'unblock-sign-in': left, 'rejoin-groups': left });
    const { headline } = reportOf(steps, { state: 'done-with-gaps', endedAt: NOW });
    expect(JSON.stringify(headline)).toContain('"report.gap.not-let-in"');
  });

  it('says that first, and nothing twice: not of things to give back that there are none of', () => {
    const left = { state: 'waived', note: text(LEFT_WITH) } as const;
    const steps = ledger({ 'enable-account': waived, 'unblock-sign-in': left }).slice(0, 2);
    const { headline } = reportOf(steps, { state: 'done-with-gaps', endedAt: NOW });
    const skipped = text('report.gap.waived', { steps: [text('step.enable-account.title')] });
    expect(headline.values?.gaps).toEqual([text('report.gap.not-let-in-only', { name: 'Adele Vance' }), skipped]);
  });

  it('is over in vain, unless somebody was let in after all', () => {
    const left = { state: 'waived', note: text(LEFT_WITH) } as const;
    const over = { state: 'done-with-gaps' } as const;
    const inVain = ledger({ 'enable-account': waived, 'unblock-sign-in': left });
    expect(isOverInVain(over, inVain)).toBe(true);
    expect(isOverInVain({ state: 'watching' }, inVain)).toBe(false);
    expect(isOverInVain({ state: 'stopped' }, ledger({}))).toBe(true);
    expect(isOverInVain(over, ledger({ 'enable-account': waived, 'unblock-sign-in': { state: 'verified' } }))).toBe(
      false,
    );
    const none = { state: 'skipped' } as const;
    expect(isOverInVain(over, ledger({ 'enable-account': none, 'unblock-sign-in': none }))).toBe(false);
  });
});
