import type { Standing } from './standing.ts';

/**
 * A sync that came by may not have had the change yet: another domain controller may take three hours to hear of it
 * (hybrid.md b, `interSite`). It is contradicted when sync brought this very person after it, or when that time is over
 * too. A script writes whole seconds by the clock of its own server: a sync of the same minute may have been before it.
 * `personAfter`: milliseconds by which a sync that brought this person must be later.
 */
export function isContradicted(
  { personLastSync, tenantLastSync }: Standing,
  done: string,
  personAfter = SAME_MOMENT,
): boolean {
  if (personLastSync !== null && Date.parse(personLastSync) - Date.parse(done) > personAfter) return true;
  return tenantLastSync !== null && Date.parse(tenantLastSync) - Date.parse(done) > LONGEST_WAY_MINUTES * 60_000;
}

const SAME_MOMENT = 60_000;
// Replication between sites (180) and one cycle (30).
const LONGEST_WAY_MINUTES = 210;
