import { sql } from 'kysely';
import { type Db, fromPglite, PgBoss } from 'pg-boss';
import { codeOf } from '../domain/errors.ts';
import type { JobName } from '../flow/ports.ts';
import { type Database, QUEUE_SCHEMA } from '../store/database.ts';

export type QueueLog = (event: {
  readonly kind: string;
  readonly requestId?: string;
  readonly jobId?: string;
  readonly attempt?: number;
  readonly code?: string;
}) => void;

/** How often jobs of silent workers are looked for, and how often pg-boss reads its queues' settings again. */
const SUPERVISION_SECONDS = 5;

/**
 * pg-boss on the store's own connections, started and with its queues in place: one pool, one place for the password,
 * and on PGlite the only connection there is.
 */
export async function startBoss(database: Database, jobs: readonly JobName[], log: QueueLog): Promise<PgBoss> {
  const boss = new PgBoss({
    ...connectionOf(database),
    schema: QUEUE_SCHEMA,
    createSchema: !(await hasSchema(database)),
    schedule: false,
    superviseIntervalSeconds: SUPERVISION_SECONDS,
    monitorIntervalSeconds: SUPERVISION_SECONDS,
  });
  boss.on('error', (error) => log({ kind: 'queue-error', code: codeOf(error) }));
  await boss.start();
  for (const job of jobs) await prepare(boss, job);
  return boss;
}

/**
 * Where the owner of the tables is another role it was made for us: then we may not make any, not even one that is
 * there.
 */
async function hasSchema(database: Database): Promise<boolean> {
  const found = await sql`select from pg_namespace where nspname = ${QUEUE_SCHEMA}`.execute(database.executor());
  return found.rows.length > 0;
}

/** Where jobs go that failed too often. */
export function deadLetterOf(job: JobName): string {
  return `${job}-dead`;
}

function connectionOf(database: Database) {
  const { connection } = database;
  if (connection.kind === 'pglite') {
    return { db: fromPglite(connection.pglite), backend: 'pglite', monitorVacuum: false, reindex: false } as const;
  }
  const { pool } = connection;
  return { db: { executeSql: (text, values) => pool.query(text, values) } satisfies Db };
}

async function prepare(boss: PgBoss, job: JobName): Promise<void> {
  await boss.createQueue(deadLetterOf(job));
  // `short`: at most one job that waits per key; one that runs does not count, so a change made meanwhile is not
  // missed.
  await boss.createQueue(job, { policy: 'short', deadLetter: deadLetterOf(job) });
  // Reads the queue's settings into memory: a first `send` inside a transaction would ask for them on PGlite's only
  // connection.
  await boss.findJobs(job, { key: '' });
}
