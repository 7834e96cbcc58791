import { describe, expect, test, vi } from 'vitest';
import { InternalError } from '../../src/domain/errors.ts';
import { text } from '../../src/domain/text.ts';
import type { TextKey } from '../../src/domain/text-key.ts';
import type { Reader } from '../../src/locales/reader.ts';
import { hearMissing, readLocale, translate } from '../../src/locales/translate.ts';
import { writeClocks, writeInstant, writeInstants } from '../../src/locales/write-instant.ts';

/** As a text stored by another version may hold it. */
const UNKNOWN = 'card.nobody-wrote-this' as TextKey;
const dutch: Reader = { locale: 'nl', timeZone: 'Europe/Amsterdam' };
const english: Reader = { locale: 'en', timeZone: 'America/New_York' };

describe('a sentence', () => {
  test('is said in the language of the reader', () => {
    expect(translate(text('card.state.failed'), dutch)).toBe('mislukt');
    expect(translate(text('card.state.failed'), english)).toBe('failed');
  });

  test('counts as the language does', () => {
    expect(translate(text('card.list.mine.count', { count: 1 }), dutch)).toBe('Eén aanvraag.');
    expect(translate(text('card.list.mine.count', { count: 2 }), dutch)).toBe('2 aanvragen, nieuwste eerst.');
  });

  test('says instants in the zone of the reader', () => {
    const sentence = text('card.clock.moment', { at: { instant: '2026-03-13T16:00:00Z' } });
    expect(translate(sentence, dutch)).toBe('vr 13 maart 2026 17:00 CET');
    expect(translate(sentence, english)).toBe('Fri 13 March 2026 12:00 EDT');
  });

  test('says “at” of an hour and “on” of a day, whichever the text has', () => {
    const day = text('report.headline.stopped', { at: { instant: '2026-03-13T16:00:00Z' } });
    expect(translate(day, dutch)).toMatch(/^Gestopt op vr 13 maart 2026 om 17:00 CET\./);
    expect(translate(day, english)).toMatch(/^Stopped on Fri 13 March 2026 at 12:00 EDT\./);
    const hour = text('card.live.sessions', { at: '17:00 CET' });
    expect(translate(hour, dutch)).toBe('Open sessies eindigen uiterlijk om 17:00 CET.');
    const later = text('card.live.sessions', { at: 'vr 13 maart 17:00 CET' });
    expect(translate(later, dutch)).toBe('Open sessies eindigen uiterlijk op vr 13 maart om 17:00 CET.');
    const after = text('report.headline.done-with-gaps', { at: '17:00' });
    expect(translate(after, dutch)).toMatch(/om 17:00/);
  });

  test('sets whole sentences of a list after each other, with no “and” between them', () => {
    const why = text('rules.successor-blocked', { name: 'Tom' });
    const differences = [why, text('plan.difference.successor')];
    const said = translate(text('flow.changed-since-approval', { differences }), english);
    expect(said).toContain(`${translate(why, english)} ${translate(differences[1] ?? why, english)}`);
  });

  test('takes other sentences in, one or a list', () => {
    const states = [text('card.state.failed'), text('card.state.running'), text('card.state.waiting')];
    const step = text('card.decision.approved', { name: text('card.state.failed'), at: states });
    expect(translate(step, dutch)).toBe('mislukt, mislukt, bezig en wacht');
    expect(translate(step, english)).toBe('failed, failed, running and waiting');
  });

  test('keeps what looks like markup in a value as it is', () => {
    const sentence = text('card.person.manager', { name: '<b>{x}</b> ${1+1}' });
    expect(translate(sentence, english)).toBe('manager <b>{x}</b> ${1+1}');
  });

  test('that nobody wrote is our defect', () => {
    expect(() => translate(text(UNKNOWN), dutch)).toThrow(InternalError);
  });

  test('that another version stored claims nothing, shows no key, and is heard of', () => {
    const heard: string[] = [];
    hearMissing((key) => heard.push(key));
    vi.stubEnv('NODE_ENV', 'production');
    try {
      expect(translate(text(UNKNOWN, { name: 'Adele' }), dutch)).toMatch(/andere versie van Leaver/);
      expect(translate(text('flow.too-late', { state: text(UNKNOWN) }), english)).toMatch(/another version of Leaver/);
      expect(heard).toEqual([UNKNOWN, UNKNOWN]);
    } finally {
      vi.unstubAllEnvs();
      hearMissing(() => undefined);
    }
  });
});

describe('an instant', () => {
  test.each([
    ['2026-07-13T16:00:00Z', 'Europe/London', 'Mon 13 July 2026 17:00 BST'],
    ['2026-07-13T16:00:00Z', 'America/Los_Angeles', 'Mon 13 July 2026 09:00 PDT'],
    ['2026-07-13T16:00:00Z', 'Asia/Tokyo', 'Tue 14 July 2026 01:00 GMT+9'],
    ['2026-10-25T00:30:00Z', 'Europe/Amsterdam', 'Sun 25 October 2026 02:30 CEST'],
    ['2026-10-25T01:30:00Z', 'Europe/Amsterdam', 'Sun 25 October 2026 02:30 CET'],
    ['2026-03-13T23:00:00Z', 'UTC', 'Fri 13 March 2026 23:00 UTC'],
    ['2026-03-13T16:00:00Z', 'Mars/Olympus', 'Fri 13 March 2026 16:00 UTC'],
    ['sometime', 'UTC', 'sometime'],
  ])('%s in %s is %s', (instant, timeZone, expected) => {
    expect(writeInstant(instant, { locale: 'en', timeZone })).toBe(expected);
  });

  test('of the same day as the one before it is only an hour, and the zone stands last', () => {
    const day = ['2026-03-13T13:02:00Z', '2026-03-13T13:32:00Z', '2026-03-13T14:05:00Z'];
    expect(writeInstants(day, dutch)).toEqual(['vr 13 maart 14:02', '14:32', '15:05 CET']);
  });

  test('of the next day names its day', () => {
    const night = ['2026-03-13T22:30:00Z', '2026-03-13T23:30:00Z'];
    expect(writeInstants(night, dutch)).toEqual(['vr 13 maart 23:30', 'za 14 maart 00:30 CET']);
  });

  test('of a list over two days has its day and its zone in every row', () => {
    const { day, clocks } = writeClocks(
      ['2026-03-13T22:30:00Z', null, '2026-03-13T22:40:00Z', '2026-03-13T23:30:00Z'],
      dutch,
    );
    expect(day).toBe('');
    expect(clocks).toEqual(['vr 13 maart 23:30 CET', '', 'vr 13 maart 23:40 CET', 'za 14 maart 00:30 CET']);
  });

  test('after a clock change names both zones', () => {
    const change = ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'];
    expect(writeInstants(change, dutch)).toEqual(['zo 25 oktober 02:30 CEST', '02:30 CET']);
  });
});

describe('a language', () => {
  test.each([
    ['nl', 'nl'],
    ['nl-BE', 'nl'],
    ['NL_nl', 'nl'],
    ['Nederlands', 'nl'],
    ['dutch', 'nl'],
    [' en ', 'en'],
    ['en-US', 'en'],
    ['engels', 'en'],
    ['fr', null],
    ['', null],
    ['nope', null],
    [null, null],
  ])('%j is read as %s', (written, expected) => {
    expect(readLocale(written)).toBe(expected);
  });
});
