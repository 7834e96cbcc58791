import type en from '../locales/en.json';

/** Name of a sentence that exists: a type of the English file only, of which nothing is read at run time. */
export type TextKey = keyof typeof en;

/**
 * What may follow this beginning: `KeyAfter<'card.reason.'>` is 'resigned' | 'long-leave' | …, as the file has them.
 */
export type KeyAfter<Beginning extends string> = TextKey extends infer Key
  ? Key extends `${Beginning}${infer Rest}`
    ? Rest
    : never
  : never;
