import type { Gap } from './gap.ts';
import { handedOutBefore } from './handed-out-before.ts';
import { newPasswordLeft } from './new-password.ts';
import { ownGroupsLeft } from './own-groups.ts';
import type { PlanInput } from './plan-input.ts';
import { BRINGS_IN } from './sign-in-kinds.ts';
import type { PlannedStep } from './step.ts';
import { takenFrom } from './taken.ts';
import { UNREAD } from './taken-by.ts';

/**
 * These steps of a restore, the one that lets the person in with what earlier runs leave to people: a new password,
 * groups that only the runbook knew, work in AD DS of which nobody said whether it was done, and Leaver's own groups.
 */
export function leavingToPeople(
  steps: readonly PlannedStep[],
  input: Pick<PlanInput, 'runs' | 'targetUser' | 'ownGroups'>,
): readonly PlannedStep[] {
  const { runs, targetUser } = input;
  const gaps = [
    ...newPasswordLeft(runs, targetUser),
    ...groupsUnread(input),
    ...handedOut(input),
    ...ownGroupsLeft(input),
  ];
  const letsIn = BRINGS_IN.map((kind) => steps.find((step) => step.kind === kind)).find(Boolean) ?? steps[0];
  return gaps.length === 0 ? steps : steps.map((step) => (step === letsIn ? { ...step, gaps } : step));
}

const IN_AD = { end: 'left', name: '', who: 'active-directory' } as const;

function groupsUnread({ runs, targetUser }: Pick<PlanInput, 'runs' | 'targetUser'>): readonly Gap[] {
  const unread = takenFrom(runs, targetUser).away.filter(({ key }) => key === UNREAD);
  return unread.map(({ reference }) => ({
    ...IN_AD,
    kind: 'ad-groups',
    id: reference,
    why: 'ad-groups-unread',
    through: reference,
  }));
}

/** One thing to find out for each request. */
function handedOut({ runs, targetUser }: Pick<PlanInput, 'runs' | 'targetUser'>): readonly Gap[] {
  const all = handedOutBefore(runs, targetUser);
  return [...new Set(all.map(({ reference }) => reference))].map((reference) => ({
    ...IN_AD,
    kind: 'earlier-steps',
    id: all.flatMap((each) => (each.reference === reference ? [each.kind] : [])).join(' '),
    why: 'handed-out',
    through: reference,
  }));
}
