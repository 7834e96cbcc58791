import { DELAYS } from './delays.ts';
import { lastBroughtBack } from './last-brought-back.ts';
import { minutesAfter } from './minutes-after.ts';
import type { StepRecord } from './outcome.ts';

/**
 * By when the files are there again of an account that this restore brings back, ISO UTC; null = it brings none, or not
 * yet.
 */
export function driveDue(steps: readonly StepRecord[]): string | null {
  const last = lastBroughtBack(steps, ['restore-account']);
  if (last === null || last === 'unknown') return null;
  return minutesAfter(last, DELAYS.servicesReturn[2]);
}
