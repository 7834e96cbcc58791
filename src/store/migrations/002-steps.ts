import { type Kysely, sql } from 'kysely';

/** The ledger: what happened to each step of each request. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table steps (
      id text primary key,
      request_id text not null references requests (id) on delete cascade,
      position integer not null,
      kind text not null,
      lane text not null,
      parameters jsonb not null,
      after jsonb not null,
      state text not null,
      attempt integer not null,
      intended_at timestamptz,
      accepted_at timestamptz,
      verified_at timestamptz,
      not_before timestamptz,
      snapshot jsonb,
      evidence jsonb,
      note jsonb,
      by text,
      unique (request_id, position)
    )`.execute(database);
  await sql`
    create index steps_to_look_at on steps (not_before)
    where not_before is not null and state not in ('verified', 'skipped', 'waived', 'failed')`.execute(database);
}
