import { jsonField } from './json-field.ts';
import type { StepRecord } from './outcome.ts';
import { textOf } from './stored.ts';
import type { Json } from './text.ts';

type Known = Pick<StepRecord, 'state' | 'evidence' | 'acceptedAt' | 'verifiedAt'>;

/** When sessions were ended before they were to be ended again, ISO UTC; `seenAt`: null = nobody has seen it. */
export type EndedBefore = { readonly at: string; readonly seenAt: string | null };

/**
 * What a step that is to be made again had done: that was done, whatever becomes of the second time. Null = nothing, or it
 * was made once more since.
 */
export function endedBefore({ evidence, acceptedAt }: Pick<Known, 'evidence' | 'acceptedAt'>): EndedBefore | null {
  const before = jsonField(evidence, BEFORE);
  const at = textOf(before, 'at');
  return at === null || acceptedAt !== null ? null : { at, seenAt: textOf(before, 'seenAt') };
}

/** What is known of a step, with what it did until now. */
export function withEndedBefore({ evidence, acceptedAt, verifiedAt }: Known): Json {
  if (acceptedAt === null) return evidence;
  const known = typeof evidence === 'object' && evidence !== null && !Array.isArray(evidence) ? evidence : {};
  return { ...known, [BEFORE]: { at: acceptedAt, seenAt: verifiedAt } };
}

const BEFORE = 'endedBefore';
