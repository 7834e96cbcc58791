import { afterAll, beforeAll, describe } from 'vitest';
import { startPostgres } from '../../src/commands/prove/postgres-server.ts';
import { type Database, type DatabaseSettings, openDatabase } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';

export type GivenDatabase = {
  readonly kind: 'pglite' | 'postgres';
  /** Empty at the start of the describe, migrated. */
  database(): Database;
  /**
   * What a second process would hold: on PostgreSQL another pool on the same database, closed at the end; on PGlite, where
   * there is no second process, the same.
   */
  second(): Promise<Database>;
  /** What `openDatabase` was given. */
  settings(): DatabaseSettings;
};

/** The same behaviours on PGlite (in memory) and on a real PostgreSQL: `given.database()` is fresh in each. */
export function describeOnEachDatabase(name: string, behaviours: (given: GivenDatabase) => void): void {
  describe(`${name}, on PGlite`, () => {
    prepare(
      'pglite',
      async () => ({ settings: { kind: 'pglite', dataDir: 'memory' }, stop: async () => {} }),
      behaviours,
    );
  });
  describe(`${name}, on PostgreSQL`, () => {
    prepare('postgres', givenPostgres, behaviours);
  });
}

type Server = { readonly settings: DatabaseSettings; stop(): Promise<void> };

async function givenPostgres(): Promise<Server> {
  const server = await startPostgres();
  return { settings: { kind: 'postgres', url: await server.createDatabase() }, stop: server.stop };
}

function prepare(
  kind: GivenDatabase['kind'],
  start: () => Promise<Server>,
  behaviours: (given: GivenDatabase) => void,
) {
  let server: Server;
  let database: Database;
  const others: Database[] = [];
  beforeAll(async () => {
    server = await start();
    database = await openDatabase(server.settings, { owner: 'test' });
    await migrate(database);
  });
  afterAll(async () => {
    for (const other of [...others, database]) await other.close();
    await server.stop();
  });
  behaviours({
    kind,
    database: () => database,
    settings: () => server.settings,
    async second() {
      if (server.settings.kind === 'pglite') return database;
      const other = await openDatabase(server.settings, { owner: 'second' });
      others.push(other);
      return other;
    },
  });
}
