import { adToCloud } from './delays.ts';
import { jsonField } from './json-field.ts';
import { isSyncedByConnect } from './last-cycle.ts';
import type { StepRecord } from './outcome.ts';
import { canonicalJson } from './plan-hash.ts';
import type { Request } from './request.ts';
import { isSyncStale } from './sync-clock.ts';
import { syncModelOf } from './sync-model.ts';
import { type Json, type Text, text } from './text.ts';

/** The newest word about directory sync that this request has: when it last ran, and when that was read. ISO UTC. */
export type LastSync = { readonly at: string; readonly readAt: string };

/**
 * What stands in the way of the next sync, as far as it was read. Certain only what the sync server itself reported.
 */
export type SyncHealth = {
  readonly last: LastSync | null;
  /** The last sync is older than three hours: nobody can promise the next one (hybrid.md b). */
  readonly stale: boolean;
  /** What directory sync says it cannot write of this person. */
  readonly errors: readonly string[];
  /** A deletion in AD DS that did not come in the time of two cycles: the threshold of 500, or the sync scope (hybrid.md 1.3). */
  readonly deletionHeld: boolean;
  /** As reported by the sync server through a pasted result or a connector; null = not reported. */
  readonly server: { readonly stagingMode: boolean; readonly schedulerEnabled: boolean } | null;
};

export function syncHealthOf(request: Request, steps: readonly StepRecord[]): SyncHealth {
  const last = lastSyncIn(request, steps);
  return {
    last,
    stale: last !== null && isSyncStale(last.at, last.readAt),
    errors: errorsIn(request, steps),
    deletionHeld: heldDeletion(request, steps) !== null,
    server: serverIn(steps),
  };
}

/** What to say about it and what to do; nothing when all is well, or for people whom no sync touches. */
export function syncTodo(request: Request, steps: readonly StepRecord[]): readonly Text[] {
  if (request.facts.identity !== 'synced') return [];
  const { last, stale, errors, deletionHeld, server } = syncHealthOf(request, steps);
  const isConnect = isSyncedByConnect(request.facts.adDomain);
  return [
    ...(server?.stagingMode ? [text('sync.todo.staging')] : []),
    ...(server?.schedulerEnabled === false ? [text('sync.todo.paused')] : []),
    ...(stale && last !== null && server === null ? [text('sync.todo.stale', { at: { instant: last.at } })] : []),
    ...(errors.length > 0
      ? [text(isConnect ? 'sync.todo.errors' : 'sync.todo.errors-cloud-sync', { errors: errors.join(', ') })]
      : []),
    ...(deletionHeld ? [text('sync.todo.deletion-held')] : []),
  ];
}

/**
 * From the newest read: a look's own, a step's evidence, else the facts that the plan was made from. Null also where
 * Cloud Sync syncs.
 */
export function lastSyncIn(request: Pick<Request, 'facts'>, steps: readonly StepRecord[]): LastSync | null {
  if (!isSyncedByConnect(request.facts.adDomain)) return null;
  const reads = steps.flatMap(({ evidence }) => {
    const [at, readAt] = [jsonField(evidence, 'tenantLastSync'), jsonField(evidence, 'read')];
    return typeof at === 'string' && typeof readAt === 'string' ? [{ at, readAt }] : [];
  });
  const { tenantLastSync, readAt, syncSeen } = request.facts;
  const asked = tenantLastSync === null ? [] : [{ at: tenantLastSync, readAt }];
  const known = [...reads, ...asked, ...(syncSeen === undefined ? [] : [syncSeen])];
  return known.sort((one, other) => one.readAt.localeCompare(other.readAt)).at(-1) ?? null;
}

/**
 * Whether a look found nothing that the one before did not say: cards show it with the next news (Teams limits
 * updates).
 */
export function tellsTheSame(before: Json, after: Json): boolean {
  const said = (evidence: Json) => {
    const [at, read] = [jsonField(evidence, 'tenantLastSync'), jsonField(evidence, 'read')];
    const stale = typeof at === 'string' && typeof read === 'string' && isSyncStale(at, read);
    const rest = typeof evidence === 'object' && evidence !== null ? { ...evidence, read: null } : evidence;
    // The database gives fields back in an order of its own.
    return canonicalJson([rest, stale]);
  };
  return said(before) === said(after);
}

function errorsIn(request: Request, steps: readonly StepRecord[]): readonly string[] {
  const newest = steps
    .filter(({ evidence }) => Array.isArray(jsonField(evidence, 'provisioningErrors')))
    .sort((one, other) =>
      String(jsonField(one.evidence, 'read')).localeCompare(String(jsonField(other.evidence, 'read'))),
    )
    .at(-1);
  const read = newest === undefined ? null : jsonField(newest.evidence, 'provisioningErrors');
  return Array.isArray(read) ? read.map(String) : request.facts.provisioningErrors;
}

/**
 * The deletion that was reported done in AD DS and that is not in the cloud after the time of two cycles, however many of
 * them ran in it; null = none such.
 */
export function heldDeletion({ facts }: Request, steps: readonly StepRecord[]): StepRecord | null {
  return steps.find((step) => isHeld(step, facts)) ?? null;
}

function isHeld({ kind, state, evidence }: StepRecord, facts: Request['facts']): boolean {
  if (kind !== 'delete-account' || !AWAITED.includes(state) || jsonField(evidence, 'found') !== 'active') return false;
  const isConnect = isSyncedByConnect(facts.adDomain);
  const sync = syncModelOf(facts.adDomain);
  const done = jsonField(jsonField(evidence, 'result'), 'at');
  const seen = jsonField(evidence, isConnect ? 'tenantLastSync' : 'read');
  if (typeof done !== 'string' || typeof seen !== 'string') return false;
  // When Cloud Sync last ran nothing says: its two cycles count from when the slowest would have had it.
  const slowest = isConnect ? 0 : adToCloud(sync)[2];
  return Date.parse(seen) - Date.parse(done) > (slowest + 2 * sync.cycleMinutes) * 60_000;
}

const AWAITED: readonly StepRecord['state'][] = ['accepted', 'attested'];

function serverIn(steps: readonly StepRecord[]): SyncHealth['server'] {
  for (const { evidence } of steps) {
    const sync = jsonField(jsonField(evidence, 'result'), 'sync');
    const [stagingMode, schedulerEnabled] = [jsonField(sync, 'stagingMode'), jsonField(sync, 'schedulerEnabled')];
    if (typeof stagingMode === 'boolean' && typeof schedulerEnabled === 'boolean')
      return { stagingMode, schedulerEnabled };
  }
  return null;
}
