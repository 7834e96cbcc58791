import type { TextKey } from './text-key.ts';

/**
 * A sentence that is not yet in any language: a key of `src/locales/*.json` and its parameters.
 *
 * Domain and flow speak in Texts; `cards/` and `bot/` translate them for one reader, in that reader's language and
 * time zone. A parameter that is an instant is given as `{ instant }` (ISO 8601, UTC), so that the reader's zone
 * decides how it is written; a parameter that is itself a sentence is given as a Text.
 */
export type Text = { readonly key: TextKey; readonly values?: Readonly<Record<string, TextValue>> };

export type TextValue =
  | string
  | number
  | boolean
  | { readonly instant: string }
  | Words
  | Text
  | readonly (string | Text | Words)[];

/** What the organisation wrote itself, in each language that Leaver speaks. */
export type Words = { readonly en: string; readonly nl: string };

/**
 * Makes a Text; leaves `values` out when there are none, so that equal sentences are equal values. Its type knows
 * which.
 */
export function text<Key extends TextKey>(
  key: Key,
  values?: Readonly<Record<string, TextValue>>,
): Text & { readonly key: Key } {
  return values === undefined ? { key } : { key, values };
}

/** What may be stored as JSON: parameters, snapshots, evidence. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
