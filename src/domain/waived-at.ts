import { jsonField } from './json-field.ts';
import type { StepRecord } from './outcome.ts';
import type { Json } from './text.ts';

/** When people let go of a step, ISO UTC; null where they did not. */
export function waivedAt({ state, evidence }: Pick<StepRecord, 'state' | 'evidence'>): string | null {
  const at = state === 'waived' ? jsonField(evidence, 'waivedAt') : null;
  return typeof at === 'string' ? at : null;
}

/** What a later look read, and still when the step was let go: no look changes that. */
export function withWaivedAt(found: Json, step: Pick<StepRecord, 'state' | 'evidence'>): Json {
  const at = waivedAt(step);
  if (at === null) return found;
  const read = typeof found === 'object' && !Array.isArray(found) ? found : {};
  return { ...read, waivedAt: at };
}
