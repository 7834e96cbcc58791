import type { StepRecord } from './outcome.ts';
import { textOf } from './stored.ts';

/** When the helpdesk said that a step cannot be done, ISO UTC; null = nobody did. */
export function cannotAt({ evidence }: Pick<StepRecord, 'evidence'>): string | null {
  return textOf(evidence, 'cannotAt');
}
