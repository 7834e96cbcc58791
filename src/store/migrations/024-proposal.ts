import { type Kysely, sql } from 'kysely';

/** What Leaver proposes itself says so, and why; also what waits since before. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`alter table requests add column proposal jsonb`.execute(database);
  await sql`
    update requests set proposal = jsonb_build_object(
      'block', 'L-' || block.number,
      'verdict', block.emergency->'answer'->'verdict',
      'byName', block.emergency->'answer'->'byName')
    from requests as block
    where block.emergency->>'proposal' = 'L-' || requests.number`.execute(database);
}
