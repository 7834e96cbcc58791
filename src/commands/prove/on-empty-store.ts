import { type Database, openDatabase } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import type { openFirstVersion } from './first-version.ts';

/** How one version of Leaver opens its store. */
export type Storing = { readonly openDatabase: typeof openDatabase; readonly migrate: typeof migrate };

/** A store, and what takes away everything of a trial but the tables. */
export type TrialStore = { readonly database: Database; readonly forget: () => Promise<void> };

/** Opens an empty store in memory, has trials played on it, and closes it whatever came of them. */
export async function onEmptyStore<Figures>(
  storing: Storing,
  prove: (store: TrialStore) => Promise<Figures>,
): Promise<Figures> {
  const database = await storing.openDatabase({ kind: 'pglite', dataDir: 'memory' }, { owner: 'proof' });
  try {
    await storing.migrate(database);
    return await prove({ database, forget: () => forget(database) });
  } finally {
    await database.close();
  }
}

export const STORING: Storing = { openDatabase, migrate };

/** The first version's own. */
export async function storingOf(first: Awaited<ReturnType<typeof openFirstVersion>>): Promise<Storing> {
  const [database, tables] = await Promise.all([
    first.load<Pick<Storing, 'openDatabase'>>('src/store/database.ts'),
    first.load<Pick<Storing, 'migrate'>>('src/store/migrate.ts'),
  ]);
  return { ...database, ...tables };
}

/** Each trial finds an empty store: limits count what began before, whoever it was about. */
function forget(database: Database): Promise<void> {
  return database.run(async (transaction) => {
    const executor = database.executor(transaction);
    for (const table of ['requests', 'starts', 'stops'] as const) await executor.deleteFrom(table).execute();
  });
}
