import type { Text, TextValue, Words } from '../domain/text.ts';
import { type Reader, translate } from '../locales/translate.ts';

/**
 * What other people wrote (names, titles, reasons, group names), made safe to lay out: one line without control, bidi
 * or invisible characters, at most `most` characters. Markdown and HTML are left as they are, because such text stands
 * in TextRuns only, which do not interpret them (teams.md 1.6), or goes through `unmarked`; `{{` would start a date
 * function there. Addresses get a space, since clients make links of them also in plain text.
 */
export function untrusted(written: string, most = 128): string {
  return typed(written, most, unlinked);
}

/** What somebody typed into a form, to stand in that input again: an input's value is neither marked up nor linked. */
export function typed(written: string, most: number, change = (line: string) => line): string {
  const line = written
    .slice(0, 20 * most)
    .toWellFormed()
    .replace(NOT_SHOWN, '')
    .replace(SPACES, ' ')
    .replace(STACKED, '$1')
    .replace(/\{(?=\{)/g, '{ ')
    .trim();
  return shortened([...change(line)], most);
}

/** `https://…`, `www.…` and `mailto:…` as words that nothing can be clicked in. */
function unlinked(line: string): string {
  return line.replace(/:(?=\/\/)/g, ': ').replace(ADDRESS, '$1 ');
}

/** Behind any sign but a letter or digit: `_`, which `\b` takes for a letter, may become another one in `unmarked`. */
const ADDRESS = /(?<![\p{L}\p{N}])(www\.|(?:mailto|tel|sip|javascript|data|file):)(?=\S)/giu;

/** Cut to `most` characters and half as many bytes of JSON again, so that no name can make a card too long. */
function shortened(characters: readonly string[], most: number): string {
  let bytes = 0;
  const over = characters.findIndex((character, at) => {
    bytes += Buffer.byteLength(JSON.stringify(character)) - 2;
    return at >= most || bytes > 1.5 * most;
  });
  if (over === -1) return characters.join('');
  const kept = characters.slice(0, over - 1).join('');
  return `${kept.trimEnd()}…`;
}

/** A sentence for this reader; everything that was put into it is taken as written by others. */
export function say(text: Text, reader: Reader): string {
  return translate(cleaned(text, reader.brief === true ? BRIEF : SENTENCE), reader);
}

/**
 * Control, format (bidi, zero width), private-use and unassigned characters, and letters that are drawn as nothing
 * (U+3164); the line breaks among them become spaces first.
 */
const NOT_SHOWN = /(?![\n\r\t])[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}]/gu;
/** More than three marks on one letter grow over the lines above. */
const STACKED = /(\p{M}{3})\p{M}+/gu;
/** The last one is the empty Braille pattern. */
const SPACES = /[\s\u2028\u2029\u2800]+/gu;

function cleaned(text: Text, most: number): Text {
  if (text.values === undefined) return text;
  const values = Object.entries(text.values).map(([name, value]) => [name, cleanedValue(value, most)] as const);
  return { key: text.key, values: Object.fromEntries(values) };
}

function cleanedValue(value: TextValue, most: number): TextValue {
  if (typeof value === 'string') return untrusted(value, most);
  if (typeof value !== 'object' || 'instant' in value) return value;
  return isList(value) ? value.map((each) => cleanedPart(each, most)) : cleanedPart(value, most);
}

function cleanedPart(part: string | Text | Words, most: number): string | Text | Words {
  if (typeof part === 'string') return untrusted(part, most);
  return 'nl' in part ? { en: untrusted(part.en, most), nl: untrusted(part.nl, most) } : cleaned(part, most);
}

/** A reason or an error from a service may be a sentence; a name never is. */
const SENTENCE = 280;
const BRIEF = 48;

function isList(value: Text | Words | readonly (string | Text | Words)[]): value is readonly (string | Text | Words)[] {
  return Array.isArray(value);
}
