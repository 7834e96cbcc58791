import { jsonField } from './json-field.ts';
import type { StepRecord } from './outcome.ts';

/**
 * When the effect of a step was last read, ISO UTC: lanes write the hour of a look into their evidence; null = never.
 */
export function lastRead({ evidence, verifiedAt }: Pick<StepRecord, 'evidence' | 'verifiedAt'>): string | null {
  const read = jsonField(evidence, 'read');
  const isInstant = typeof read === 'string' && !Number.isNaN(Date.parse(read));
  return later(isInstant ? new Date(read).toISOString() : null, verifiedAt);
}

/** The later of two instants, ISO UTC; null = none. */
export function later(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  return one > other ? one : other;
}
