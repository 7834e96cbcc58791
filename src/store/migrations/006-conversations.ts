import { type Kysely, sql } from 'kysely';

/** Where people can be reached, and the disposable state of dialogs in flight. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table conversations (
      person_id text primary key,
      conversation_id text not null,
      service_url text not null,
      tenant_id text not null,
      channel_user_id text not null,
      client_locale text,
      chosen_locale text,
      time_zone text,
      unreachable_since timestamptz,
      welcomed boolean not null
    )`.execute(database);
  await sql`
    create table dialog_states (
      key text primary key,
      value jsonb not null,
      e_tag text not null
    )`.execute(database);
}
