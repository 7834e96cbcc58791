import { type Gap, isWork } from './gap.ts';
import type { StepRecord } from './outcome.ts';

/** The part of a ledger that its gaps are read from. */
export type WithGaps = Pick<StepRecord, 'kind' | 'state' | 'gaps'>;

const GO_WITH_ACCOUNT: readonly Gap['kind'][] = ['group', 'membership', 'ownership', 'licence'];

/** What is left to people over all steps: only what is work for somebody. */
export function workLeft(steps: readonly WithGaps[]): readonly Gap[] {
  return openGaps(steps).flatMap(({ gaps }) => gaps.filter(isWork));
}

/**
 * The gaps that stand, step by step: without groups and licences of an account that was deleted after all, which left them
 * with it, and without licences that go by themselves with a group that another step names: that is one piece of work.
 */
export function openGaps<Step extends WithGaps>(steps: readonly Step[]): readonly Step[] {
  const groups = steps.flatMap(({ gaps }) => gaps.flatMap(({ why, name }) => (why === 'licensing' ? [name] : [])));
  const isDeleted = steps.some(({ kind, state }) => kind === 'delete-account' && state === 'verified');
  const isOpen = ({ kind, why, through }: Gap) => {
    if (isDeleted && GO_WITH_ACCOUNT.includes(kind)) return false;
    return why !== 'inherited' || !groups.includes(through ?? '');
  };
  return steps.map((step) => ({ ...step, gaps: step.gaps.filter(isOpen) }));
}
