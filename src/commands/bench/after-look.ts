import { lastSyncIn } from '../../domain/sync-health.ts';
import { syncModelOf } from '../../domain/sync-model.ts';
import type { WatchedRequest } from './store-watched.ts';

/**
 * The request as a look at that instant (milliseconds of tenant time) leaves it: it knows the sync that came by last.
 */
export function afterLook({ request, steps }: WatchedRequest, at: number): WatchedRequest {
  const known = lastSyncIn(request, steps);
  if (known === null) return { request, steps };
  const cycle = syncModelOf(request.facts.adDomain).cycleMinutes * 60_000;
  const last = Date.parse(known.at);
  const came = new Date(last + Math.max(0, Math.floor((at - last) / cycle)) * cycle).toISOString();
  const evidence = { accountEnabled: false, tenantLastSync: came, read: new Date(at).toISOString() };
  return { request, steps: steps.map((step) => (step.kind === 'block-sign-in' ? { ...step, evidence } : step)) };
}
