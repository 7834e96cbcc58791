import { randomUUID } from 'node:crypto';
import { HELD } from '../../domain/brakes.ts';
import { BUILT_IN_POLICY } from '../../domain/policy.ts';
import type { Starts } from '../../flow/ports.ts';
import { type Database, openDatabase } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import { type BrakeWorker, createBrakeWorker, storeApproved } from './brake-worker.ts';
import type { PostgresServer } from './postgres-server.ts';
import { createRandom } from './random.ts';
import { sleep } from './until.ts';

export type BreakerFigures = {
  readonly requests: number;
  readonly limit: number;
  readonly workers: number;
  /** Requests that began; and those of which anything was changed. */
  readonly started: number;
  readonly changed: number;
  /** Began beyond what the policy allows, for the tenant, a requester or an approver. */
  readonly tooMany: number;
  /** Neither began nor rests, approved and with its reason: a decision was lost. */
  readonly lost: number;
  /** More that began after a second approver had resumed it, once. */
  readonly startedAfterResume: number;
  /** From the stop in the database until nothing more was changed, real milliseconds; 0 = nothing was. */
  readonly stopMilliseconds: number;
  /** From `pause everything` to its answer, and from the answer to the last change that began. */
  readonly pauseMilliseconds: number;
  readonly pauseTailMilliseconds: number;
  readonly startedAfterPause: number;
};

type Settings = {
  readonly requests: number;
  readonly server: PostgresServer;
  readonly seed: number;
  /** `read-then-count`: the control; every worker counts, and nobody waits for a turn. */
  readonly defence: 'one-turn' | 'read-then-count';
};

const WORKERS = 6;
/** Requests that one worker is at, at the same time. */
const AT_ONCE = 8;
const REQUESTERS = 25;
const APPROVERS = 5;

/**
 * Many requests are approved and due at the same moment; several workers on one PostgreSQL take them all up at once.
 */
export async function proveBreaker(settings: Settings): Promise<BreakerFigures> {
  const stage = await startWorkers(settings);
  try {
    const { requests, workers, changes } = stage;
    await takeUp(workers, requests, settings.seed);
    const first = await begun(stage.database);
    const [stopAt = Number.POSITIVE_INFINITY] = stage.stops;
    const changed = new Set(changes.map(({ requestId }) => requestId)).size;
    const tail = Math.max(0, ...changes.map(({ at }) => at - stopAt));
    const lost = await countLost(stage.database, first.total);
    const tooMany = excess(first);
    const after = settings.defence === 'one-turn' ? await resumeAndGoOn(stage, settings.seed) : 0;
    const paused = settings.defence === 'one-turn' ? await pauseInTheMiddle(settings) : NOT_PAUSED;
    return {
      requests: requests.length,
      limit: limits.perTenant,
      workers: WORKERS,
      started: first.total,
      changed,
      tooMany: tooMany + Math.max(0, after - limits.perTenant),
      lost,
      startedAfterResume: after,
      stopMilliseconds: Math.round(tail),
      ...paused,
    };
  } finally {
    await stage.stop();
  }
}

const { limits } = BUILT_IN_POLICY;
const NOT_PAUSED = { pauseMilliseconds: 0, pauseTailMilliseconds: 0, startedAfterPause: 0 };

type Change = { readonly requestId: string; readonly at: number };
type Stage = Awaited<ReturnType<typeof startWorkers>>;

async function startWorkers({ requests, server, defence }: Settings, policy = BUILT_IN_POLICY) {
  const url = await server.createDatabase();
  const databases: Database[] = [];
  for (let count = 0; count < WORKERS; count += 1)
    databases.push(await openDatabase({ kind: 'postgres', url }, { owner: `prove ${count}` }));
  const [database] = databases;
  if (database === undefined) throw new TypeError('no worker');
  await migrate(database);
  const changes: Change[] = [];
  const stops: number[] = [];
  const workers = databases.map((each) =>
    createBrakeWorker(each, {
      policy,
      now: () => new Date(),
      onChange: (requestId) => changes.push({ requestId, at: performance.now() }),
      replace: (ports) => ({
        ...ports,
        transactions: {
          ...ports.transactions,
          async run(work) {
            const open = stops.length;
            const result = await ports.transactions.run(work);
            // Known once it is committed, and not when it is written.
            if (open === 0 && (await ports.stops.open()).length > 0) stops.push(performance.now());
            return result;
          },
        },
        ...(defence === 'one-turn' ? {} : { starts: withoutTurn(ports.starts) }),
      }),
    }),
  );
  const [requesters, approvers] = [people(REQUESTERS), people(APPROVERS)];
  const stored: string[] = [];
  const [worker] = workers;
  if (worker === undefined) throw new TypeError('no worker');
  for (let place = 0; place < requests; place += 1) {
    const requesterId = requesters[place % REQUESTERS] ?? '';
    const approverId = approvers[place % APPROVERS] ?? '';
    stored.push((await storeApproved(worker.context, { requesterId, approverId })).id);
  }
  const stop = async () => {
    for (const each of databases) await each.close();
  };
  return { database, workers, requests: stored, changes, stops, stop };
}

