import { sql } from 'kysely';
import { HELD } from '../domain/brakes.ts';
import type { Starts } from '../flow/ports.ts';
import type { Database } from './database.ts';
import { DEADLINE } from './deadline.ts';

/** Any number, as long as nothing else in this database uses it: "Leav". */
const TURN = 0x4c656176;

/**
 * What began, per scope. Counting and adding are one only under the turn, an advisory lock that the transaction holds:
 * read committed alone lets every worker count what the others have not yet written (reliability.md section 4).
 */
export function createStarts(database: Database): Starts {
  return {
    async takeTurn(transaction) {
      await sql`select pg_advisory_xact_lock(${sql.lit(TURN)})`.execute(database.executor(transaction));
    },

    async nextNumber(transaction) {
      const next = sql<{ number: string }>`select nextval('start_number') as number`;
      const { rows } = await next.execute(database.executor(transaction));
      return Number(rows[0]?.number);
    },

    async count({ requestId, scopes }, since, transaction) {
      const rows = sql.join(
        scopes.map(({ kind, key }, place) => sql`(${sql.lit(place)}, ${kind}::text, ${key}::text)`),
      );
      const counted = await sql<{ count: number }>`
        select (
          select count(*)::integer from starts
          where starts.kind = scope.kind and starts.key = scope.key and starts.request_id <> ${requestId}
            and ${counts(since)}
        ) as count
        from (values ${rows}) as scope (place, kind, key)
        order by scope.place`.execute(database.executor(transaction));
      return counted.rows.map(({ count }) => count);
    },

    async parties({ kind, key }, since, transaction) {
      const found = await sql<{ id: string }>`
        with counted as (
          select requests.* from starts join requests on requests.id = starts.request_id
          where starts.kind = ${kind} and starts.key = ${key} and ${counts(since)}
        )
        select requester_id as id from counted
        union select approval->>'by' from counted, jsonb_array_elements(approvals) as approval
        union select decision->>'by' from counted where decision->>'verdict' = 'approved'`.execute(
        database.executor(transaction),
      );
      return found.rows.map(({ id }) => id);
    },

    async ahead({ requestId, scopes }, until, transaction) {
      const rows = sql.join(
        scopes.map(({ kind, key }, place) => sql`(${sql.lit(place)}, ${kind}::text, ${key}::text)`),
      );
      const counted = await sql<{ count: number }>`
        with own as (select ${DEADLINE} as deadline, number from requests where id = ${requestId}),
        held as (
          select * from requests
          where note->>'key' = ${HELD} and state in ('approved', 'scheduled') and wake_at <= ${until}::timestamptz
            and (${DEADLINE}, number) < (select deadline, number from own)
            -- What could not begin in that time keeps nobody else: its start failed for a reason of its own.
            and exists (select from stops where resumed_at > ${until}::timestamptz - interval '15 minutes')
        )
        select (select count(*)::integer from held where ${COUNTS_IN}) as count
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

/** Began within the hour, and after people last resumed a stop of that scope. */
const counts = (since: string) => sql`starts.at > ${since}::timestamptz
  and starts.number > coalesce(
    (select max(resumed_after) from stops where stops.kind = starts.kind and stops.key = starts.key), -1)`;

/** Whether a request that has not begun would count in that scope; the same as `startOf`. */
const COUNTS_IN = sql`case scope.kind
  when 'tenant' then true
  when 'requester' then held.requester_id = scope.key
  when 'approver' then held.approvals @> jsonb_build_array(jsonb_build_object('by', scope.key))
  when 'department' then lower(btrim(held.facts->>'department')) = scope.key
  else false end`;
