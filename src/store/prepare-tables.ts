import { sql } from 'kysely';
import { codeOf, StartError } from '../domain/errors.ts';
import type { Transaction } from '../flow/ports.ts';
import { type Belonging, refuseForeignDatabase } from './belonging.ts';
import { type Database, type DatabaseSettings, openDatabase, QUEUE_SCHEMA } from './database.ts';
import { migrate } from './migrate.ts';

/**
 * Brings the tables up to date. Where `DATABASE_MIGRATION_URL` names their owner, it is the owner who does it, and the
 * application's role gets what it needs and no more: the audit it can only read and add to. Throws `StartError` when
 * that role could change the audit all the same; and before anything is migrated, when the owner's address is another
 * database, or either role sees requests of another than `ours`, where the caller knows. Gives what
 * {@link refuseForeignDatabase} says.
 */
export async function prepareTables(
  database: Database,
  settings: DatabaseSettings,
  ours: Belonging | null = null,
): Promise<string | null> {
  const hasOwner = settings.kind === 'postgres' && settings.migrationUrl !== undefined;
  const said = ours === null ? null : await refuseForeignDatabase(database, ours).catch(unlessNotYetGranted(hasOwner));
  if (settings.kind === 'pglite' || settings.migrationUrl === undefined) {
    await migrate(database);
    return said;
  }
  const owner = await openDatabase(
    { kind: 'postgres', url: settings.migrationUrl },
    { owner: 'migration', key: 'DATABASE_MIGRATION_URL' },
  );
  try {
    const { place, role } = await whereAndWho(database);
    if ((await whereAndWho(owner)).place !== place)
      throw new StartError(
        'DATABASE_MIGRATION_URL and DATABASE_URL are not the same database. Nothing in either was changed.',
      );
    // The same database, and yet perhaps other tables: each role may have a search path of its own.
    const ownerSaid = ours === null ? null : await refuseForeignDatabase(owner, ours);
    await migrate(owner);
    await owner.run((transaction) => grant(owner, transaction, role));
    if (await mayChangeAudit(owner, role))
      throw new StartError(
        'The role in DATABASE_URL could change the audit (it is a superuser, or has the role in DATABASE_MIGRATION_URL): give the application a role of its own.',
      );
    return said ?? ownerSaid;
  } finally {
    await owner.close();
  }
}

/**
 * At the first start after one role became two, the application's own may not read anything yet; the owner, who is
 * asked next, may. Whose the database is, is read once more as the application when it is marked.
 */
function unlessNotYetGranted(hasOwner: boolean) {
  return (error: unknown): null => {
    if (hasOwner && codeOf(error) === PERMISSION_DENIED) return null;
    throw error;
  };
}

const PERMISSION_DENIED = '42501';

async function whereAndWho(database: Database): Promise<{ readonly place: string; readonly role: string }> {
  const { rows } = await sql<{ place: string; role: string }>`
    select current_database() || ' ' || pg_postmaster_start_time() as place, current_user as role
    `.execute(database.executor());
  return rows[0] ?? { place: '', role: '' };
}

/** What is only ever added to: the audit, and whose database this is. */
const KEPT = ['audit', 'audit_people', 'audit_texts', 'belonging'];

/** One at a time: PostgreSQL refuses two that grant on the same table at once. */
async function grant(owner: Database, transaction: Transaction, role: string): Promise<void> {
  const executor = owner.executor(transaction);
  await sql`select pg_advisory_xact_lock(${sql.lit(1_097_949_290)})`.execute(executor);
  const { rows } = await sql<{ schema: string; table: string }>`
    select schemaname as schema, tablename as table from pg_tables
    where schemaname = current_schema() and tableowner = current_user`.execute(executor);
  for (const { schema, table } of rows) {
    const name = sql.id(schema, table);
    await sql`revoke all on ${name} from public, ${sql.id(role)}`.execute(executor);
    await sql`grant ${sql.raw(rightsOn(table))} on ${name} to ${sql.id(role)}`.execute(executor);
  }
  const schema = sql.id(rows[0]?.schema ?? 'public');
  await sql`grant usage on schema ${schema} to ${sql.id(role)}`.execute(executor);
  await sql`grant usage, select on all sequences in schema ${schema} to ${sql.id(role)}`.execute(executor);
  await giveQueue(owner, transaction, role);
}

function rightsOn(table: string): string {
  if (KEPT.includes(table)) return 'select, insert';
  return table.startsWith('kysely_') ? 'select' : 'select, insert, update, delete';
}

/**
 * The queue keeps its own tables in a schema of its own. Those of before the roles were told apart belong to the owner
 * and go: jobs only wake, and what is due is found without them.
 */
async function giveQueue(owner: Database, transaction: Transaction, role: string): Promise<void> {
  const executor = owner.executor(transaction);
  const foreign = await sql`
    select from pg_tables where schemaname = ${QUEUE_SCHEMA} and tableowner <> ${role} limit 1`.execute(executor);
  if (foreign.rows.length > 0) await sql`drop schema ${sql.id(QUEUE_SCHEMA)} cascade`.execute(executor);
  const there = await sql`select from pg_namespace where nspname = ${QUEUE_SCHEMA}`.execute(executor);
  if (there.rows.length > 0) return;
  await sql`create schema ${sql.id(QUEUE_SCHEMA)}`.execute(executor);
  await sql`grant usage, create on schema ${sql.id(QUEUE_SCHEMA)} to ${sql.id(role)}`.execute(executor);
}

async function mayChangeAudit(owner: Database, role: string): Promise<boolean> {
  const { rows } = await sql<{ may: boolean }>`
    select pg_has_role(${role}, current_user, 'member')
      or exists (select from unnest(array['update', 'delete', 'truncate']) as what
        where has_table_privilege(${role}, 'audit', what)) as may`.execute(owner.executor());
  return rows[0]?.may !== false;
}
