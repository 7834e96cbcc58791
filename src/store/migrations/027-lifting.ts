import { type Kysely, sql } from 'kysely';

/** Who said first that a stop may go, where it takes two. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`alter table stops add column lift jsonb`.execute(database);
}
