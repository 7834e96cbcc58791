import { type TextValue, text } from '../../domain/text.ts';

/** What a stop holds back, in a sentence: how many requests, and the first of them by reference. */
export function heldValues(references: readonly string[]): { readonly count: number; readonly items: TextValue } {
  const more = references.length - NAMED;
  const named = references.slice(0, NAMED);
  return { count: references.length, items: more > 0 ? [...named, text('text.more', { count: more })] : named };
}

const NAMED = 5;
