import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayIn, type Resolved, resolveLocal } from '../../src/domain/when.ts';

const NOW = '2026-03-09T10:00:00.000Z';
const AMSTERDAM = 'Europe/Amsterdam';

const resolve = (localDate: string, localTime: string, changes: Partial<Parameters<typeof resolveLocal>[0]> = {}) =>
  resolveLocal({ localDate, localTime, zone: AMSTERDAM, now: NOW, ...changes });

describe('an hour on the wall clock', () => {
  it.each<[string, string, string, string]>([
    ['winter', '2026-03-13', AMSTERDAM, '2026-03-13T16:00:00.000Z'],
    ['summer', '2026-07-10', AMSTERDAM, '2026-07-10T15:00:00.000Z'],
    ['another zone', '2026-03-13', 'America/New_York', '2026-03-13T21:00:00.000Z'],
    ['half hours', '2026-03-13', 'Asia/Kolkata', '2026-03-13T11:30:00.000Z'],
  ])('is an instant (%s)', (_, localDate, zone, instant) => {
    expect(resolve(localDate, '17:00', { zone })).toEqual({ status: 'ok', instant });
  });

  it.each<[string, string, Partial<Parameters<typeof resolveLocal>[0]>]>([
    ['no such day', '2026-02-30', {}],
    ['no such month', '2026-13-01', {}],
    ['not a day', 'friday', {}],
    ['no such zone', '2026-03-13', { zone: 'Europe/Nowhere' }],
    ['no zone', '2026-03-13', { zone: '' }],
    ['no such hour', '2026-03-13', { localTime: '24:30' }],
    ['not an hour', '2026-03-13', { localTime: '5pm' }],
  ])('is not a date: %s', (_, localDate, changes) => {
    expect(resolve(localDate, '17:00', changes)).toEqual({ status: 'not-a-date' });
  });

  it('of this very minute or before is past', () => {
    expect(resolve('2026-03-09', '11:00')).toEqual({ status: 'past', instant: NOW });
    expect(resolve('2026-03-09', '11:01').status).toBe('ok');
  });

  it('further ahead than the policy is too far', () => {
    expect(resolve('2026-04-09', '12:00', { days: 30 })).toMatchObject({ status: 'too-far', days: 30 });
    expect(resolve('2027-03-09', '11:00').status).toBe('ok');
    expect(resolve('2027-03-09', '11:01').status).toBe('too-far');
  });
});

describe('a clock change', () => {
  it('in spring leaves out an hour: the first moment after it is offered', () => {
    expect(resolve('2026-03-29', '02:30')).toEqual({
      status: 'skipped-hour',
      next: { localDate: '2026-03-29', localTime: '03:00', instant: '2026-03-29T01:00:00.000Z' },
    });
    expect(resolve('2026-03-29', '01:59').status).toBe('ok');
    expect(resolve('2026-03-29', '03:00').status).toBe('ok');
  });

  it('in autumn repeats an hour: both are offered with their distance from UTC', () => {
    expect(resolve('2026-10-25', '02:30')).toEqual({
      status: 'twice',
      earlier: { instant: '2026-10-25T00:30:00.000Z', offset: '+02:00' },
      later: { instant: '2026-10-25T01:30:00.000Z', offset: '+01:00' },
    });
  });

  it.each([
    ['earlier', '2026-10-25T00:30:00.000Z'],
    ['later', '2026-10-25T01:30:00.000Z'],
  ] as const)('answered with "%s" is an instant', (choose, instant) => {
    expect(resolve('2026-10-25', '02:30', { choose })).toEqual({ status: 'ok', instant });
  });

  it('by half an hour is told as well', () => {
    expect(resolve('2026-10-04', '02:15', { zone: 'Australia/Lord_Howe' })).toMatchObject({
      status: 'skipped-hour',
      next: { localTime: '02:30' },
    });
  });
});

describe('whatever is asked', () => {
  it('answers, and an instant it gives reads back as the wall clock that was asked', () => {
    const zones = fc.constantFrom(AMSTERDAM, 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'UTC', 'x');
    const digits = (most: number) => fc.integer({ min: 0, max: most }).map((each) => String(each).padStart(2, '0'));
    fc.assert(
      fc.property(zones, digits(13), digits(32), digits(25), digits(60), (zone, month, day, hour, minute) => {
        const answer: Resolved = resolve(`2026-${month}-${day}`, `${hour}:${minute}`, { zone, choose: 'later' });
        if (answer.status === 'ok') {
          const written = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
          expect(written.format(new Date(answer.instant))).toBe(`2026-${month}-${day} ${hour}:${minute}`);
        }
      }),
    );
  });
});

describe('the day in a zone', () => {
  it('is the day there, not in UTC; an unknown zone is read as UTC', () => {
    expect(dayIn(AMSTERDAM, '2026-03-09T23:30:00.000Z')).toBe('2026-03-10');
    expect(dayIn('America/New_York', '2026-03-09T03:30:00.000Z')).toBe('2026-03-08');
    expect(dayIn('Europe/Nowhere', '2026-03-09T23:30:00.000Z')).toBe('2026-03-09');
  });
});
