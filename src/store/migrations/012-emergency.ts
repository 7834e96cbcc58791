import { type Kysely, sql } from 'kysely';

/**
 * Blocks that were made before anybody was asked. While nobody answered about one, there is no other about the same
 * person: a click that is delivered twice must not block twice (reliability.md 0.5).
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`alter table requests add column emergency jsonb, add column answer_by timestamptz`.execute(database);
  await sql`create index requests_answer_by on requests (answer_by) where answer_by is not null`.execute(database);
  await sql`create unique index requests_one_unanswered on requests (target_user_id) where answer_by is not null`.execute(
    database,
  );
}
