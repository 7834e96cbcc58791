import { type Kysely, sql } from 'kysely';

/**
 * What began, counted per scope; and stops, at most one open in each scope. `resumed_after` is the last start that had
 * been numbered when people resumed: what came later counts anew, whatever the workers' clocks say.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`create sequence start_number as bigint`.execute(database);
  await sql`
    create table starts (
      request_id text not null,
      kind text not null,
      key text not null,
      number bigint not null,
      at timestamptz not null,
      primary key (request_id, kind, key)
    )`.execute(database);
  await sql`create index starts_by_scope on starts (kind, key, at)`.execute(database);
  await sql`
    create table stops (
      number integer primary key generated always as identity,
      kind text not null,
      key text not null,
      name text not null,
      why jsonb not null,
      since timestamptz not null,
      by text,
      tripped_by text,
      parties jsonb not null,
      resumed_at timestamptz,
      resumed_by text,
      resumed_after bigint
    )`.execute(database);
  await sql`create unique index one_open_stop on stops (kind, key) where resumed_at is null`.execute(database);
}
