import { type Gap, isWork } from './gap.ts';
import { isMade, isToCome, type StepRecord } from './outcome.ts';

/** The part of a ledger that its gaps are read from. */
export type WithGaps = Pick<StepRecord, 'kind' | 'state' | 'gaps'>;

const GO_WITH_ACCOUNT: readonly Gap['kind'][] = ['group', 'membership', 'ownership', 'licence'];

/** What is left to people over all steps: only what is work for somebody. */
export function workLeft(steps: readonly WithGaps[]): readonly Gap[] {
  return openGaps(steps).flatMap(({ gaps }) => gaps.filter(isWork));
}

/**
 * The gaps that stand, step by step: without groups and licences of an account that was deleted after all, which left them
 * with it, and without licences that go by themselves with a group that another step names: that is one piece of work. Those
 * that go with a group which the step in AD DS leaves are nobody's.
 */
export function openGaps<Step extends WithGaps>(steps: readonly Step[]): readonly Step[] {
  const groups = steps.flatMap(({ kind, gaps }) => gaps.flatMap((gap) => (isToLeave(kind, gap) ? [gap.name] : [])));
  const isDeleted = steps.some(({ kind, state }) => kind === 'delete-account' && state === 'verified');
  const isOpen = ({ kind, why, through }: Gap) => {
    if (isDeleted && GO_WITH_ACCOUNT.includes(kind)) return false;
    return why !== 'inherited' || !groups.includes(through ?? '');
  };
  const areLeft = steps.some(leavesAdGroups);
  const ofNow = (gap: Gap): Gap => (areLeft && isGivenInAd(gap) ? { ...gap, who: 'nobody' } : gap);
  return steps.map((step) => ({ ...step, gaps: step.gaps.filter(isOpen).map(ofNow) }));
}

/** Whether people are to take the person out of this group, with the licences that it gives. */
function isToLeave(kind: StepRecord['kind'], gap: Gap): boolean {
  return gap.why === 'licensing' || (gap.kind === 'group' && (gap.why === 'synced' || kind === 'leave-ad-groups'));
}

/** Not where it could not be done, or was let go: then the groups are left to people again. */
function leavesAdGroups({ kind, state }: WithGaps): boolean {
  return kind === 'leave-ad-groups' && (isToCome(state) || state === 'needs-person' || isMade(state));
}

function isGivenInAd({ why, who }: Gap): boolean {
  return why === 'inherited' && who === 'active-directory';
}
