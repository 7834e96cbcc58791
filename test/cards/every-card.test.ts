import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cardAsText } from '../../src/cards/plain-text.ts';
import { brokenRules, idsOf, markdownTexts, nodes } from '../../src/commands/prove/gallery/card-rules.ts';
import { everyCard } from '../../src/commands/prove/gallery/every-card.ts';
import type { TextKey } from '../../src/domain/text-key.ts';
import en from '../../src/locales/en.json' with { type: 'json' };
import type { Reader } from '../../src/locales/reader.ts';
import { translate } from '../../src/locales/translate.ts';

const READERS: readonly Reader[] = [
  { locale: 'en', timeZone: 'America/New_York' },
  { locale: 'nl', timeZone: 'Europe/Amsterdam' },
];

const CASES = Object.entries(everyCard()).flatMap(([name, make]) =>
  READERS.map((reader) => ({ name, locale: reader.locale, card: () => make(reader) })),
);

describe.each(CASES)('the card $name in $locale', ({ card }) => {
  test('keeps the rules of Adaptive Cards 1.5 and of the house', () => {
    expect(brokenRules(card())).toEqual([]);
  });

  test('has nothing of the template left', () => {
    expect(JSON.stringify(card())).not.toMatch(/\$\{|\$data|\$when|\$root|\$include|undefined|\[object/);
  });

  test('is the same every time it is made', () => {
    expect(card()).toEqual(card());
  });

  test('reads as text, button by button', () => {
    const text = cardAsText(card());
    const titles = nodes(card().body).filter(({ type }) => type === 'Action.Execute');
    expect(titles.filter(({ title }) => !text.includes(`( ${title} )`))).toEqual([]);
    expect(text.split('\n').filter((line) => line.trim() === '')).toEqual([]);
  });

  test('offers six buttons in a row at the most', () => {
    const sets = nodes(card().body).filter(({ type }) => type === 'ActionSet');
    expect(Math.max(0, ...sets.map(({ actions }) => (actions as unknown[]).length))).toBeLessThanOrEqual(6);
  });
});

describe.each(READERS)('where a name is empty, in $locale', (reader) => {
  test.each(Object.entries(everyCard('')))('the card %s has no hole in a sentence', (_, make) => {
    // An open choice is drawn as ( ), which is no hole.
    const lines = cardAsText(make(reader))
      .split('\n')
      .map((line) => line.replace(/^\s*\( \)/, ''));
    expect(lines.filter((line) => /“\s*”|\(\s*\)|\S\s[.,;](\s|$)|\bundefined\b|\bnull\b|[{}]/.test(line))).toEqual([]);
  });

  test('no sentence of ours has one', () => {
    const holes = Object.entries(en).flatMap(([key, message]) => {
      const names = [...message.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, ''] as const);
      const counts = [...message.matchAll(/\{(\w+), /g)].map(([, name = '']) => [name, 2] as const);
      const said = translate({ key: key as TextKey, values: Object.fromEntries([...names, ...counts]) }, reader);
      return /“\s*”|\(\s*\)|\S\s[.,;](\s|$)|\s{2}|[{}]/.test(said) ? [`${key}: ${said}`] : [];
    });
    expect(holes).toEqual([]);
  });
});

test('the gallery draws every card there is', () => {
  const cards = readdirSync('src/cards').filter((file) => file.endsWith('-card.ts') && !NO_CARDS.includes(file));
  const gallery = 'src/commands/prove/gallery';
  const drawn = [...readdirSync(gallery).map((file) => join(gallery, file)), 'src/cards/card-for-view.ts']
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  expect(cards.filter((file) => !drawn.includes(`/${file}'`))).toEqual([]);
});

/** How cards are made, and not cards. */
const NO_CARDS = ['adaptive-card.ts', 'render-card.ts', 'fitting-card.ts'];

describe('what other people write', () => {
  test.each([
    ['Markdown', '**[click](https://evil.example)** _x_ # y'],
    ['HTML', '<img src=x onerror=alert(1)><script>1</script>'],
    ['a template', '${1+1} ${$root.nonce} ${if('],
    ['a date function', '{{DATE(2020-01-01T00:00:00Z,SHORT)}}'],
    ['bidi overrides', 'Ade\u202Ele ecnaV\u2066x\u2069\u200F'],
    ['invisible letters', 'A\u200Bd\u200De\uFEFFl\u00ADe\u2060 \u{E0041}'],
    ['lines and controls', 'Adele\r\nVance\u0000\u0007\u2028x\u009F'],
    ['20,000 letters', 'W'.repeat(20_000)],
    ['20,000 letters of three bytes', '木'.repeat(20_000)],
    ['20,000 emoji of many parts', '👩‍👩‍👧‍👦'.repeat(3_000)],
    ['half a character', '\uD83D'.repeat(50)],
    ['quotes', '"\\'.repeat(10_000)],
    ['nothing at all', '\u200B\u202E '],
  ])('as %s is harmless on every card', (_kind, written) => {
    expect(harmOn(written)).toEqual([]);
  });

  test('is harmless whatever it is (500 tries)', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom(
        '${',
        '}',
        '{{',
        '}}',
        '**',
        '](',
        '<b>',
        '\u202E',
        '\u200B',
        '\uE000{',
        '$data',
        '\n',
        '\\"',
        '…',
      ),
    );
    const written = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(written, fc.constantFrom(...Object.keys(everyCard())), (text, name) => {
        expect(harmOn(text, name)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

/** What a name did to cards: rules broken, a place that is read as Markdown, other inputs or buttons, signs that do not show. */
function harmOn(written: string, only?: string): readonly string[] {
  const reader = READERS[1] ?? { locale: 'nl', timeZone: 'UTC' };
  const ordinary = everyCard('Adele');
  const hostile = everyCard(written);
  return Object.keys(hostile)
    .filter((name) => only === undefined || name === only)
    .flatMap((name) => {
      const card = hostile[name]?.(reader);
      const plain = ordinary[name]?.(reader);
      if (card === undefined || plain === undefined) return [`${name} is missing`];
      return [
        ...brokenRules(card),
        ...markdownTexts(card)
          .filter((each) => !OWN_WORDS.has(each))
          .map((each) => `says ${each} in a TextBlock`),
        ...(String(idsOf(card)) === String(idsOf(plain)) ? [] : ['changes the inputs']),
        ...(stringsIn(card).some((each) => HIDDEN.test(each)) ? ['shows signs that cannot be seen'] : []),
        ...(JSON.stringify(card).includes('{{') ? ['starts a date function'] : []),
      ].map((harm) => `${name}: ${harm}`);
    });
}

/** What stands in TextBlocks on cards about ordinary people. */
const OWN_WORDS = new Set(
  Object.values(everyCard()).flatMap((make) => READERS.flatMap((reader) => markdownTexts(make(reader)))),
);

/** All texts of the card that a person could see; lines are broken in the script only. */
function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value.replaceAll('\n', '')];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}]/u;
