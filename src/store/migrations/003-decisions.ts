import { type Kysely, sql } from 'kysely';

/** Decisions as they were made; also those that lost. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table decisions (
      id integer generated always as identity primary key,
      request_id text not null references requests (id) on delete cascade,
      version integer not null,
      verdict text not null,
      by text not null,
      by_name text not null,
      reason text,
      at timestamptz not null
    )`.execute(database);
  await sql`create index decisions_of_request on decisions (request_id, id)`.execute(database);
}
