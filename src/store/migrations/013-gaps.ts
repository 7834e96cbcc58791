import { type Kysely, sql } from 'kysely';

/** What a step left to people or was refused, part by part: it stays when the rest of the step was seen. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`alter table steps add column gaps jsonb`.execute(database);
}
