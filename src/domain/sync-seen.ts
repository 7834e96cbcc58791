import { isSyncStale } from './sync-clock.ts';
import type { SyncSeen, TargetUser } from './target-user.ts';

/**
 * Cards name the last sync in passing: brought up to date for it alone only when what stands there is this much older,
 * milliseconds. Looks come as often as sync while it is awaited, and Teams limits updates; else they come twice a day.
 */
const SHOWN_WITHIN = 6 * 60 * 60_000;

/**
 * The last directory sync (`at`, ISO UTC) as a look at `now` saw it, and whether cards have to be brought up to date
 * for it.
 */
export function syncSeenAt(
  { tenantLastSync, readAt, syncSeen }: Pick<TargetUser, 'tenantLastSync' | 'readAt' | 'syncSeen'>,
  at: string,
  now: string,
): { readonly syncSeen: SyncSeen; readonly isNews: boolean } {
  const shown = syncSeen?.shown ?? tenantLastSync;
  const wasStale = tenantLastSync !== null && isSyncStale(syncSeen?.at ?? tenantLastSync, syncSeen?.readAt ?? readAt);
  const isNews =
    shown === null || Date.parse(at) - Date.parse(shown) >= SHOWN_WITHIN || wasStale !== isSyncStale(at, now);
  return { syncSeen: { at, readAt: now, shown: isNews ? at : shown }, isNews };
}
