import { STEP_HELD } from './brakes.ts';
import type { StepRecord } from './outcome.ts';

/** The stop, by reference, that keeps this step from being made; null = none does. */
export function heldByStop({ state, note }: Pick<StepRecord, 'state' | 'note'>): string | null {
  if ((state !== 'planned' && state !== 'waiting') || note?.key !== STEP_HELD) return null;
  const stop = note.values?.stop;
  return typeof stop === 'string' ? stop : '';
}

/** The one that a request which has begun waits for. */
export function stopOf(steps: readonly Pick<StepRecord, 'state' | 'note'>[]): string | null {
  return steps.map(heldByStop).find((stop) => stop !== null) ?? null;
}
