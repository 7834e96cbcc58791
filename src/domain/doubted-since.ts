import { GONE_AGAIN_AFTER, goneOnceAt } from './gone.ts';
import type { StepRecord } from './outcome.ts';
import { soonest } from './soonest.ts';

/** What one look did not find (ISO UTC), and no other has looked for since that is believed. */
export type Doubted = { readonly at: string; readonly steps: readonly StepRecord[] };

/**
 * What was seen before, and was not found by the look of this hour (ISO UTC) or by one before it: all was not seen then,
 * whatever else that look did see. Null = nothing.
 */
export function doubtedSince(steps: readonly StepRecord[], seenAt: string): Doubted | null {
  const doubted = steps.filter((step) => {
    const once = step.state === 'verified' ? goneOnceAt(step) : null;
    // The steps of one look are read one after the other.
    return once !== null && Date.parse(seenAt) > Date.parse(once) - GONE_AGAIN_AFTER;
  });
  const at = soonest(...doubted.map(goneOnceAt));
  return at === null ? null : { at, steps: doubted };
}
