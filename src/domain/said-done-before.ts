import type { StepRecord } from './outcome.ts';
import { textOf } from './stored.ts';

/**
 * When people said that it was done before they said that it cannot be done, ISO UTC; null = they did not. What no read
 * can show, a password above all, may have been done then: two answers that contradict each other prove neither.
 */
export function saidDoneBefore({ evidence }: Pick<StepRecord, 'evidence'>): string | null {
  return textOf(evidence, 'saidDoneAt');
}
