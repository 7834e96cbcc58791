import { type Kysely, sql } from 'kysely';

/** Blocks that were made before anybody was asked; `due_at` of their answer is found by an index of its own. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`alter table requests add column emergency jsonb, add column answer_by timestamptz`.execute(database);
  await sql`create index requests_answer_by on requests (answer_by) where answer_by is not null`.execute(database);
}
