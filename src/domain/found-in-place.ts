import type { StepRecord } from './outcome.ts';
import { isInPlace, isLookedAtTwice } from './skip.ts';

/**
 * Whether a block, or that somebody can sign in, was found in place and not made: it is meant to stay so, and directory
 * sync or people can turn it back like one of ours.
 */
export function isFoundInPlace({ kind, state, note }: Pick<StepRecord, 'kind' | 'state' | 'note'>): boolean {
  return state === 'skipped' && isLookedAtTwice(kind) && isInPlace(note);
}
