import { sql } from 'kysely';
import { fromKysely, type JobWithMetadata, type PgBoss, type SendOptions } from 'pg-boss';
import type { JobName, Queue } from '../flow/ports.ts';
import { type Database, QUEUE_SCHEMA } from '../store/database.ts';
import { deadLetterOf, type QueueLog, startBoss } from './boss.ts';
import { createTurns } from './turns.ts';

export type QueueSettings = {
  readonly log: QueueLog;
  /** Jobs handled at the same time by this process. */
  readonly concurrency?: number;
  /** Seconds before a failed job is tried again; doubles each time, up to a minute. */
  readonly retryDelay?: number;
  /** How often a failed job is tried again before it is put aside. */
  readonly retryLimit?: number;
};

export type QueueLook = {
  /**
   * Jobs whose turn it is and that nobody has, and how long the oldest waits, seconds. Rejects when there is no queue.
   */
  look(): Promise<{ readonly waiting: number; readonly oldestSeconds: number }>;
};

const DEFAULTS = { concurrency: 5, retryDelay: 1, retryLimit: 8 };
const LONGEST_RETRY_DELAY = 60;
const JOBS: readonly JobName[] = ['advance-request'];
/**
 * The shortest that pg-boss allows: what another process sent, or what is to be tried again, waits this long at most.
 */
const POLLING_SECONDS = 0.5;
/**
 * Where no other process sends, one worker is enough to see what is to be tried again, and it calls the others; each
 * look costs PGlite milliseconds of the one thread that there is.
 */
const RESTING_SECONDS = 2;
/** A worker that was silent for so long is dead, and its job is given back; 10 is the least that pg-boss allows. */
const HEARTBEAT_SECONDS = 10;
const HEARTBEAT_EVERY_SECONDS = 3;
/** Done jobs are of no use: what happened is in the ledger. */
const KEEP_DONE_SECONDS = 60;
const STOP_MILLISECONDS = 10_000;

type Wake = { readonly requestId: string };

/**
 * Durable jobs by pg-boss, in the same database as the requests, so that a request and its job commit together. A job
 * says only "look at this request": sends of one that still waits collapse into it, and within a process one request is
 * handled by one handler at a time. Jobs are delivered at least once; when a handler fails it is called again, later
 * and later, and in the end the job is put aside in `<job>-dead` and logged.
 */
export async function createQueue(database: Database, settings: QueueSettings): Promise<Queue & QueueLook> {
  const boss = await startBoss(database, JOBS, settings.log);
  const workers: string[] = [];
  const nudge = () => {
    for (const worker of workers) boss.notifyWorker(worker);
  };

  async function startWorker(job: JobName, handle: (delivered: JobWithMetadata<Wake>) => Promise<void>): Promise<void> {
    let worker = '';
    const isFirst = workers.length === 0;
    const rests = !isFirst && database.connection.kind === 'pglite';
    const options = {
      pollingIntervalSeconds: rests ? RESTING_SECONDS : POLLING_SECONDS,
      heartbeatRefreshSeconds: HEARTBEAT_EVERY_SECONDS,
      includeMetadata: true,
    } as const;
    worker = await boss.work<Wake, void, typeof options>(job, options, async ([delivered]: JobWithMetadata<Wake>[]) => {
      // Where there was one there may be more: look again at once and not at the next poll.
      if (isFirst) nudge();
      else boss.notifyWorker(worker);
      if (delivered !== undefined) await handle(delivered);
    });
    workers.push(worker);
  }

  const send: Queue['send'] = async (job, requestId, transaction) => {
    const db = fromKysely(database.executor(transaction));
    await boss.send(job, { requestId } satisfies Wake, { ...sendOptions(job, requestId, settings), db });
    database.afterCommit(transaction, nudge);
  };

  if (database.connection.kind === 'pglite') await takeBackWhatWasLeft(boss, send);

  return {
    send,

    async work(job, handle) {
      const inTurn = createTurns();
      for (let count = 0; count < (settings.concurrency ?? DEFAULTS.concurrency); count += 1) {
        await startWorker(job, (delivered) => {
          const { requestId } = delivered.data;
          return inTurn(requestId, () => handle(requestId)).catch((error: unknown) => {
            settings.log(failureOf(delivered, error));
            throw error;
          });
        });
      }
    },

    look: () => lookAtQueue(database),

    stop: () => boss.stop({ graceful: true, timeout: STOP_MILLISECONDS }),
  };
}

async function lookAtQueue(database: Database): Promise<{ waiting: number; oldestSeconds: number }> {
  const { rows } = await sql<{ waiting: number; oldestSeconds: number }>`
    select count(*)::int as waiting,
      coalesce(extract(epoch from max(now() - greatest(start_after, created_on))), 0)::float8 as "oldestSeconds"
    from ${sql.id(QUEUE_SCHEMA, 'job')}
    where name in (${sql.join(JOBS)}) and state in ('created', 'retry') and start_after <= now()
    `.execute(database.executor());
  return rows[0] ?? { waiting: 0, oldestSeconds: 0 };
}

/**
 * The data folder is locked, so a job that is being handled in it is nobody's any more: it starts again now and not
 * when its heartbeat was missed (design, section 5). On PostgreSQL another process may be at it, and the heartbeat
 * decides.
 */
async function takeBackWhatWasLeft(boss: PgBoss, send: Queue['send']): Promise<void> {
  for (const job of JOBS) {
    const left = (await boss.findJobs<Wake>(job)).filter(({ state }) => state === 'active');
    for (const { id, data } of left) {
      await send(job, data.requestId);
      await boss.deleteJob(job, id);
    }
  }
}

/** Said with every job and not once with the queue, so that a new version's numbers hold at once. */
function sendOptions(job: JobName, requestId: string, settings: QueueSettings): SendOptions {
  return {
    singletonKey: requestId,
    deadLetter: deadLetterOf(job),
    retryLimit: settings.retryLimit ?? DEFAULTS.retryLimit,
    retryDelay: settings.retryDelay ?? DEFAULTS.retryDelay,
    retryBackoff: true,
    retryDelayMax: LONGEST_RETRY_DELAY,
    heartbeatSeconds: HEARTBEAT_SECONDS,
    deleteAfterSeconds: KEEP_DONE_SECONDS,
  };
}

function failureOf(delivered: JobWithMetadata<Wake>, error: unknown) {
  return {
    kind: delivered.retryCount < delivered.retryLimit ? 'job-failed' : 'job-put-aside',
    requestId: delivered.data.requestId,
    jobId: delivered.id,
    attempt: delivered.retryCount + 1,
    code: error instanceof Error ? error.name : 'unknown',
  };
}
