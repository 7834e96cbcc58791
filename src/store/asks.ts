import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Asks } from '../flow/ports.ts';
import type { Database } from './database.ts';
import { instant } from './tables.ts';

/** What people asked of approvers, among what began: it is counted alike, and holds nothing but the next ask. */
export function createAsks(database: Database): Asks {
  return {
    async since(requesterId, since, transaction) {
      const rows = await database
        .executor(transaction)
        .selectFrom('starts')
        .select('at')
        .where('kind', '=', 'asked')
        .where('key', '=', requesterId)
        .where('at', '>', sql<Date>`${since}::timestamptz`)
        .orderBy('at')
        .execute();
      return rows.map(({ at }) => instant(at));
    },

    async add(requesterId, at, transaction) {
      await sql`
        insert into starts (request_id, kind, key, number, at)
        values (${randomUUID()}, 'asked', ${requesterId}, nextval('start_number'), ${at}::timestamptz)`.execute(
        database.executor(transaction),
      );
    },
  };
}
