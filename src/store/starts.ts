import { sql } from 'kysely';
import type { Starts } from '../flow/ports.ts';
import type { Database } from './database.ts';

/** Any number, as long as nothing else in this database uses it: "Leav". */
const TURN = 0x4c656176;

/**
 * What began, per scope. Counting and adding are one only under the turn, an advisory lock that the transaction holds: read
 * committed alone lets every worker count what the others have not yet written (reliability.md section 4).
 */
export function createStarts(database: Database): Starts {
  return {
    async takeTurn(transaction) {
      await sql`select pg_advisory_xact_lock(${sql.lit(TURN)})`.execute(database.executor(transaction));
    },

    async count({ requestId, scopes }, since, transaction) {
      const rows = sql.join(
        scopes.map(({ kind, key }, place) => sql`(${sql.lit(place)}, ${kind}::text, ${key}::text)`),
      );
      const counted = await sql<{ count: number }>`
        select (
          select count(*)::integer from starts
          where starts.kind = scope.kind and starts.key = scope.key and starts.request_id <> ${requestId}
            and starts.at > ${since}::timestamptz
            and starts.number > coalesce(
              (select max(resumed_after) from stops where stops.kind = scope.kind and stops.key = scope.key), -1)
        ) as count
        from (values ${rows}) as scope (place, kind, key)
        order by scope.place`.execute(database.executor(transaction));
      return counted.rows.map(({ count }) => count);
    },

    async add({ requestId, scopes }, at, transaction) {
      const executor = database.executor(transaction);
      await executor.deleteFrom('starts').where('request_id', '=', requestId).execute();
      if (scopes.length === 0) return;
      const rows = sql.join(
        scopes.map(
          ({ kind, key }) => sql`(${requestId}, ${kind}, ${key}, nextval('start_number'), ${at}::timestamptz)`,
        ),
      );
      await sql`insert into starts (request_id, kind, key, number, at) values ${rows}`.execute(executor);
    },
  };
}
