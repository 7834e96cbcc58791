import { type Kysely, sql } from 'kysely';

/** Cards that another one in the same chat took over from, until they say so themselves. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table retired_cards (
      request_id text not null references requests (id) on delete cascade,
      person_id text not null,
      conversation_id text not null,
      activity_id text not null,
      primary key (request_id, person_id, activity_id)
    )`.execute(database);
  await sql`create index shown_cards_by_activity on shown_cards (activity_id)`.execute(database);
}
