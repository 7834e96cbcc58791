import { describe, expect, it } from 'vitest';
import { prerequisitesOf } from '../../src/domain/catalogue.ts';
import type { Gap } from '../../src/domain/gap.ts';
import { isReady } from '../../src/domain/is-ready.ts';
import { STEP_STATES, type StepRecord, type StepState } from '../../src/domain/outcome.ts';
import { outcomeOf } from '../../src/domain/request-outcome.ts';
import { STEP_KINDS, type StepKind } from '../../src/domain/step.ts';
import { stepRecordsOf } from '../../src/domain/step-records.ts';
import { text } from '../../src/domain/text.ts';
import { aPlan, aPlannedStep, aStepRecord } from '../helpers/given.ts';

/** A ledger of these kinds in these states, bound to each other as the catalogue says. */
function ledger(states: Partial<Record<StepKind, StepState>>): readonly StepRecord[] {
  const kinds = STEP_KINDS.filter((kind) => kind in states);
  return kinds.map((kind, position) =>
    aStepRecord({
      kind,
      position,
      lane: ['disable-account', 'enable-account'].includes(kind) ? 'on-premises' : 'cloud',
      state: states[kind] ?? 'planned',
      // A look that found what was there before; without one nobody knows what was left.
      snapshot: {},
      after: kinds.filter((each) => each in prerequisitesOf(kind)),
    }),
  );
}

describe('what a step could not do', () => {
  const left: Gap = {
    end: 'left',
    kind: 'group',
    id: 'list',
    name: 'Newsletter',
    why: 'mail-enabled',
    who: 'exchange-admin',
    through: null,
  };
  const outcomeWith = (gap: Gap, state: StepState, more: Partial<Record<StepKind, StepState>> = {}) =>
    outcomeOf(
      ledger({ ...more, 'leave-groups': state }).map((step) =>
        step.kind === 'leave-groups' ? { ...step, gaps: [gap] } : step,
      ),
    );

  it.each(['verified', 'skipped'] as const)('keeps a request from being done, also when the step is %s', (state) => {
    expect(outcomeWith(left, state)).toBe('done-with-gaps');
  });

  it('does not, where nobody has to do anything, or the account was deleted with its memberships', () => {
    expect(outcomeWith({ ...left, why: 'dynamic', who: 'nobody' }, 'verified')).toBe('done');
    expect(outcomeWith(left, 'verified', { 'delete-account': 'verified' })).toBe('done');
  });

  it('is waited for while the plan skipped the step and nobody has looked at what it leaves', () => {
    const [step] = ledger({ 'leave-groups': 'skipped' });
    expect(step === undefined ? '' : outcomeOf([{ ...step, snapshot: null }])).toBe('watching');
  });
});

function ready(kind: StepKind, states: Partial<Record<StepKind, StepState>>): boolean {
  const steps = ledger({ ...states, [kind]: 'planned' });
  const step = steps.find((each) => each.kind === kind);
  return step !== undefined && isReady(step, steps);
}

describe('a step is ready', () => {
  it.each(STEP_STATES)('to revoke with the block %s: only once the block was tried', (state) => {
    expect(ready('revoke-sessions', { 'block-sign-in': state })).toBe(
      !['planned', 'waiting', 'running', 'ambiguous'].includes(state),
    );
  });

  it.each(STEP_STATES)(
    'to take licences with the files %s: only when that is seen, waived, gone or not needed',
    (state) => {
      expect(ready('remove-licences', { 'share-onedrive': state })).toBe(
        ['verified', 'waived', 'gone', 'skipped'].includes(state),
      );
    },
  );

  it.each(STEP_STATES)(
    'to unblock with the AD account %s: when AD is done as far as anybody says, not where it was skipped',
    (state) => {
      expect(ready('unblock-sign-in', { 'enable-account': state })).toBe(
        ['accepted', 'attested', 'verified', 'gone', 'skipped'].includes(state),
      );
    },
  );

  it('to delete only when everything before it is seen', () => {
    const before = { 'block-sign-in': 'verified', 'disable-account': 'verified', 'leave-groups': 'verified' } as const;
    expect(ready('delete-account', before)).toBe(true);
    for (const kind of STEP_KINDS.filter((each) => each in before)) {
      expect(ready('delete-account', { ...before, [kind]: 'accepted' })).toBe(false);
    }
  });

  it('in AD without waiting for another step there: one runbook holds them in order', () => {
    expect(ready('disable-account', { 'reset-password': 'needs-person' })).toBe(true);
    expect(ready('enable-account', { 'restore-account': 'needs-person' })).toBe(true);
  });
});

