import { type Kysely, sql } from 'kysely';

/**
 * The audit: a chain that nobody may change, and beside it what can be erased. The triggers stop mistakes and whoever
 * has only the application's role; the owner of the tables can take them off, which the chain then shows.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table audit (
      number integer primary key,
      at timestamptz not null,
      kind text not null,
      actor text,
      subject text,
      request_id text,
      version integer,
      plan_hash text,
      step text,
      code text,
      graph_request_ids jsonb not null,
      texts jsonb not null,
      previous_hash text not null unique,
      hash text not null unique
    )`.execute(database);
  await sql`create index audit_of_request on audit (request_id, number) where request_id is not null`.execute(database);
  await sql`
    create index audit_head_posts on audit (number) where kind in ('audit-started', 'head-posted')`.execute(database);
  await sql`
    create table audit_people (
      pseudonym text primary key,
      salt text not null,
      person_id text not null unique
    )`.execute(database);
  await sql`
    create table audit_texts (
      number integer not null,
      place integer not null,
      people jsonb not null,
      salt text not null,
      text jsonb not null,
      primary key (number, place)
    )`.execute(database);
  await sql`create index audit_texts_by_people on audit_texts using gin (people)`.execute(database);
  await sql`
    create function refuse_audit_change() returns trigger language plpgsql as $$
    begin
      raise exception 'the audit is only ever added to: % on % is refused', tg_op, tg_table_name
        using errcode = 'insufficient_privilege';
    end $$`.execute(database);
  for (const [table, refused] of GUARDED)
    await sql`
      create trigger ${sql.raw(`guard_${table}`)} before ${sql.raw(refused)} on ${sql.table(table)}
      for each statement execute function refuse_audit_change()`.execute(database);
}

/** What lies beside the chain may be taken away, a row at a time, and never be another. */
const GUARDED = [
  ['audit', 'update or delete or truncate'],
  ['audit_people', 'update or truncate'],
  ['audit_texts', 'update or truncate'],
] as const;
