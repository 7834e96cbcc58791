import { type Kysely, sql } from 'kysely';

/**
 * Work for connectors, their keys, and the nonces that were used. One open job per `key`, and one job at work per
 * account, whoever asks. What is leased and not begun is only offered. All instants are the database's own clock;
 * `number` tells apart what came within one tick of it (PGlite's is a millisecond).
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table connector_keys (
      id text primary key,
      number bigint generated always as identity,
      connector text not null,
      domains jsonb not null,
      secret text not null,
      created_at timestamptz not null default clock_timestamp(),
      seen_at timestamptz,
      revoked_at timestamptz
    )`.execute(database);
  await sql`
    create table connector_nonces (
      key_id text not null references connector_keys (id) on delete cascade,
      nonce text not null,
      used_at timestamptz not null default clock_timestamp(),
      primary key (key_id, nonce)
    )`.execute(database);
  await sql`create index connector_nonces_used_at on connector_nonces (used_at)`.execute(database);
  await sql`
    create table connector_jobs (
      id text primary key,
      number bigint generated always as identity,
      domain_name text not null,
      account text not null,
      call text not null check (call in ('read', 'perform')),
      ad_order jsonb not null,
      key text,
      state text not null default 'waiting' check (state in ('waiting', 'leased', 'finished', 'withdrawn', 'lapsed')),
      created_at timestamptz not null default clock_timestamp(),
      wait_until timestamptz not null,
      leased_by text references connector_keys (id),
      begun_at timestamptz,
      leased_until timestamptz,
      result jsonb
    )`.execute(database);
  await sql`create unique index connector_jobs_key on connector_jobs (key) where state in ('waiting', 'leased')`.execute(
    database,
  );
  await sql`create unique index connector_jobs_account on connector_jobs (account) where state = 'leased'`.execute(
    database,
  );
  await sql`create index connector_jobs_waiting on connector_jobs (number) where state = 'waiting'`.execute(database);
}