describe('the state of a request, given its ledger', () => {
  it.each<[string, Partial<Record<StepKind, StepState>>, string]>([
    ['nothing done yet', { 'block-sign-in': 'planned', 'revoke-sessions': 'planned' }, 'running'],
    ['a step under way', { 'block-sign-in': 'running' }, 'running'],
    ['an answer lost', { 'block-sign-in': 'ambiguous' }, 'running'],
    ['everything seen', { 'block-sign-in': 'verified', 'leave-groups': 'skipped' }, 'done'],
    ['nothing was needed', { 'leave-groups': 'skipped' }, 'done'],
    ['what a step gave is gone', { 'block-sign-in': 'verified', 'set-auto-reply': 'gone' }, 'done-with-gaps'],
    ['one step waived', { 'block-sign-in': 'verified', 'leave-groups': 'waived' }, 'done-with-gaps'],
    ['AD waits for a person', { 'block-sign-in': 'accepted', 'disable-account': 'needs-person' }, 'watching'],
    ['AD attested', { 'block-sign-in': 'accepted', 'disable-account': 'attested' }, 'watching'],
    [
      'AD waived, the block may be turned back',
      { 'block-sign-in': 'accepted', 'disable-account': 'waived' },
      'watching',
    ],
    ['a failure that waits for an answer', { 'block-sign-in': 'verified', 'leave-groups': 'failed' }, 'watching'],
    ['turned back', { 'block-sign-in': 'overwritten', 'disable-account': 'needs-person' }, 'watching'],
    [
      'what is left waits for a failed step',
      { 'share-onedrive': 'failed', 'remove-licences': 'waiting', 'block-sign-in': 'verified' },
      'watching',
    ],
    ['a retry that can start at once', { 'share-onedrive': 'planned', 'block-sign-in': 'verified' }, 'running'],
  ])('%s → %s', (_, states, expected) => {
    expect(outcomeOf(ledger(states))).toBe(expected);
  });
});

describe('the empty ledger of a plan', () => {
  it('keeps the order, and skips with its reason what is not needed', () => {
    const plan = aPlan({
      steps: [aPlannedStep(), aPlannedStep({ kind: 'set-auto-reply', skip: text('plan.skip.no-mailbox') })],
    });
    let ids = 0;
    const steps = stepRecordsOf(plan, 'request', () => `step-${++ids}`);
    expect(
      steps.map(({ id, requestId, position, kind, state, note }) => [id, requestId, position, kind, state, note]),
    ).toEqual([
      ['step-1', 'request', 0, 'block-sign-in', 'planned', null],
      ['step-2', 'request', 1, 'set-auto-reply', 'skipped', text('plan.skip.no-mailbox')],
    ]);
  });
});

describe('what was only reported', () => {
  const pasted = (kind: StepKind): readonly StepRecord[] =>
    ledger({ [kind]: 'attested' }).map((step) => ({
      ...step,
      lane: 'on-premises' as const,
      evidence: { result: { at: '2026-03-09T10:00:00Z', accountDisabled: true, by: 'pasted' } },
    }));

  it('ends a request with a gap where no look can show it, and never green', () => {
    expect(outcomeOf(pasted('leave-ad-groups'))).toBe('done-with-gaps');
    expect(outcomeOf(pasted('reset-password'))).toBe('done-with-gaps');
  });

  it('is waited for where the next sync shows it', () => {
    expect(outcomeOf(pasted('disable-account'))).toBe('watching');
  });
});
