import type { StepRecord } from './outcome.ts';
import { textOf } from './stored.ts';
import type { Json } from './text.ts';

/**
 * When it was known that a step failed, ISO UTC, whatever was sent, done or seen of it before; null = it did not, or
 * that was not written down.
 */
export function failedAt({ state, evidence }: Pick<StepRecord, 'state' | 'evidence'>): string | null {
  return state === 'failed' ? textOf(evidence, 'failedAt') : null;
}

/** What was known of it stays. */
export function withFailedAt(known: Json, failedAt: string): Json {
  const fields = typeof known === 'object' && known !== null && !Array.isArray(known) ? known : {};
  return { ...fields, failedAt };
}
