import type { StepRecord } from './outcome.ts';

/** People said that it was done, a look showed that it was not, or not all of it, and nobody has said so since. */
export function isDenied({ state, turnedBack }: Pick<StepRecord, 'state' | 'turnedBack'>): boolean {
  return turnedBack?.how === 'said' && (state === 'overwritten' || state === 'waived');
}
