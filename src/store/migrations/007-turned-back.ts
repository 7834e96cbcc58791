import { type Kysely, sql } from 'kysely';

/** How often, when and by whom a step's effect was turned back after it was seen. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`alter table steps add column turned_back jsonb`.execute(database);
}
