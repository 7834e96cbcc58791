import { minutesAfter } from './minutes-after.ts';

/** Tenant minutes. */
const A_DAY = 24 * 60;

/** When a hold of this hour (ISO UTC) that nobody lifted comes back to people, and then again, ISO UTC. */
export function heldUntil(now: string): string {
  return minutesAfter(now, A_DAY);
}
