import { describe, expect, it } from 'vitest';
import { BUILT_IN_POLICY, type Policy } from '../../src/domain/policy.ts';
import { escalatesAt, isEscalated, nextReminder, remindersOf } from '../../src/domain/reminders.ts';
import { withinWorkingHours } from '../../src/domain/working-hours.ts';
import { minutesAfter, NOW } from '../helpers/given.ts';

const asked = { askedAt: NOW, expiresAt: minutesAfter(NOW, 24 * 60), edited: null };
const OFFICE = { zone: 'Europe/Amsterdam', days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' };
const office: Policy = { ...BUILT_IN_POLICY, approvals: { ...BUILT_IN_POLICY.approvals, workingHours: OFFICE } };

describe('working hours', () => {
  it.each([
    ['within the day', '2026-03-09T10:00:00.000Z', '2026-03-09T10:00:00.000Z'],
    ['before it begins', '2026-03-09T05:00:00.000Z', '2026-03-09T07:00:00.000Z'],
    ['after it ended', '2026-03-09T17:30:00.000Z', '2026-03-10T07:00:00.000Z'],
    ['on the minute it ends', '2026-03-09T17:00:00.000Z', '2026-03-10T07:00:00.000Z'],
    ['on a Saturday', '2026-03-14T10:00:00.000Z', '2026-03-16T07:00:00.000Z'],
    ['over the change to summer time', '2026-03-28T10:00:00.000Z', '2026-03-30T06:00:00.000Z'],
  ])('%s', (_when, instant, expected) => {
    expect(withinWorkingHours(instant, OFFICE)).toBe(expected);
  });

  it('are any hour when nobody said', () => {
    expect(withinWorkingHours('2026-03-14T03:00:00.000Z', null)).toBe('2026-03-14T03:00:00.000Z');
  });
});

describe('approvers', () => {
  it('are reminded after four and twenty hours', () => {
    expect(remindersOf(asked, BUILT_IN_POLICY)).toEqual([minutesAfter(NOW, 240), minutesAfter(NOW, 1200)]);
  });

  it('are reminded in working hours only, and not of what expired by then', () => {
    // Asked on Monday at 11:00 in Amsterdam: 15:00 the same day, and 07:00 of the next waits for 08:00.
    expect(remindersOf(asked, office)).toEqual(['2026-03-09T14:00:00.000Z', '2026-03-10T07:00:00.000Z']);
    expect(remindersOf({ ...asked, expiresAt: minutesAfter(NOW, 300) }, office)).toEqual(['2026-03-09T14:00:00.000Z']);
  });

  it('are joined by the escalation group after eight hours', () => {
    expect(escalatesAt(asked, BUILT_IN_POLICY)).toBe(minutesAfter(NOW, 480));
    expect(isEscalated(asked, BUILT_IN_POLICY, minutesAfter(NOW, 479))).toBe(false);
    expect(isEscalated(asked, BUILT_IN_POLICY, minutesAfter(NOW, 480))).toBe(true);
    expect(escalatesAt({ ...asked, expiresAt: minutesAfter(NOW, 400) }, BUILT_IN_POLICY)).toBeNull();
    const edited = { by: 'a', byName: 'A', at: NOW, agreedAt: null };
    expect(isEscalated({ ...asked, edited }, BUILT_IN_POLICY, minutesAfter(NOW, 600))).toBe(false);
    const never = { ...BUILT_IN_POLICY, approvals: { ...BUILT_IN_POLICY.approvals, escalateAfter: null } };
    expect(isEscalated(asked, never, minutesAfter(NOW, 10_000))).toBe(false);
  });

  it('hear of the next thing at its moment, and last that it expires', () => {
    const next = (minutes: number) => nextReminder(asked, BUILT_IN_POLICY, minutesAfter(NOW, minutes));
    expect([0, 240, 480, 1200].map(next)).toEqual([240, 480, 1200, 1440].map((each) => minutesAfter(NOW, each)));
  });
});
