import { isFoundInPlace } from './found-in-place.ts';
import type { StepRecord } from './outcome.ts';

/** Seen, or found in place and meant to stay so: to be read again for as long as the request is watched. */
export function isKept(step: Pick<StepRecord, 'kind' | 'state' | 'note'>): boolean {
  return step.state === 'verified' || isFoundInPlace(step);
}