/** Counts first and writes later, as one would who asks Graph in between: so long, real milliseconds. */
const IN_BETWEEN = 20;

function withoutTurn(starts: Starts): Starts {
  return {
    ...starts,
    takeTurn: async () => {},
    async count(start, since, transaction) {
      const counts = await starts.count(start, since, transaction);
      await sleep(IN_BETWEEN);
      return counts;
    },
  };
}

function people(count: number): readonly string[] {
  return Array.from({ length: count }, () => randomUUID());
}

/** Every worker takes up every request, each in an order of its own. */
async function takeUp(workers: readonly BrakeWorker[], requests: readonly string[], seed: number): Promise<void> {
  await Promise.all(
    workers.map(async ({ advance }, place) => {
      const waiting = [...createRandom(seed + place).pick(requests, requests.length)];
      const take = async () => {
        for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) await advance(id);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, take));
    }),
  );
}

type Begun = { readonly total: number; readonly byRequester: number; readonly byApprover: number };

/** What the database says began: in all, and the most by one requester and by one approver. */
async function begun(database: Database): Promise<Begun> {
  const rows = await database.kysely
    .selectFrom('requests')
    .select(['requester_id', 'decision'])
    .where('started_at', 'is not', null)
    .execute();
  const most = (keys: readonly string[]) =>
    Math.max(0, ...[...new Set(keys)].map((key) => keys.filter((each) => each === key).length));
  return {
    total: rows.length,
    byRequester: most(rows.map(({ requester_id }) => requester_id)),
    byApprover: most(rows.map(({ decision }) => decision?.by ?? '')),
  };
}

function excess({ total, byRequester, byApprover }: Begun): number {
  return (
    Math.max(0, total - limits.perTenant) +
    Math.max(0, byRequester - limits.perRequester) +
    Math.max(0, byApprover - limits.perApprover)
  );
}

async function countLost(database: Database, started: number): Promise<number> {
  const rows = await database.kysely
    .selectFrom('requests')
    .select(['state', 'note', 'decision'])
    .where('started_at', 'is', null)
    .execute();
  const all = await database.kysely.selectFrom('requests').select('id').execute();
  const rests = rows.filter(({ state, note, decision }) => state === 'approved' && note?.key === HELD && decision);
  return all.length - started - rests.length;
}

async function resumeAndGoOn({ workers, requests, database }: Stage, seed: number): Promise<number> {
  const [worker] = workers;
  const before = (await begun(database)).total;
  for (const { stop } of await openStops(worker)) await worker?.flow.resumeStop(randomUUID(), stop.reference);
  await takeUp(workers, requests, seed + 10);
  return (await begun(database)).total - before;
}

async function openStops(worker: BrakeWorker | undefined) {
  const listed = await worker?.flow.stops(randomUUID());
  return listed !== undefined && 'stops' in listed ? listed.stops : [];
}

/** No limits, and in the middle of it all somebody types `pause everything`. */
async function pauseInTheMiddle(settings: Settings): Promise<typeof NOT_PAUSED> {
  const many = 1_000_000;
  const endless = { ...limits, perRequester: many, perApprover: many, perTenant: many };
  const stage = await startWorkers(settings, { ...BUILT_IN_POLICY, limits: endless });
  try {
    const working = takeUp(stage.workers, stage.requests, settings.seed);
    while (stage.changes.length < stage.requests.length / 10) await sleep(5);
    const asked = performance.now();
    await stage.workers[0]?.flow.pauseEverything(randomUUID());
    const answered = performance.now();
    const counted = await countStarts(stage.database);
    await working;
    const startedAfterPause = Math.max(0, (await countStarts(stage.database)) - counted);
    if (counted === stage.requests.length) throw new TypeError('it was paused too late to tell anything');
    const last = Math.max(answered, ...stage.changes.map(({ at }) => at));
    return {
      pauseMilliseconds: Math.round(answered - asked),
      pauseTailMilliseconds: Math.round(last - answered),
      startedAfterPause,
    };
  } finally {
    await stage.stop();
  }
}

/** Starts that were allowed: nobody gets one any more once the pause is answered. */
async function countStarts(database: Database): Promise<number> {
  const rows = await database.kysely.selectFrom('starts').select('request_id').where('kind', '=', 'tenant').execute();
  return rows.length;
}
