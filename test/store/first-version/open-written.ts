import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { sql } from 'kysely';
import type { StepRecord } from '../../../src/domain/outcome.ts';
import type { Request } from '../../../src/domain/request.ts';
import type { Json } from '../../../src/domain/text.ts';
import { type Database, type DatabaseSettings, openDatabase } from '../../../src/store/database.ts';
import { migrate } from '../../../src/store/migrate.ts';

/** As PostgreSQL gives a row as JSON; jsonb columns are values. */
type Row = { readonly [column: string]: Json };
export type WrittenRequest = Row & {
  readonly id: string;
  readonly number: number;
  readonly state: Request['state'];
  readonly target_user_id: string;
  readonly facts: Request['facts'] & Json;
};
export type WrittenStep = Row & Pick<StepRecord, 'id' | 'kind' | 'state'> & { readonly request_id: string };
export type Written = { readonly requests: readonly WrittenRequest[]; readonly steps: readonly WrittenStep[] } & {
  readonly [table: string]: readonly Row[];
};

/** The last migration of the first version. */
const LAST = '012-emergency';

/** What the first version wrote (`write-database.ts`), row by row. */
export async function readWritten(): Promise<Written> {
  const packed = await readFile(join(import.meta.dirname, 'database.json.gz'));
  return JSON.parse(gunzipSync(packed).toString()) as Written;
}

/** The database as the first version left it, taken into use by this version. */
export async function openWritten(settings: DatabaseSettings, written: Written): Promise<Database> {
  const database = await openDatabase(settings, { owner: 'test' });
  await migrate(database, LAST);
  for (const [table, rows] of Object.entries(written)) await fill(database, table, rows);
  await migrate(database);
  return database;
}

async function fill({ kysely }: Database, table: string, rows: readonly Row[]): Promise<void> {
  const { rows: columns } = await sql<{ readonly name: string; readonly counts: boolean }>`
    select column_name as name, pg_get_serial_sequence(${table}, column_name) is not null as counts
    from information_schema.columns where table_name = ${table} and is_generated = 'NEVER'`.execute(kysely);
  const names = sql.join(columns.map(({ name }) => sql.ref(name)));
  await sql`insert into ${sql.table(table)} (${names}) overriding system value
    select ${names} from jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::jsonb)`.execute(
    kysely,
  );
  for (const { name } of columns.filter(({ counts }) => counts))
    await sql`select setval(pg_get_serial_sequence(${table}, ${name}), max(${sql.ref(name)})) from ${sql.table(table)}
      having max(${sql.ref(name)}) is not null`.execute(kysely);
}
