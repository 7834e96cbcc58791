import { type Kysely, sql } from 'kysely';

/** Who advances which request; `until` is the database's own clock. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table leases (
      request_id text primary key,
      owner text not null,
      until timestamptz not null
    )`.execute(database);
}
