import type { AdaptiveCard } from '../../../cards/adaptive-card.ts';
import type { Locale, Reader } from '../../../locales/reader.ts';
import { brokenRules, clicksOf, idsOf, markdownTexts, nodes } from '../gallery/card-rules.ts';
import { everyCard } from '../gallery/every-card.ts';
import { HIDDEN, LINK } from './hidden-signs.ts';
import { WORKED_OUT } from './hostile-strings.ts';

const READERS: Readonly<Record<Locale, Reader>> = {
  en: { locale: 'en', timeZone: 'America/New_York' },
  nl: { locale: 'nl', timeZone: 'Europe/Amsterdam' },
};

export const CARD_NAMES: readonly string[] = Object.keys(everyCard());

/** What the words of other people did to this card, as sentences; none when they only stand there. */
export function cardHarm(name: string, written: string, locale: Locale = 'nl'): readonly string[] {
  try {
    const made = everyCard(written)[name]?.(READERS[locale]);
    return made === undefined ? ['is missing'] : harmOf(made, ordinary(name, locale));
  } catch (error) {
    return [`cannot be made: ${error instanceof Error ? error.name : 'unknown'}`];
  }
}

/** The control: the same card with the words put in by replacing, and all text in blocks that are read as Markdown. */
export function carelessHarm(name: string, written: string, locale: Locale = 'nl'): readonly string[] {
  const careless = JSON.stringify(everyCard(GAP)[name]?.(READERS[locale]))
    .replace(/\{"type":"RichTextBlock"[^[]*"inlines":\[\{"type":"TextRun",/g, '{"type":"TextBlock","wrap":true,')
    .replaceAll(GAP, () => written);
  try {
    return harmOf(JSON.parse(careless), ordinary(name, locale));
  } catch {
    return ['is no JSON'];
  }
}

/** Stands for the words until they are put in. */
const GAP = 'Zzyzx';

function harmOf(card: AdaptiveCard, plain: AdaptiveCard): readonly string[] {
  const json = JSON.stringify(card);
  const texts = stringsIn(card);
  const shown = stringsIn(withoutTyped(card));
  const titles = [card.fallbackText, ...choiceTitles(card)];
  return [
    ...brokenRules(card),
    ...[...markdownTexts(card), ...toggleTitles(card)]
      .filter((each) => !OWN_WORDS.has(each))
      .map(() => 'words of others stand where Markdown is read'),
    ...(titles.some((each) => MARKUP.test(each)) ? ['a title of a choice, or the fallback, marks up'] : []),
    ...(String(idsOf(card)) === String(idsOf(plain)) ? [] : ['the inputs are others']),
    ...(clicks(card) === clicks(plain) ? [] : ['the buttons are others']),
    ...(ADDRESSES.test(json) ? ['there is a link or a picture'] : []),
    ...(texts.some((each) => HIDDEN.test(each)) ? ['there are signs that cannot be seen'] : []),
    ...(texts.some((each) => !each.isWellFormed()) ? ['there is half a character'] : []),
    ...(shown.some((each) => LINK.test(each)) ? ['there is an address that clients link'] : []),
    ...(json.includes('{{') ? ['a date function begins'] : []),
    ...(json.includes(WORKED_OUT) ? ['an expression was worked out'] : []),
  ];
}

function choiceTitles(card: AdaptiveCard): readonly string[] {
  const choices = nodes(card.body).flatMap((node) => (Array.isArray(node.choices) ? node.choices : []));
  return choices.map(({ title }) => String(title));
}

function toggleTitles(card: AdaptiveCard): readonly string[] {
  return nodes(card.body).flatMap(({ type, title }) => (type === 'Input.Toggle' ? [String(title)] : []));
}

/** What a click sends, whatever it is called. */
function clicks(card: AdaptiveCard): string {
  return JSON.stringify(clicksOf(card).map(({ verb, data }) => [verb, data]));
}

/** All texts of the card; lines are broken in the script only. */
function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value.replaceAll('\n', '')];
  if (Array.isArray(value)) return value.flatMap(stringsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => (name === '$schema' ? [] : stringsIn(each)));
}

/** What somebody typed into an input may be an address: nothing links it there. */
function withoutTyped(card: AdaptiveCard): unknown {
  const without = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(without);
    if (typeof value !== 'object' || value === null) return value;
    const isInput = 'type' in value && String(value.type).startsWith('Input.');
    const kept = Object.entries(value).filter(([key]) => !(isInput && key === 'value'));
    return Object.fromEntries(kept.map(([key, each]) => [key, without(each)]));
  };
  return without(card);
}

const MARKUP = /[[\]<>`*_~\\|]|&#?\w+;|^(?:[-+]|\d{1,9}[.)])\s/;
const ADDRESSES = /"(?:url|iconUrl|backgroundImage|selectAction|media|Action\.OpenUrl|Image)"/;

const plainCards = new Map<string, AdaptiveCard>();

function ordinary(name: string, locale: Locale): AdaptiveCard {
  const key = `${name} ${locale}`;
  const known = plainCards.get(key) ?? everyCard('Adele')[name]?.(READERS[locale]);
  if (known === undefined) throw new Error(`there is no card ${name}`);
  plainCards.set(key, known);
  return known;
}

/** What stands in such places on cards about ordinary people. */
const OWN_WORDS = new Set(
  Object.values(everyCard()).flatMap((make) =>
    Object.values(READERS).flatMap((reader) => {
      const card = make(reader);
      return [...markdownTexts(card), ...toggleTitles(card)];
    }),
  ),
);
