import { InternalError } from '../domain/errors.ts';
import type { Text, TextValue, Words } from '../domain/text.ts';
import en from './en.json' with { type: 'json' };
import nl from './nl.json' with { type: 'json' };
import { readMessage } from './read-message.ts';
import { FORMATTING_LOCALE, LOCALES, type Locale, type Reader } from './reader.ts';
import { writeInstant } from './write-instant.ts';

export type { Locale, Reader } from './reader.ts';

const MESSAGES: Readonly<Record<Locale, Readonly<Record<string, string>>>> = { en, nl };

/**
 * One sentence in the reader's language; instants as "Fri 13 March 2026 17:00 CET" in the reader's zone, and as "on Fri
 * 13 March 2026 at 17:00 CET" after "at" (see read-message.ts).
 *
 * A key that is missing in the reader's language is said in English. One that is missing everywhere throws under test.
 * Elsewhere it can only come from a text that another version stored: a sentence that claims nothing stands for it, and
 * `hearMissing` is told.
 */
export function translate(text: Text, reader: Reader): string {
  const locale = MESSAGES[reader.locale][text.key] === undefined ? 'en' : reader.locale;
  const message = MESSAGES[locale][text.key];
  if (message === undefined) return missing(text, reader);
  const values = Object.entries(text.values ?? {}).map(([name, value]) => [name, write(value, reader)] as const);
  return say(locale, text.key, message)(Object.fromEntries(values));
}

/** Whether this is a sentence of ours, with all that it needs, in every language; for one that came from outside. */
export function canSay(text: Text): boolean {
  try {
    return LOCALES.every((locale) => {
      const message = MESSAGES[locale][text.key];
      return message !== undefined && translate(text, { locale, timeZone: 'UTC' }) !== '';
    });
  } catch {
    return false;
  }
}

/**
 * The language of a BCP 47 tag (`nl-BE`), or of its name as people type it; null for one that Leaver does not speak.
 */
export function readLocale(written: string | null): Locale | null {
  const language = written?.trim().toLowerCase().split(/[-_]/)[0] ?? '';
  return LOCALES.find((locale) => locale === language || NAMES[locale].includes(language)) ?? null;
}

const NAMES: Readonly<Record<Locale, readonly string[]>> = {
  en: ['english', 'engels'],
  nl: ['dutch', 'nederlands'],
};

function missing({ key }: Text, reader: Reader): string {
  if (process.env.NODE_ENV === 'test') throw new InternalError(`no message for "${key}" in src/locales`);
  listener(key);
  return translate({ key: 'text.missing' }, reader);
}

let listener: (key: string) => void = () => undefined;

/** Who hears of sentences that nobody wrote, by key; there is one listener. */
export function hearMissing(hear: (key: string) => void): void {
  listener = hear;
}

function write(value: TextValue, reader: Reader): string | number {
  // A name that nobody filled in leaves no hole in the sentence.
  if (typeof value === 'string') return value.trim() === '' ? translate({ key: 'text.not-known' }, reader) : value;
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return String(value);
  if (isList(value)) return list(value, reader);
  if ('nl' in value) return write(value[reader.locale], reader);
  return 'instant' in value ? writeInstant(value.instant, reader) : translate(value, reader);
}

type Part = string | Text | Words;

function isList(value: Exclude<TextValue, string | number | boolean>): value is readonly Part[] {
  return Array.isArray(value);
}

/** Names stand as “a, b and c”; whole sentences of our own after each other. */
function list(parts: readonly Part[], reader: Reader): string {
  const written = parts.map((each) => String(write(each, reader)));
  const areSentences = parts.every(
    (each, at) => typeof each === 'object' && 'key' in each && /[.?!]$/.test(written[at] ?? ''),
  );
  if (areSentences) return written.join(' ');
  return new Intl.ListFormat(FORMATTING_LOCALE[reader.locale], { type: 'conjunction' }).format(written);
}

const read = new Map<string, ReturnType<typeof readMessage>>();

function say(locale: Locale, key: string, message: string): ReturnType<typeof readMessage> {
  const name = `${locale} ${key}`;
  const known = read.get(name) ?? readMessage(locale, message);
  read.set(name, known);
  return known;
}
