import { type Kysely, sql } from 'kysely';

/** Whose cards are to go is asked at every look at a block. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`create index shown_cards_by_person on shown_cards (person_id)`.execute(database);
}
