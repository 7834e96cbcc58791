import type { Stop } from './brakes.ts';
import { minutesAfter } from './minutes-after.ts';
import type { Policy } from './policy.ts';
import { withinWorkingHours } from './working-hours.ts';

/** Tenant minutes between two reminders of a stop that nobody lifts. */
const DAY = 24 * 60;

/** How many reminders of this stop were due by now (ISO UTC): one a day, within working hours. */
export function stopRemindersDue({ since }: Pick<Stop, 'since'>, { approvals }: Policy, now: string): number {
  const days = Math.max(0, Math.floor((Date.parse(now) - Date.parse(since)) / (DAY * 60_000)));
  const due = Array.from({ length: days }, (_, day) => minutesAfter(since, (day + 1) * DAY));
  return due.filter((at) => withinWorkingHours(at, approvals.workingHours) <= now).length;
}
