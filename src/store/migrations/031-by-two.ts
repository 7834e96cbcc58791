import { type Kysely, sql } from 'kysely';

/**
 * The first of two clicks that it takes to block somebody at once who decides in Leaver, one per person; and whether
 * who paused had a pause lifted by others before.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`alter table stops add column again boolean not null default false`.execute(database);
  await sql`
    create table first_clicks (
      target_user_id text primary key,
      by text not null,
      by_name text not null,
      reason text,
      at timestamptz not null
    )`.execute(database);
}
