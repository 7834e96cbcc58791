import { expect, it } from 'vitest';
import { BUILT_IN_POLICY, type Policy } from '../../src/domain/policy.ts';
import { stopRemindersDue } from '../../src/domain/stop-reminders.ts';

const AT_WORK = { zone: 'Europe/Amsterdam', days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' };
const policyOf = (workingHours: typeof AT_WORK | null): Policy => ({
  ...BUILT_IN_POLICY,
  approvals: { ...BUILT_IN_POLICY.approvals, workingHours },
});

// Friday, 12:00 in Amsterdam.
const since = '2026-03-06T11:00:00Z';

it.each([
  ['2026-03-07T10:59:00Z', null, 0],
  ['2026-03-07T11:00:00Z', null, 1],
  ['2026-03-14T11:00:00Z', null, 8],
  // Saturday's and Sunday's wait for Monday morning.
  ['2026-03-08T12:00:00Z', AT_WORK, 0],
  ['2026-03-09T08:00:00Z', AT_WORK, 2],
  ['2026-03-09T11:00:00Z', AT_WORK, 3],
])('at %s, at work %j, %i reminders of a stop of Friday noon were due', (now, hours, due) => {
  expect(stopRemindersDue({ since }, policyOf(hours), now)).toBe(due);
});
