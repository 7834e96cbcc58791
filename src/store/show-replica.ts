import { sql } from 'kysely';
import type { Database } from './database.ts';

/** Writes that this process is here: readiness that only read would call a full disk or a read-only server usable. */
export async function showReplica(database: Database, owner: string): Promise<void> {
  await sql`
    with gone as (delete from replicas where seen_at < now() - interval '1 day' and owner <> ${owner})
    insert into replicas (owner, seen_at) values (${owner}, clock_timestamp())
    on conflict (owner) do update set seen_at = clock_timestamp()`.execute(database.executor());
}
