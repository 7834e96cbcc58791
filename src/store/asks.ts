import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Asks } from '../flow/ports.ts';
import type { Database } from './database.ts';
import { instant } from './tables.ts';

/** Any number, as long as nothing else in this database locks by two: "Asks". */
const TURN = 0x41736b73;

/** What people asked of approvers, among what began: it is counted alike, and holds nothing but the next ask. */
export function createAsks(database: Database): Asks {
  return {
    async takeTurn(requesterId, transaction) {
      await sql`select pg_advisory_xact_lock(${sql.lit(TURN)}, hashtext(${requesterId}::text))`.execute(
        database.executor(transaction),
      );
    },

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
