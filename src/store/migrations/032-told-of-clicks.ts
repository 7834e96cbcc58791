import { type Kysely, sql } from 'kysely';

/**
 * Of a first click who was told of it, and when and by whose second click an administrator was asked for: such a row is
 * kept for as long as nobody is to be called again.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`alter table first_clicks add column told jsonb not null default '[]'`.execute(database);
  await sql`alter table first_clicks add column asked jsonb`.execute(database);
}
