import type { TargetUser } from './target-user.ts';

/**
 * When directory sync last ran for this person's domain, ISO UTC: the organisation's stamp is Entra Connect's. When
 * Cloud Sync last ran nothing says: null, and only the person's own last sync tells anything.
 */
export function lastCycleOf({
  tenantLastSync,
  adDomain,
}: Pick<TargetUser, 'tenantLastSync' | 'adDomain'>): string | null {
  return isSyncedByConnect(adDomain) ? tenantLastSync : null;
}

/** Nothing said of the domain = the commonest; facts that were stored before domains were known have none. */
export function isSyncedByConnect(adDomain: TargetUser['adDomain'] | undefined): boolean {
  return adDomain?.sync.client !== 'cloud-sync';
}
