import { type Kysely, sql } from 'kysely';

/**
 * Several approvals of one version, what the policy demanded for it, and what people said about it meanwhile. One
 * person approves a version once, whatever the application believes. `secrets` holds what seals the buttons of cards.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    alter table requests
      add column approvals jsonb not null default '[]',
      add column needs jsonb not null default '{"count":1,"by":"approver","reasons":[]}',
      add column asked_at timestamptz,
      add column reminded integer not null default 0,
      add column remarks jsonb not null default '[]',
      add column assignee jsonb,
      add column edited jsonb`.execute(database);
  await sql`update requests set asked_at = created_at`.execute(database);
  await sql`alter table requests alter column asked_at set not null`.execute(database);
  await sql`create unique index decisions_approved_once on decisions (request_id, version, by) where verdict = 'approved'`.execute(
    database,
  );
  await sql`create table secrets (name text primary key, secret text not null)`.execute(database);
}
