import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect, PostgresDialect } from 'kysely';
import pg from 'pg';
import { codeOf, StartError } from '../domain/errors.ts';
import { createExecutors, type Executors } from './executors.ts';
import { explainUnreachable } from './explain-unreachable.ts';
import { lockFolder } from './lock-folder.ts';
import { closeTree } from './private-folder.ts';
import { storableParameters } from './storable-parameters.ts';
import type { StoreLog } from './store-log.ts';
import type { Tables } from './tables.ts';

export type DatabaseSettings =
  | { readonly kind: 'pglite' /** `DATA_DIR`, or 'memory': nothing on disk. */; readonly dataDir: string }
  | {
      readonly kind: 'postgres';
      /** `DATABASE_URL`. */
      readonly url: string;
      /** `DATABASE_MIGRATION_URL`: as the owner of the tables, where that is another role (`prepare-tables.ts`). */
      readonly migrationUrl?: string;
    };

/** One database for the whole process; the stores and the queue are made from it. */
export type Database = Executors & {
  readonly kysely: Kysely<Tables>;
  /** For the queue, which speaks to the same database beside Kysely. */
  readonly connection:
    | { readonly kind: 'pglite'; readonly pglite: PGlite }
    | { readonly kind: 'postgres'; readonly pool: pg.Pool };
  /** Ends all connections and gives the data folder back; a second call does nothing. */
  close(): Promise<void>;
};

/** Where the queue has its own tables. */
export const QUEUE_SCHEMA = 'leaver_queue';

const CONNECT_TIMEOUT = 5_000;
const STATEMENT_TIMEOUT = 15_000;
const IDLE_TRANSACTION_TIMEOUT = 30_000;
const CONNECTIONS = 10;

/**
 * Opens the database; `migrate` comes next. `owner` names this process to the database's administrator. Throws
 * `StartError`, one clear sentence without secrets, when the folder is held by another Leaver or cannot be used, or
 * PostgreSQL cannot be reached.
 */
export function openDatabase(
  settings: DatabaseSettings,
  options: {
    readonly owner: string;
    readonly log?: StoreLog;
    /** What the address is called where it was set. */
    readonly key?: string;
  },
): Promise<Database> {
  return settings.kind === 'pglite' ? openPglite(settings.dataDir) : openPostgres(settings.url, options);
}

async function openPglite(dataDir: string): Promise<Database> {
  const lock = dataDir === 'memory' ? null : await lockFolder(dataDir);
  const pglite = await startPglite(dataDir).catch((error: unknown) => {
    lock?.release();
    throw error;
  });
  const kysely = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }), plugins: [storableParameters()] });
  const close = once(async () => {
    await pglite.close();
    lock?.release();
  });
  return { ...createExecutors(kysely), kysely, connection: { kind: 'pglite', pglite }, close };
}

async function startPglite(dataDir: string): Promise<PGlite> {
  if (dataDir === 'memory') return await PGlite.create();
  try {
    const pglite = await PGlite.create({ dataDir: join(dataDir, 'db') });
    closeTree(join(dataDir, 'db'));
    return pglite;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StartError(
      `The database in DATA_DIR ${dataDir} cannot be opened (${why}): set another DATA_DIR, or restore a copy of it.`,
    );
  }
}

async function openPostgres(
  url: string,
  { owner, log = () => {}, key }: { readonly owner: string; readonly log?: StoreLog; readonly key?: string },
): Promise<Database> {
  const pool = createPool(url, owner, key);
  surviveLostConnections(pool, log);
  try {
    await pool.query('select 1');
  } catch (error) {
    await pool.end();
    throw explainUnreachable(url, error, key);
  }
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }), plugins: [storableParameters()] });
  const executors = createExecutors(kysely, log);
  return { ...executors, kysely, connection: { kind: 'postgres', pool }, close: once(() => pool.end()) };
}

function createPool(url: string, owner: string, key?: string): pg.Pool {
  try {
    return new pg.Pool({
      connectionString: url,
      max: CONNECTIONS,
      connectionTimeoutMillis: CONNECT_TIMEOUT,
      statement_timeout: STATEMENT_TIMEOUT,
      idle_in_transaction_session_timeout: IDLE_TRANSACTION_TIMEOUT,
      application_name: `leaver ${owner}`.slice(0, 63),
      keepAlive: true,
    });
  } catch (error) {
    throw explainUnreachable(url, error, key);
  }
}

/**
 * Without a listener a connection that the server ends would end the process: the pool listens for idle ones only, and
 * one in a transaction waits between two statements (measured). Whoever uses it gets the error with the next statement.
 */
function surviveLostConnections(pool: pg.Pool, log: StoreLog): void {
  pool.on('error', () => {});
  pool.on('connect', (client) => {
    client.on('error', () => {});
    client.once('error', (error) => log({ kind: 'database-connection-lost', code: codeOf(error) }));
  });
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= work();
    return done;
  };
}
