import { readFileSync } from 'node:fs';
import { Template } from 'adaptivecards-templating';
import { InternalError } from '../domain/errors.ts';
import type { Json } from '../domain/text.ts';
import type { AdaptiveCard } from './adaptive-card.ts';
import { unmarked } from './unmarked.ts';

/** What a template may refer to; null and undefined are read as ''. */
export type CardData = { readonly [key: string]: unknown };

/**
 * Bytes; a message of more than about 80 KB is refused by Teams (teams.md 0.10). Cards stay far below:
 * `fitting-card.ts`.
 */
const REFUSED_BYTES = 80_000;

/**
 * The card that `/cards/<name>.json` gives for this data.
 *
 * Expanded exactly once, since a second expansion would evaluate what people wrote (teams.md 1.6). Text that contains
 * `${` comes out as it went in; a `${` of the template that found no value is our defect and throws, as does a card
 * that Teams would refuse for its size.
 */
export function renderCard(name: string, data: CardData): AdaptiveCard {
  const expanded: string = JSON.stringify(template(name).expand({ $root: plain(data) }));
  if (expanded.includes('${')) throw new InternalError(`card "${name}" has no value for ${leftover(expanded)}`);
  const json = JSON.stringify(harmless(JSON.parse(expanded.replaceAll(GUARDED, '${'))));
  const bytes = Buffer.byteLength(json);
  if (bytes > REFUSED_BYTES) throw new InternalError(`card "${name}" has ${bytes} bytes, more than Teams takes`);
  return JSON.parse(json);
}

/**
 * Where clients read Markdown and no TextRun can stand, nothing marks up: titles of choices, and what stands for the
 * card.
 */
function harmless(value: Json): Json {
  if (isList(value)) return value.map(harmless);
  if (typeof value !== 'object' || value === null) return value;
  const marks = value.type === 'AdaptiveCard' ? 'fallbackText' : value.type === undefined ? 'title' : '';
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      key === marks && typeof each === 'string' ? unmarked(each) : key === 'data' ? each : harmless(each),
    ]),
  );
}

const templates = new Map<string, Template>();

function template(name: string): Template {
  const known = templates.get(name);
  if (known !== undefined) return known;
  const made = new Template(withParts(read(name)));
  templates.set(name, made);
  return made;
}

function read(name: string): Json {
  return JSON.parse(readFileSync(new URL(`../../cards/${name}.json`, import.meta.url), 'utf8'));
}

/**
 * Templates cannot be composed (teams.md 1.6), so `{"$include": "parts/steps"}` is replaced by that file when it is
 * read.
 */
function withParts(value: Json): Json {
  if (isList(value)) return value.map(withParts);
  if (typeof value !== 'object' || value === null) return value;
  if (typeof value.$include === 'string') return withParts(read(value.$include));
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withParts(each)]));
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** Stands for `${` in data while the template is expanded; a private-use character that no text of ours has. */
const GUARD = '\uE000';
const GUARDED = `${GUARD}{`;

/** The engine throws at null inside text and leaves missing values as they are (teams.md 1.6). */
function plain(value: unknown): unknown {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value.replaceAll(GUARD, '').replaceAll('${', GUARDED);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}

function leftover(json: string): string {
  const at = json.indexOf('${');
  return json.slice(at, at + 60);
}
