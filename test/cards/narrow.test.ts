import { describe, expect, it } from 'vitest';
import { changeCard } from '../../src/cards/change-card.ts';
import { moreCard } from '../../src/cards/more-card.ts';
import { everyCard } from '../../src/commands/prove/gallery/every-card.ts';
import { sampleReport } from '../../src/commands/prove/gallery/sample-reports.ts';
import { aTargetUser } from '../helpers/given.ts';

const LOCALES = ['en', 'nl'] as const;
const timeZone = 'Europe/Amsterdam';

type Part = { readonly [key: string]: unknown };

/** All parts of a card, and whether each lies in a box of another colour, which has less room. */
function partsOf(node: unknown, inBox = false): readonly { readonly part: Part; readonly inBox: boolean }[] {
  if (Array.isArray(node)) return node.flatMap((each) => partsOf(each, inBox));
  if (node === null || typeof node !== 'object') return [];
  const part = { ...node } as Part;
  const box = inBox || part.style === 'emphasis';
  return [{ part, inBox: box }, ...Object.values(part).flatMap((value) => partsOf(value, box))];
}

/** Letters that a button can have on a card of 300 pixels, seen in Microsoft's client: in bold type, with its padding. */
const [LETTERS, LETTERS_IN_BOX] = [26, 23];

describe.each(LOCALES)('on a card of 300 pixels, in %s', (locale) => {
  const cards = Object.entries(everyCard()).map(([name, make]) => ({
    name,
    parts: partsOf(make({ locale, timeZone })),
  }));

  it('no button of ours is wider than what it stands in', () => {
    const tooWide = cards.flatMap(({ name, parts }) =>
      parts.flatMap(({ part: { type, title }, inBox }) => {
        const isWide = typeof title === 'string' && title.length > (inBox ? LETTERS_IN_BOX : LETTERS);
        return isWide && String(type).startsWith('Action.') ? [`${name}: ${title}`] : [];
      }),
    );
    expect(tooWide).toEqual([]);
  });

  it('what is listed has the whole width, with its button below', () => {
    const list = cards.find(({ name }) => name === 'list-queue')?.parts ?? [];
    const rows = list.filter(({ part }) => part.type === 'ColumnSet').map(({ part }) => part.columns);
    expect(rows.length).toBeGreaterThan(0);
    for (const columns of rows) expect(columns).toMatchObject([{ width: '22px' }, { width: 'stretch' }]);
    // A number that begins its line is not broken at its hyphen.
    const runs = list.flatMap(({ part: { inlines } }) => (Array.isArray(inlines) ? [inlines] : []));
    expect(runs.filter(([first]) => /^L-\d+$/.test(first.text)).length).toBe(rows.length);
    expect(JSON.stringify(runs)).not.toMatch(/"[^"]+ · L-\d/);
  });

  it('how far a step is stands below its title, on every row alike', () => {
    const running = cards.find(({ name }) => name === 'request-running')?.parts ?? [];
    const rows = running.filter(({ part }) => part.type === 'ColumnSet').map(({ part }) => part.columns);
    expect(rows.length).toBeGreaterThan(5);
    for (const columns of rows) expect(columns).toMatchObject([{ width: '22px' }, { width: 'stretch' }]);
  });

  it('the zone of an hour has a line of its own, since beside a day its name would break', () => {
    const reader = { locale, timeZone };
    const report = sampleReport({ kind: 'offboard', targetUser: aTargetUser(), request: { state: 'scheduled' } });
    for (const card of [
      changeCard({ report, role: 'requester', reason: '', proposed: null, isFixed: false, error: null }, reader),
      moreCard({ report, others: [], error: null }, reader),
    ]) {
      const parts = partsOf(card).map(({ part }) => part);
      expect(parts.find(({ type }) => type === 'Input.Time')?.label).not.toContain(timeZone);
      expect(parts.filter(({ type, text }) => type === 'TextRun' && String(text).includes(timeZone))).toHaveLength(1);
    }
  });
});

it('the marks of the bars are explained before anything has begun too', () => {
  for (const locale of LOCALES) {
    const card = JSON.stringify(everyCard()['request-scheduled']?.({ locale, timeZone }));
    expect(card).toContain('├');
    expect(card).toContain(locale === 'en' ? '┤ at the latest' : '┤ uiterlijk');
  }
});

it('the bars of what was approved after its hour begin with what is reckoned from now', () => {
  const runs = partsOf(everyCard()['request-late']?.({ locale: 'en', timeZone })).map(({ part }) => part);
  const bars = runs.filter(({ fontType }) => fontType === 'monospace').map(({ text }) => String(text));
  expect(bars).not.toHaveLength(0);
  for (const bar of bars) expect(bar).toMatch(/^[├┼]/);
});
