import { describe, expect, it } from 'vitest';
import { assemblePlan } from '../../src/domain/assemble-plan.ts';
import type { Choices } from '../../src/domain/choices.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import type { LastRun } from '../../src/domain/plan-input.ts';
import { restorableUntil } from '../../src/domain/plan-returning.ts';
import type { TargetUser } from '../../src/domain/target-user.ts';
import { text } from '../../src/domain/text.ts';
import {
  aPerson,
  aPlan,
  aRequest,
  aStepRecord,
  aSyncedTargetUser,
  aTargetUser,
  minutesAfter,
  NOW,
  someChoices,
} from '../helpers/given.ts';

const DAY = 24 * 60;

function planFor(targetUser: TargetUser, choices: Partial<Choices> = {}, lastRun: LastRun | null = null) {
  return assemblePlan({
    choices: someChoices('restore-user', choices),
    targetUser,
    requester: aPerson(),
    successor: null,
    lastRun,
    now: NOW,
  });
}

const kindsOf = (targetUser: TargetUser) => planFor(targetUser).steps.map(({ kind, lane }) => `${kind}@${lane}`);

/** Deleted this many minutes ago, and blocked before that, as Leaver does. */
function deleted(minutes: number, changes: Partial<TargetUser> = {}): TargetUser {
  const base = changes.identity === 'synced' ? aSyncedTargetUser() : aTargetUser();
  return { ...base, found: 'soft-deleted', accountEnabled: false, deletedAt: minutesAfter(NOW, -minutes), ...changes };
}

describe('a restore looks first', () => {
  it.each<[string, TargetUser, readonly string[]]>([
    ['blocked: unblocks', aTargetUser({ accountEnabled: false }), ['unblock-sign-in@cloud']],
    [
      'blocked and synced: AD first',
      aSyncedTargetUser({ accountEnabled: false }),
      ['enable-account@on-premises', 'unblock-sign-in@cloud'],
    ],
    ['deleted: restores, then unblocks', deleted(3 * DAY), ['restore-account@cloud', 'unblock-sign-in@cloud']],
    ['deleted while it could sign in', deleted(3 * DAY, { accountEnabled: true }), ['restore-account@cloud']],
    [
      'deleted and synced: all of it in AD first',
      deleted(3 * DAY, { identity: 'synced' }),
      ['restore-account@on-premises', 'enable-account@on-premises', 'unblock-sign-in@cloud'],
    ],
  ])('%s', (_, targetUser, expected) => {
    expect(kindsOf(targetUser)).toEqual(expected);
  });

  it('lets nothing in the cloud come before the account is seen to be back', () => {
    const { steps } = planFor(deleted(DAY, { identity: 'synced' }));
    expect(steps.map(({ kind, after }) => [kind, after])).toEqual([
      ['restore-account', []],
      ['enable-account', []],
      ['unblock-sign-in', ['restore-account', 'enable-account']],
    ]);
  });

  it('warns that sync blocks a synced person again unless AD is first', () => {
    const { warnings } = planFor(aSyncedTargetUser({ accountEnabled: false }));
    expect(warnings.map(({ key }) => key)).toEqual(['plan.warning.enable-first']);
  });
});

describe('the time that is left', () => {
  it('is said in days and hours with the exact hour', () => {
    const [step] = planFor(deleted(27 * DAY + 90)).steps;
    expect(step?.explains).toContainEqual(
      text('plan.explain.restorable-until', { days: 2, hours: 22, at: { instant: minutesAfter(NOW, 3 * DAY - 90) } }),
    );
  });

  it('is over after exactly 30 days', () => {
    const targetUser = deleted(30 * DAY);
    expect(restorableUntil(targetUser)).toBe(NOW);
    expect(planFor(targetUser).refusals.map(({ key }) => key)).toEqual(['plan.refusal.too-old']);
    expect(planFor(deleted(30 * DAY - 1)).refusals).toEqual([]);
  });
});

