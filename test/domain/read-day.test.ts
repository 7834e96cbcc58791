import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDay, parseTime } from '../../src/domain/read-day.ts';

/** A Monday. */
const TODAY = '2026-03-09';

describe('a day that somebody types', () => {
  it.each([
    ['31-12', '2026-12-31'],
    ['31-12-2026', '2026-12-31'],
    ['31-12-26', '2026-12-31'],
    ['31/12', '2026-12-31'],
    ['31.12.2026', '2026-12-31'],
    ['2026-12-31', '2026-12-31'],
    ['31 december', '2026-12-31'],
    ['31 dec', '2026-12-31'],
    ['31 dec. 2027', '2027-12-31'],
    ['December 31', '2026-12-31'],
    ['december 31st, 2026', '2026-12-31'],
    ['1 mei', '2026-05-01'],
    ['1e mei', '2026-05-01'],
    ['op 13 maart', '2026-03-13'],
    ['on Friday', '2026-03-13'],
    ['today', '2026-03-09'],
    ['vandaag', '2026-03-09'],
    ['tomorrow', '2026-03-10'],
    ['morgen', '2026-03-10'],
    ['overmorgen', '2026-03-11'],
    ['gisteren', '2026-03-08'],
    ['last friday', '2026-03-06'],
    ['afgelopen maandag', '2026-03-02'],
    ['friday', '2026-03-13'],
    ['vrijdag', '2026-03-13'],
    ['  Vrijdag ', '2026-03-13'],
    ['komende vrijdag', '2026-03-13'],
    ['sunday', '2026-03-15'],
    ['monday', '2026-03-16'],
    ['1-3', '2027-03-01'],
    ['9-3', '2026-03-09'],
    ['29-2', '2028-02-29'],
  ])('%s → %s', (typed, day) => {
    expect(parseDay(typed, TODAY, 'nl')).toBe(day);
    expect(parseDay(typed, TODAY, 'en')).toBe(day);
  });

  it.each([
    '',
    '31',
    '32-12',
    '30-02-2026',
    '2026-02-30',
    '31 foo',
    'adele',
    '31-12-2',
    '1/2-2026',
    '0-1',
    'decembers 3',
  ])('%o is none', (typed) => {
    expect(parseDay(typed, TODAY, 'nl')).toBeNull();
    expect(parseDay(typed, TODAY, 'en')).toBeNull();
  });

  it('is not guessed with a slash in English when it could be two days', () => {
    expect(parseDay('3/4', TODAY, 'en')).toBeNull();
    expect(parseDay('3/4', TODAY, 'nl')).toBe('2026-04-03');
    expect(parseDay('4/4', TODAY, 'en')).toBe('2026-04-04');
    expect(parseDay('12/31', TODAY, 'en')).toBe('2026-12-31');
    expect(parseDay('12/31', TODAY, 'nl')).toBeNull();
  });

  it.each(['__proto__', 'constructor', 'toString'])('is none when it is a word of the machine: %s', (typed) => {
    expect(parseDay(typed, TODAY, 'en')).toBeNull();
  });

  it('is never a day that does not exist or, without a year, one that is over', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(40), fc.nat(15), fc.constantFrom('en', 'nl'), (word, day, month, locale) => {
        for (const typed of [word, `${day}-${month}`, `${day}/${month}`, `${month} ${word}`]) {
          const found = parseDay(typed, TODAY, locale as 'en' | 'nl');
          if (found !== null) expect(new Date(`${found}T00:00:00Z`).toISOString().slice(0, 10)).toBe(found);
        }
        const found = parseDay(`${day}-${month}`, TODAY, 'nl');
        if (found !== null) expect(found >= TODAY).toBe(true);
      }),
    );
  });
});

describe('a time that somebody types', () => {
  it.each([
    ['17:00', '17:00'],
    ['17.00', '17:00'],
    ['9:05', '09:05'],
    ['5 pm', '17:00'],
    ['5pm', '17:00'],
    ['5:30 p.m.', '17:30'],
    ['12 am', '00:00'],
    ['12 pm', '12:00'],
    ['17u', '17:00'],
    ['17u30', '17:30'],
    ['17 uur', '17:00'],
    ['9 uur 30', '09:30'],
    ['17h', '17:00'],
    ['at 17:00', '17:00'],
    ['om 17.30', '17:30'],
    ['17', '17:00'],
    ['noon', '12:00'],
  ])('%s → %s', (typed, time) => {
    expect(parseTime(typed)).toBe(time);
  });

  it.each(['', '5', '12', '24:00', '25', '17:60', '13 pm', '0 am', '17:00u30', '17:3', 'five', '31-12'])(
    '%o is none',
    (typed) => {
      expect(parseTime(typed)).toBeNull();
    },
  );
});
