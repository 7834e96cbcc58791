import { type Belonging, markDatabase } from './belonging.ts';
import type { Database, DatabaseSettings } from './database.ts';
import { prepareTables } from './prepare-tables.ts';

/**
 * What every start does with its database before anything else: looks whose it is, brings its tables up to date, and
 * records that it is `ours`. Throws `StartError` with nothing changed where it belongs to another tenant or mode. Gives
 * a sentence for the person who starts when a database of an earlier version was taken over; null otherwise.
 */
export async function takeIntoUse(
  database: Database,
  settings: DatabaseSettings,
  ours: Belonging,
): Promise<string | null> {
  const adopted = await prepareTables(database, settings, ours);
  await markDatabase(database, ours);
  return adopted;
}
