import type { StepRecord, StepState } from './outcome.ts';

const TO_COME: readonly StepState[] = ['planned', 'waiting', 'running', 'ambiguous'];

/**
 * Whether Leaver may still change something: also while the request only watches, since a step that waits for another one
 * (a deletion, licences) comes later. That is what an approver holds, and what a restore stops.
 */
export function hasMore(steps: readonly Pick<StepRecord, 'state'>[]): boolean {
  return steps.some(({ state }) => TO_COME.includes(state));
}
