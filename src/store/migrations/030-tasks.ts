import { type Kysely, sql } from 'kysely';

/**
 * What people were given to do, one row each. `asked` holds what was asked, of whom and until when, as it was approved;
 * `kind` leaves a place for tasks that do not come out of the policy.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table tasks (
      id text primary key,
      number bigint not null generated always as identity,
      request_id text not null references requests (id) on delete cascade,
      key text not null,
      kind text not null,
      asked jsonb not null,
      state text not null,
      attempt integer not null default 0,
      opened_at timestamptz not null,
      answered_at timestamptz,
      by text,
      by_name text,
      words text,
      reminded integer not null default 0,
      remind_at timestamptz,
      unique (request_id, key)
    )`.execute(database);
  await sql`create index tasks_to_remind on tasks (remind_at) where remind_at is not null`.execute(database);
  await sql`create index tasks_not_over on tasks (request_id) where state in ('open', 'cannot', 'done')`.execute(
    database,
  );
}
