import type { StepRecord } from './outcome.ts';

/**
 * Whether a step changed something, whatever became of it since: accepted or seen once, it may have been changed back,
 * skipped by the helpdesk, or never confirmed; what it did is done all the same. Skipped by the plan: nothing was done.
 */
export function wasDone({ state, acceptedAt, verifiedAt }: Pick<StepRecord, 'state' | 'acceptedAt' | 'verifiedAt'>) {
  return DONE.includes(state) || (state !== 'skipped' && (acceptedAt !== null || verifiedAt !== null));
}

/** `overwritten`: it was done, and somebody changed part of it since. */
const DONE: readonly StepRecord['state'][] = ['verified', 'accepted', 'attested', 'overwritten'];
