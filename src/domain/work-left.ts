import { type Gap, isWork, throughGroups } from './gap.ts';
import { isAccountGone } from './gone.ts';
import { isMade, isToCome, type StepRecord } from './outcome.ts';

/** The part of a ledger that its gaps are read from. */
export type WithGaps = Pick<StepRecord, 'kind' | 'state' | 'gaps'>;
type Ledger = readonly (WithGaps & Pick<StepRecord, 'evidence'>)[];

/** Where the account may still be as it was, when the cloud shows no more of it. */
const IN_AD: readonly StepRecord['kind'][] = ['leave-ad-groups', 'rejoin-ad-groups'];

const GO_WITH_ACCOUNT: readonly Gap['kind'][] = ['group', 'membership', 'ownership', 'licence'];

/** What is left to people over all steps: only what is work for somebody. */
export function workLeft(steps: Ledger, isBack = false): readonly Gap[] {
  return openGaps(steps, isBack).flatMap(({ gaps }) => gaps.filter(isWork));
}

/**
 * The gaps that stand, step by step: without groups and licences of an account that was deleted after all, or was found
 * deleted in the cloud, which left them with it (a restored account has its groups again, so they stand once it
 * `isBack`), and without licences that go by themselves with groups that another step names: that is one piece of work.
 * Those that go with groups which the step in AD DS leaves, every one of them, are nobody's.
 */
export function openGaps<Step extends Ledger[number]>(steps: readonly Step[], isBack = false): readonly Step[] {
  const groups = steps.flatMap(({ kind, gaps }) => gaps.flatMap((gap) => (isToLeave(kind, gap) ? [gap.name] : [])));
  const hasGone = goneWith(steps, isBack);
  const areLeft = steps.some(leavesAdGroups);
  const stays = (gap: Gap): readonly string[] =>
    throughGroups(gap).filter((name) => !(areLeft && isGivenInAd(gap)) || groups.includes(name));
  const isOpen = (kind: StepRecord['kind'], gap: Gap) => {
    if (hasGone(kind, gap)) return false;
    const through = stays(gap);
    return !gap.why.startsWith('inherited') || through.length === 0 || !through.every((name) => groups.includes(name));
  };
  const isDeleted = hasEnded(steps, isBack);
  const ofNow = (gap: Gap): Gap => {
    if (gap.why === 'last-owner' && isDeleted) return { ...gap, end: 'left', why: 'last-owner-deleted' };
    return isGivenInAd(gap) && stays(gap).length === 0 ? { ...gap, who: 'nobody' } : gap;
  };
  return steps.map((step) => ({ ...step, gaps: step.gaps.filter((gap) => isOpen(step.kind, gap)).map(ofNow) }));
}

/** What no step did, and the deletion of the account took with it, step by step: it stood when the step was seen. */
export function goneGaps<Step extends Ledger[number]>(steps: readonly Step[], isBack = false): readonly Step[] {
  const hasGone = goneWith(steps, isBack);
  return steps.map((step) => ({ ...step, gaps: step.gaps.filter((gap) => hasGone(step.kind, gap)) }));
}

/** What nobody else owned does not go: it is left without an owner. */
function goneWith(steps: Ledger, isBack: boolean): (kind: StepRecord['kind'], gap: Gap) => boolean {
  const isEnded = hasEnded(steps, isBack);
  const isDeleted = isEnded && steps.some(wasDeletedHere);
  return (kind, gap) =>
    isEnded &&
    (isDeleted || !IN_AD.includes(kind)) &&
    GO_WITH_ACCOUNT.includes(gap.kind) &&
    !OWNED_ALONE.includes(gap.why);
}

const OWNED_ALONE: readonly Gap['why'][] = ['last-owner', 'last-owner-deleted'];

function hasEnded(steps: Ledger, isBack: boolean): boolean {
  return !isBack && (steps.some(wasDeletedHere) || isAccountGone(steps));
}

function wasDeletedHere({ kind, state }: WithGaps): boolean {
  return kind === 'delete-account' && state === 'verified';
}

/** Whether people are to take the person out of this group, with the licences that it gives. */
function isToLeave(kind: StepRecord['kind'], gap: Gap): boolean {
  return gap.why === 'licensing' || (gap.kind === 'group' && (gap.why === 'synced' || kind === 'leave-ad-groups'));
}

/** Not where it could not be done, or was let go: then the groups are left to people again. */
function leavesAdGroups({ kind, state }: WithGaps): boolean {
  return kind === 'leave-ad-groups' && (isToCome(state) || state === 'needs-person' || isMade(state));
}

/** In AD DS, as was seen there or said: what goes with them goes at a directory sync after that. */
export function areAdGroupsLeft(steps: readonly WithGaps[]): boolean {
  return steps.some(({ kind, state }) => kind === 'leave-ad-groups' && isMade(state));
}

/** What of a step may go at any directory sync from now on. */
export function goesBySync({ gaps }: WithGaps, steps: readonly WithGaps[]): boolean {
  return gaps.some((gap) => isGivenInAd(gap) || gap.why === 'inherited-still') && areAdGroupsLeft(steps);
}

function isGivenInAd({ why, who }: Gap): boolean {
  return why === 'inherited' && who === 'active-directory';
}
