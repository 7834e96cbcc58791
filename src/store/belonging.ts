import { sql } from 'kysely';
import { InternalError, StartError } from '../domain/errors.ts';
import type { Transaction } from '../flow/ports.ts';
import type { Database } from './database.ts';

/** Whose requests a database holds. A stand-in is a Graph on this machine that is not our sandbox. */
export type Belonging = {
  readonly tenantId: string;
  readonly mode: 'live' | 'sandbox' | 'stand-in';
};

/**
 * Looks whose database this is before anything in it is read, migrated or written. Throws `StartError` when it belongs
 * to another tenant or mode: requests of one would be decided or carried out in the other. A database of an earlier
 * version does not say; then the chats that it keeps tell, all of them or it is refused. Gives a sentence when that was
 * so.
 */
export async function refuseForeignDatabase(database: Database, ours: Belonging): Promise<string | null> {
  const found = await readBelonging(database);
  if (found !== null) {
    refuseOther(found, ours);
    return null;
  }
  const traces = await readTraces(database);
  if (traces.length === 0 && !(await isUsed(database))) return null;
  const fits = traces.every(({ tenantId, live }) => tenantId === ours.tenantId && live === (ours.mode === 'live'));
  if (traces.length > 0 && fits)
    return `The database is of an earlier version and did not say whose it is. All chats in it are of ${words(ours)}, so it belongs to that from now on.`;
  throw new StartError(
    `The database is of an earlier version and does not say whose it is, and ${tracesInWords(traces)}; Leaver was started for ${words(ours)}. Nothing in it was changed. ${OTHER_PLACE} If it is the right one after all, say so in it: create table belonging (one boolean primary key default true check (one), tenant_id text not null, mode text not null, since timestamptz not null default now()); insert into belonging (tenant_id, mode) values ('${ours.tenantId}', '${ours.mode}').`,
  );
}

/**
 * Records whose database this is, once; of two first starts at the same moment one wins. Throws as above for the other.
 */
export async function markDatabase(database: Database, ours: Belonging): Promise<void> {
  await database
    .executor()
    .insertInto('belonging')
    .values({ tenant_id: ours.tenantId, mode: ours.mode })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const found = await readBelonging(database);
  if (found === null) throw new InternalError('whose database this is was not stored');
  refuseOther(found, ours);
}

/** Null for a database that does not say: new, or of an earlier version. */
export async function readBelonging(
  database: Database,
  transaction?: Transaction,
): Promise<(Belonging & { readonly since: Date }) | null> {
  if (!(await hasTable(database, 'belonging', transaction))) return null;
  const row = await database.executor(transaction).selectFrom('belonging').selectAll().executeTakeFirst();
  return row === undefined ? null : { tenantId: row.tenant_id, mode: row.mode, since: row.since };
}

const OTHER_PLACE = 'Set DATABASE_URL or DATA_DIR to a database of its own, or the settings that this one belongs to.';

function refuseOther(found: Belonging & { readonly since: Date }, ours: Belonging): void {
  if (found.tenantId === ours.tenantId && found.mode === ours.mode) return;
  throw new StartError(
    `This database belongs to ${words(found)} since ${found.since.toISOString().slice(0, 10)}, and Leaver was started for ${words(ours)}. Nothing in it was changed. ${OTHER_PLACE}`,
  );
}

function words({ tenantId, mode }: Belonging): string {
  if (mode === 'live') return `the live tenant ${tenantId}`;
  return mode === 'sandbox' ? `the sandbox (tenant ${tenantId})` : `a stand-in for Graph (tenant ${tenantId})`;
}

/** What a stored chat says: its tenant, and whether it is with Teams itself. */
type Trace = { readonly tenantId: string; readonly live: boolean };

async function readTraces(database: Database): Promise<readonly Trace[]> {
  if (!(await hasTable(database, 'conversations'))) return [];
  const { rows } = await sql<Trace>`
    select distinct tenant_id as "tenantId", service_url like 'https:%' as live from conversations limit 10
    `.execute(database.executor());
  return rows;
}

function tracesInWords(traces: readonly Trace[]): string {
  if (traces.length === 0) return 'it holds requests, connector keys or an audit, and no chat that would tell';
  const each = traces.map(({ tenantId, live }) => `${live ? 'the live tenant' : 'local mode with tenant'} ${tenantId}`);
  return `it holds chats of ${each.join(' and ')}`;
}

/** Whether somebody's work is in it: a key lets a connector in, and an audit goes on from what is there. */
async function isUsed(database: Database): Promise<boolean> {
  for (const table of ['requests', 'connector_keys', 'audit']) {
    if (!(await hasTable(database, table))) continue;
    const { rows } = await sql`select from ${sql.table(table)} limit 1`.execute(database.executor());
    if (rows.length > 0) return true;
  }
  return false;
}

async function hasTable(database: Database, name: string, transaction?: Transaction): Promise<boolean> {
  const { rows } = await sql<{ there: boolean }>`
    select to_regclass(${name}) is not null as there`.execute(database.executor(transaction));
  return rows[0]?.there === true;
}
