import { type Kysely, sql } from 'kysely';

/** Which card of which request stands in whose chat, and single messages that were sent already. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table shown_cards (
      request_id text not null references requests (id) on delete cascade,
      person_id text not null,
      kind text not null,
      conversation_id text not null,
      activity_id text not null,
      hash text not null,
      primary key (request_id, person_id, kind)
    )`.execute(database);
  await sql`
    create table notices (
      request_id text not null references requests (id) on delete cascade,
      person_id text not null,
      key text not null,
      primary key (request_id, person_id, key)
    )`.execute(database);
}
