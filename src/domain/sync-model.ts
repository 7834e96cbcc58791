import type { AdDomain } from './ad-domain.ts';
import { COMMON_SYNC, type SyncModel } from './delays.ts';

/**
 * The model for what the installer said about a domain; nothing said = the commonest. Cloud Sync with a job that can be
 * called counts as forced: `provisionOnDemand` follows the change in AD DS (hybrid.md 0.4).
 */
export function syncModelOf(domain: Pick<AdDomain, 'sync'> | null | undefined): SyncModel {
  // Facts that were stored before domains were known have none.
  if (domain === null || domain === undefined) return COMMON_SYNC;
  const { client, site, cycleMinutes, onDemand } = domain.sync;
  return { client, site, cycleMinutes, forced: client === 'cloud-sync' && onDemand !== null };
}