describe('a restore is refused', () => {
  it.each<[string, TargetUser]>([
    ['plan.refusal.nothing-to-restore', aTargetUser()],
    ['plan.refusal.nothing-to-restore', aSyncedTargetUser()],
    ['plan.refusal.gone-unknown', aTargetUser({ found: 'gone' })],
    ['plan.refusal.gone-seen-leaver', aTargetUser({ found: 'gone', lastSeen: { at: NOW, by: 'leaver' } })],
    ['plan.refusal.gone-seen-audit-log', aTargetUser({ found: 'gone', lastSeen: { at: NOW, by: 'audit-log' } })],
  ])('%s', (key, targetUser) => {
    const { refusals, steps } = planFor(targetUser);
    expect(refusals.map((refusal) => refusal.key)).toEqual([key]);
    expect(steps).toEqual([]);
  });
});

describe('an address that somebody else holds now', () => {
  const conflict = { userPrincipalName: 'adele@contoso.example', displayName: 'Adele Vermeer' };
  const targetUser = deleted(DAY, { restoreConflict: conflict });

  it('is asked about', () => {
    expect(planFor(targetUser).refusals).toEqual([
      text('plan.refusal.conflict', {
        name: 'Adele Vance',
        address: 'adele@contoso.example',
        holder: 'Adele Vermeer',
      }),
    ]);
  });

  it('is not asked about when the question is not answered by what was chosen', () => {
    const restoreAs = { userPrincipalName: null, dropConflictingAddresses: false };
    expect(planFor(targetUser, { restoreAs }).refusals).toHaveLength(1);
  });

  it.each([
    { userPrincipalName: 'adele.vance@contoso.example', dropConflictingAddresses: false },
    { userPrincipalName: null, dropConflictingAddresses: true },
  ])('is answered by %o, which the step then carries', (restoreAs) => {
    const plan = planFor(targetUser, { restoreAs });
    expect(plan.refusals).toEqual([]);
    expect(plan.steps[0]?.parameters).toEqual(restoreAs);
  });
});

describe('what Leaver took', () => {
  const taken = (kind: StepRecord['kind'], changes: Partial<StepRecord> = {}) =>
    aStepRecord({ kind, state: 'verified', snapshot: { of: kind }, acceptedAt: NOW, ...changes });
  const blocked = aTargetUser({ accountEnabled: false });
  const runOf = (steps: readonly StepRecord[], kind: Choices['kind'] = 'offboard'): LastRun => ({
    request: aRequest({ choices: someChoices(kind), plan: aPlan({ kind }) }),
    steps,
  });

  it('is given back step by step, each with the step and the snapshot that it undoes', () => {
    const original = [
      taken('leave-groups'),
      taken('remove-licences', { state: 'accepted' }),
      taken('set-auto-reply'),
      taken('share-onedrive'),
    ];
    const [, ...given] = planFor(blocked, {}, runOf(original)).steps;
    expect(given.map(({ kind, parameters }) => [kind, parameters])).toEqual([
      ['rejoin-groups', { stepId: original[0]?.id, snapshot: { of: 'leave-groups' } }],
      ['return-licences', { stepId: original[1]?.id, snapshot: { of: 'remove-licences' } }],
      ['stop-auto-reply', { stepId: original[2]?.id, snapshot: { of: 'set-auto-reply' } }],
      ['unshare-onedrive', { stepId: original[3]?.id, snapshot: { of: 'share-onedrive' } }],
    ]);
  });

  it.each<[string, Partial<StepRecord>]>([
    ['a step that kept no snapshot', { snapshot: null }],
    ['a step that was skipped', { state: 'skipped' }],
    ['a step that failed', { state: 'failed' }],
  ])('is not given back for %s', (_, changes) => {
    const plan = planFor(blocked, {}, runOf([taken('leave-groups', changes)]));
    expect(plan.steps.map(({ kind }) => kind)).toEqual(['unblock-sign-in']);
    expect(plan.notes.map(({ key }) => key)).toEqual(['plan.note.nothing-to-give-back']);
  });

  it('is not given back twice: after a restore there is nothing to undo', () => {
    const plan = planFor(blocked, {}, runOf([taken('leave-groups')], 'restore-user'));
    expect(plan.steps.map(({ kind }) => kind)).toEqual(['unblock-sign-in']);
  });
});
