import { CYCLE_MINUTES } from './delays.ts';

const MINUTE = 60_000;

/** A sync older than this is not healthy (hybrid.md b, next-cycle estimate), minutes. */
const STALE_MINUTES = 3 * 60;

/** Whether the tenant's last directory sync is so old that nobody can promise the next. */
export function isSyncStale(tenantLastSync: string, now: string): boolean {
  return Date.parse(now) - Date.parse(tenantLastSync) > STALE_MINUTES * MINUTE;
}

/** When the first cycle after `now` is expected, ISO UTC: one every `cycleMinutes` from the last that was seen. */
export function nextSync(tenantLastSync: string, now: string, cycleMinutes: number = CYCLE_MINUTES.connect): string {
  const last = Date.parse(tenantLastSync);
  const cycle = cycleMinutes * MINUTE;
  const passed = Math.max(0, Math.floor((Date.parse(now) - last) / cycle));
  return new Date(last + (passed + 1) * cycle).toISOString();
}
