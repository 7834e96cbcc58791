import { jsonField } from './json-field.ts';
import type { StepRecord } from './outcome.ts';

/** When the helpdesk said that a step cannot be done, ISO UTC; null = nobody did. */
export function cannotAt({ evidence }: Pick<StepRecord, 'evidence'>): string | null {
  const at = jsonField(evidence, 'cannotAt');
  return typeof at === 'string' ? at : null;
}
