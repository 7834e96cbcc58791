import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../../store/tables.ts';

/** What a click about a request could change; `number` and `id` go on counting unless they are put back. */
const TABLES = ['requests', 'steps', 'decisions', 'starts', 'stops'] as const;

const TIDIED_EVERY = 25;

export type Row = Readonly<Record<string, unknown>>;
export type Rows = Readonly<Record<(typeof TABLES)[number], readonly Row[]>>;

/** The rows about requests, to be compared as a whole and put back as they were. */
export async function createKeptRows(database: Kysely<Tables>) {
  const columns = new Map(
    await Promise.all(TABLES.map(async (table) => [table, await columnsOf(database, table)] as const)),
  );
  let restored = 0;
  return {
    /** Equal only when every column of every row is equal; of an ask, that no request knows, who asked and when. */
    async digest(): Promise<string> {
      const parts = TABLES.map((table) => {
        const row =
          table === 'starts' ? sql`case kind when 'asked' then concat(key, at) else r::text end` : sql`r::text`;
        return sql`(select string_agg(${row}, '|' order by ${row}) from ${sql.table(table)} r)`;
      });
      const { rows } = await sql<{ digest: string }>`
        select md5(concat_ws('#', ${sql.join(parts.map((part) => sql`coalesce(${part}, '')`))})) as digest`.execute(
        database,
      );
      return rows[0]?.digest ?? '';
    },
    async read(): Promise<Rows> {
      const entries: [string, readonly Row[]][] = [];
      for (const table of TABLES) {
        const { rows } = await sql<{ row: Row }>`
          select to_jsonb(r) as row from ${sql.table(table)} r order by r::text`.execute(database);
        entries.push([table, rows.map(({ row }) => row)]);
      }
      return Object.fromEntries(entries) as Rows;
    },
    async restore(rows: Rows): Promise<void> {
      restored += 1;
      await database.transaction().execute(async (transaction) => {
        for (const table of TABLES.toReversed()) await sql`delete from ${sql.table(table)}`.execute(transaction);
        for (const table of TABLES) await insert(transaction, table, columns.get(table) ?? [], rows[table]);
        await sql`select setval('request_number', (select max(number) from requests))`.execute(transaction);
        await sql`
          select setval(pg_get_serial_sequence('decisions', 'id'), coalesce(max(id), 1), max(id) is not null)
          from decisions`.execute(transaction);
      });
      if (restored % TIDIED_EVERY === 0) await tidyUp(database);
    },
  };
}

/** Nobody else does on PGlite: what was deleted would stay in memory, and in the way of every digest. */
async function tidyUp(database: Kysely<Tables>): Promise<void> {
  await sql`vacuum ${sql.join(TABLES.map((table) => sql.table(table)))}`.execute(database);
}

async function columnsOf(database: Kysely<Tables>, table: string): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select column_name as name from information_schema.columns
    where table_name = ${table} and table_schema = current_schema() and is_generated = 'NEVER'`.execute(database);
  return rows.map(({ name }) => name);
}

async function insert(
  database: Kysely<Tables>,
  table: string,
  columns: readonly string[],
  rows: readonly Row[],
): Promise<void> {
  if (rows.length === 0) return;
  const names = sql.join(columns.map((name) => sql.ref(name)));
  await sql`
    insert into ${sql.table(table)} (${names}) overriding system value
    select ${names} from jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(rows)}::jsonb)`.execute(
    database,
  );
}
