import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase } from '../../../store/database.ts';
import type { Place } from './canaries.ts';

/** Every row of every table, and every file as it lies on the disk: what was deleted from a table stays in its log. */
export async function readDataFolder(dataDir: string): Promise<readonly Place[]> {
  const rows = await readRows(dataDir);
  const names = await readdir(dataDir, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const places: Place[] = [...rows];
  for (const file of files) places.push({ where: 'a file of the database', text: await readFile(file, 'latin1') });
  return places;
}

async function readRows(dataDir: string): Promise<readonly Place[]> {
  const database = await openDatabase({ kind: 'pglite', dataDir }, { owner: 'canaries', log: () => {} });
  try {
    if (database.connection.kind !== 'pglite') return [];
    const { pglite } = database.connection;
    const tables = await pglite.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    const places: Place[] = [];
    for (const { name } of tables.rows) {
      const { rows } = await pglite.query<{ row: string }>(`select row_to_json(t)::text as row from ${name} t`);
      for (const { row } of rows) places.push({ where: `table ${name}`, text: row });
    }
    return places;
  } finally {
    await database.close();
  }
}
