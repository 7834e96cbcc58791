import { CLICK_OTHERWISE, saysSo } from '../domain/by-two-does.ts';
import { type Text, text } from '../domain/text.ts';
import type { Refused } from './flow.ts';

/**
 * A click that needs no other: it blocks, unless something refuses it (`whyNot`), or its card `said` that it does
 * something else.
 */
export function clickOfOne({
  whyNot,
  said,
}: {
  readonly whyNot: Text | null;
  readonly said: string | null;
}): Refused | { readonly first: null } {
  if (whyNot !== null) return { refused: whyNot };
  return said === null || saysSo(said, null) ? { first: null } : { refused: text(CLICK_OTHERWISE) };
}
