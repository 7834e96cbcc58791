import { type Kysely, sql } from 'kysely';

/** Starts with other settings are found in the audit by an index, and who heard of which of them. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    create index audit_settings on audit (number) where kind in ('settings-in-use', 'settings-told')`.execute(database);
  await sql`
    create table settings_told (
      number integer not null,
      person_id text not null,
      primary key (number, person_id)
    )`.execute(database);
}
