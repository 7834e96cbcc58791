const MINUTE = 60_000;

/** Entra Connect's default and shortest cycle (hybrid.md 1.3), minutes. */
export const SYNC_CYCLE_MINUTES = 30;
/** A sync older than this is not healthy (hybrid.md b, next-cycle estimate), minutes. */
const STALE_MINUTES = 3 * 60;

/** Whether the tenant's last directory sync is so old that nobody can promise the next. */
export function isSyncStale(tenantLastSync: string, now: string): boolean {
  return Date.parse(now) - Date.parse(tenantLastSync) > STALE_MINUTES * MINUTE;
}

/** When the first cycle after `now` is expected, ISO UTC: one every cycle (minutes) from the last that was seen. */
export function nextSync(tenantLastSync: string, now: string, cycleMinutes = SYNC_CYCLE_MINUTES): string {
  const last = Date.parse(tenantLastSync);
  const cycle = cycleMinutes * MINUTE;
  const passed = Math.max(0, Math.floor((Date.parse(now) - last) / cycle));
  return new Date(last + (passed + 1) * cycle).toISOString();
}
