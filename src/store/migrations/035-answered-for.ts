import { type Kysely, sql } from 'kysely';

/** For which hour of its request a task was answered: people may move that afterwards. Not known of earlier answers. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`alter table tasks add column answered_for timestamptz`.execute(database);
}
