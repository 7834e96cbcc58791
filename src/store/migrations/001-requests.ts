import { type Kysely, sql } from 'kysely';

/**
 * Requests. References start at L-1001. One request is open per target user (design, section 8, rule 12): the partial
 * unique index is the only judge of that, and its states are OPEN_STATES of the domain.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`create sequence request_number as integer start 1001`.execute(database);
  await sql`
    create table requests (
      id text primary key,
      number integer not null unique default nextval('request_number'),
      kind text not null generated always as (choices->>'kind') stored,
      state text not null,
      version integer not null,
      requester_id text not null,
      requester_name text not null,
      target_user_id text not null,
      target_user_name text not null,
      target_user_principal_name text not null,
      choices jsonb not null,
      facts jsonb not null,
      plan jsonb not null,
      plan_hash text not null,
      due_at timestamptz,
      expires_at timestamptz not null,
      created_at timestamptz not null,
      decision jsonb,
      late_since timestamptz,
      note jsonb,
      started_at timestamptz,
      ended_at timestamptz,
      wake_at timestamptz,
      revision integer not null default 1,
      told integer not null default 0,
      tell_at timestamptz,
      tell_tries integer not null default 0,
      woken_at timestamptz
    )`.execute(database);
  await sql`
    create unique index one_open_request on requests (target_user_id)
    where state in ('pending', 'approved', 'scheduled', 'running')`.execute(database);
  await sql`create index requests_by_requester on requests (requester_id, number desc)`.execute(database);
  await sql`create index requests_by_target_user on requests (target_user_id, number desc)`.execute(database);
  await sql`create index requests_by_state on requests (state, number desc)`.execute(database);
  await sql`create index requests_to_wake on requests (wake_at) where wake_at is not null`.execute(database);
  await sql`create index requests_to_tell on requests (id) where revision > told`.execute(database);
}
