import { randomUUID } from 'node:crypto';
import type { FlowContext } from '../../flow/context.ts';
import type { Ports } from '../../flow/ports.ts';
import { createQueue } from '../../queue/queue.ts';
import { type Database, openDatabase } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import { clickTogether, faultOf, type People, scenesOf } from './decisions/click-together.ts';
import { APPROVER_GROUP, type DecisionDirectory, decisionContext } from './decisions/decision-world.ts';
import { aPerson, NOW } from './gallery/given.ts';
import { createRandom } from './random.ts';

export type DecisionFigures = {
  readonly requests: number;
  readonly clicks: number;
  readonly failures: number;
  /** What was wrong, and how often. */
  readonly faults: Readonly<Record<string, number>>;
  readonly seconds: number;
};

/** Two processes of Leaver on one database, each with a pool of its own. */
const PROCESSES = 2;

/**
 * Twenty clicks at once about every one of these requests, on a real PostgreSQL, through the real flow, stores and
 * queue. `replace` takes a defence out for the control.
 */
export async function proveDecisions(settings: {
  readonly url: string;
  readonly requests: number;
  readonly seed: number;
  readonly replace?: (ports: Ports) => Ports;
  /** The database's own "one approval per person and version" is taken out as well. */
  readonly unindexed?: boolean;
}): Promise<DecisionFigures> {
  const began = performance.now();
  const random = createRandom(settings.seed);
  const databases: Database[] = [];
  const queues: Ports['queue'][] = [];
  try {
    const { people, directory } = company(settings.requests);
    const contexts: FlowContext[] = [];
    for (let process = 0; process < PROCESSES; process += 1) {
      const database = await openDatabase({ kind: 'postgres', url: settings.url }, { owner: `proof-${process}` });
      databases.push(database);
      await migrate(database);
      if (settings.unindexed === true) await query(database, 'drop index if exists decisions_approved_once');
      const queue = await createQueue(database, { log: () => {} });
      queues.push(queue);
      contexts.push(decisionContext(database, directory, { now: () => NOW, queue, ...replacing(settings.replace) }));
    }
    const [first, ...others] = contexts;
    if (first === undefined) throw new TypeError('no process was started');
    const faults: Record<string, number> = {};
    let clicks = 0;
    for (const [place, each] of people.entries()) {
      const scenes = scenesOf(each, random);
      const scene = scenes[place % scenes.length];
      if (scene === undefined) continue;
      const clicked = await clickTogether([first, ...others], scene, each);
      const fault = faultOf(clicked, each) ?? jobFault(await jobsOf(databases[0], clicked.request.id));
      if (fault !== null) faults[fault] = (faults[fault] ?? 0) + 1;
      clicks += scene.clicks.length;
    }
    const failures = Object.values(faults).reduce((sum, count) => sum + count, 0);
    return { requests: people.length, clicks, failures, faults, seconds: (performance.now() - began) / 1000 };
  } finally {
    for (const queue of queues) await queue.stop();
    for (const database of databases) await database.close();
  }
}

/** The control: reads, judges, and then writes whatever stands there by now. */
export function withoutCompareAndSet(ports: Ports): Ports {
  const { requests } = ports;
  return {
    ...ports,
    requests: {
      ...requests,
      change: (id, _expected, change, transaction) =>
        requests.change(id, { from: ['pending', 'approved', 'declined'] }, change, transaction),
    },
  };
}

function replacing(replace: ((ports: Ports) => Ports) | undefined) {
  return replace === undefined ? {} : { replace };
}

/**
 * Every request has a requester and a target user who are approvers themselves: only who they are stands in the way.
 */
function company(requests: number): { readonly people: readonly People[]; readonly directory: DecisionDirectory } {
  const approvers = [randomUUID(), randomUUID()] as const;
  const requester = randomUUID();
  const people = Array.from({ length: requests }, () => ({ approvers, requester, targetUser: randomUUID() }));
  const ids = [...approvers, requester, ...people.map(({ targetUser }) => targetUser)];
  return {
    people,
    directory: {
      people: new Map(ids.map((id) => [id, aPerson({ id, displayName: `Person ${id.slice(0, 4)}` })])),
      groups: new Map([[APPROVER_GROUP, new Set(ids)]]),
    },
  };
}

/** How often the work of this request waits in the queue: as often as it would be done. */
async function jobsOf(database: Database | undefined, requestId: string): Promise<number> {
  const jobs = "select id from leaver_queue.job where data ->> 'requestId' = $1";
  return database === undefined ? 0 : await query(database, jobs, [requestId]);
}

/** Gives the number of rows. */
async function query({ connection }: Database, statement: string, values: string[] = []): Promise<number> {
  if (connection.kind !== 'postgres') throw new TypeError('decisions are proved on PostgreSQL');
  return (await connection.pool.query(statement, values)).rows.length;
}

function jobFault(jobs: number): string | null {
  return jobs === 1 ? null : `${jobs} jobs in the queue`;
}
