import { isToCome, type StepRecord } from './outcome.ts';

/**
 * Whether Leaver may still change something: also while the request only watches, since a step that waits for another
 * one (a deletion, licences) comes later. That is what an approver holds, and what a restore stops.
 */
export function hasMore(steps: readonly Pick<StepRecord, 'state'>[]): boolean {
  return steps.some(({ state }) => isToCome(state));
}
