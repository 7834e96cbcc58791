import { INSTANT, type Reading, readWhole, type Template } from './templates.ts';

/** One sentence, label or name as the checker understood it. */
export type Part =
  | { readonly is: 'text'; readonly words: string; readonly readings: readonly Reading[] }
  | { readonly is: 'name' | 'sign' | 'time'; readonly words: string };

export type WordReader = (words: string) => readonly Part[] | null;

/**
 * Understands what stands on a card: as one text of the product, as several beside each other (“ · ”) or after each
 * other, as a name, a sign or an instant. Null = not understood.
 */
export function createWordReader(templates: readonly Template[], isName: (words: string) => boolean): WordReader {
  const known = new Map<string, readonly Part[] | null>();
  const whole = (words: string): readonly Part[] | null => {
    const part = plain(words, isName);
    const all = readWhole(templates, words);
    const clear = all.filter(isClear);
    const readings = clear.length > 0 ? clear : all;
    const [best] = readings;
    // A text of many letters is no accident; a name comes before one that is hardly more than a value.
    if (best !== undefined && (part === null || part.is !== 'name' || best.isFixed))
      return [{ is: 'text', words, readings }];
    return part === null ? null : [part];
  };
  /** Texts that swallow half of another sentence are not what was written, where others are. */
  const isClear = (reading: Reading): boolean =>
    sentencesIn(reading).every((words) => read(words)?.every(isUnderstood) ?? false);
  const isUnderstood = (part: Part): boolean => part.is !== 'text' || part.readings.some(isClear);
  const ways: readonly WordReader[] = [
    whole,
    (words) => closed(words, read),
    (words) => opened(words, whole),
    (words) => timed(words, read),
    (words) => after(words, whole),
    (words) => beside(words, read),
  ];
  const read: WordReader = (raw) => {
    const words = sameInstants(raw.trim());
    const found = known.get(words);
    if (found !== undefined) return found;
    let parts: readonly Part[] | null = null;
    for (const way of ways) {
      const next = way(words);
      if (next?.every(isUnderstood)) {
        parts = next;
        break;
      }
      parts ??= next;
    }
    known.set(words, parts);
    return parts;
  };
  return read;
}

/** What a text carries that ends like a sentence, and is not people's own words. */
export function sentencesIn({ values }: Reading): readonly string[] {
  return Object.entries(values).flatMap(([name, words]) =>
    /[.!?]$/.test(words) && !OF_PEOPLE.includes(name) ? [words] : [],
  );
}

const OF_PEOPLE: readonly string[] = ['instruction', 'reason', 'words'];

/** “on Sat 21 November 2026 at 18:10” as the texts have it, which say “at” of a day and an hour alike. */
function sameInstants(words: string): string {
  return words.replace(
    /\b(on|On) ([A-Z][a-z]{2} \d{1,2} [A-Z][a-z]+(?: \d{4})?) at (?=\d{2}:\d{2})/g,
    (_, on, day) => `${on === 'on' ? 'at' : 'At'} ${day} `,
  );
}

/** A text that a place without full stop uses too, with a number or without: “Restore user L-1017.” */
function closed(words: string, read: WordReader): readonly Part[] | null {
  const plain = words.replace(/( [LS]-\d+)?\.$/, '');
  return plain !== words && !plain.includes('. ') ? read(plain) : null;
}

/** A text that begins in small letters, at the beginning of a line. */
function opened(words: string, whole: (words: string) => readonly Part[] | null): readonly Part[] | null {
  const small = words.charAt(0).toLowerCase() + words.slice(1);
  return small === words ? null : whole(small);
}

const TIMED = new RegExp(`^(.*?),? (${INSTANT})$`, 'su');

/** A state or a name with its hour: “done, seen 18:10”, “Daan Bakker, Sat 21 November 2026 18:10 CET”. */
function timed(words: string, read: WordReader): readonly Part[] | null {
  const [, what = '', hour = ''] = TIMED.exec(words) ?? [];
  const parts = what === '' ? null : read(what);
  return parts === null ? null : [...parts, { is: 'time', words: hour }];
}

const REFERENCE = /^(?:[LS]-\d+|SHA-256)$/;
const SIGN = /^[\p{S}\p{P}\p{N}\s━╍╌─┄┼├┤●✓]*$/u;
const TIME = new RegExp(`^${INSTANT}$`, 'u');
const DAY = /^[A-Z][a-z]{2} \d{1,2} [A-Z][a-z]+(?: \d{4})?(?:, [A-Z]\w+(?:[+-]\d+)?)?$/;

function plain(words: string, isName: (words: string) => boolean): Part | null {
  if (TIME.test(words) || DAY.test(words)) return { is: 'time', words };
  if (SIGN.test(words) || REFERENCE.test(words)) return { is: 'sign', words };
  return isName(words) ? { is: 'name', words } : null;
}

function beside(words: string, read: WordReader): readonly Part[] | null {
  const stripped = words.replace(/^· /, '');
  if (stripped !== words) return read(stripped);
  const [gap = ' · '] = [' · ', '; '].filter((each) => words.includes(each));
  const place = words.indexOf(gap);
  // A step's place and what can be undone close with one full stop.
  const pieces = place < 0 ? [] : [words.slice(0, place), words.slice(place + gap.length)];
  const parts = pieces.map((piece) => read(piece) ?? read(piece.replace(/\.$/, '')));
  return parts.length === 2 && parts.every((each) => each !== null) ? parts.flat() : null;
}

/** Texts after each other: the fewest that cover all the words, cut only where a sentence can end. */
function after(words: string, whole: (words: string) => readonly Part[] | null): readonly Part[] | null {
  const cuts = [...words.matchAll(/(?<=[.!?:”…;)]|\d [A-Z]{2,5}|\d)[ \n]+/gu)].map(({ index, 0: gap }) => [
    index,
    index + gap.length,
  ]);
  const bounds = [[0, 0], ...cuts, [words.length, words.length]] as const;
  const best: (readonly Part[] | null)[] = [[]];
  for (let end = 1; end < bounds.length; end += 1) {
    best[end] = null;
    for (let start = 0; start < end; start += 1) {
      const before = best[start];
      if (before === null || before === undefined) continue;
      const piece = words.slice(bounds[start]?.[1], bounds[end]?.[0]);
      const plain = piece.replace(/( [LS]-\d+)?\.$/, '');
      const parts = whole(piece) ?? whole(plain) ?? opened(plain, whole);
      const current = best[end];
      if (parts !== null && (current === null || current === undefined || before.length + 1 < current.length))
        best[end] = [...before, ...parts];
    }
  }
  return best[bounds.length - 1] ?? null;
}
