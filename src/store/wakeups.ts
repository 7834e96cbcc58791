import { sql } from 'kysely';
import { ACTIVE_STATES } from '../domain/request.ts';
import type { Wakeups } from '../flow/ports.ts';
import type { Database } from './database.ts';

/** A request that people could not be told about is given out again after 2, 4, 8 … 300 real seconds. */
const FIRST_PAUSE = 2;
const LONGEST_PAUSE = 300;

/**
 * Which requests need a look: their hour came (tenant time); a step may be read or tried again (real time, request still
 * active, step neither at rest nor given up); or something changed that people were not told. What is given out goes to
 * the end of the line, so that a request that stays due keeps no other from its turn; two processes that ask at once
 * get different ones.
 */
export function createWakeups(database: Database): Wakeups {
  return {
    async due({ tenant, real }, limit) {
      const untold = sql<boolean>`revision > told and (tell_at is null or tell_at <= ${real})`;
      const rows = await database
        .executor()
        .with('due', (executor) =>
          executor
            .selectFrom('requests')
            .select('id')
            .where((where) =>
              where.or([
                where('wake_at', '<=', sql<Date>`${tenant}::timestamptz`),
                sql<boolean>`(${untold})`,
                where('id', 'in', where.selectFrom('steps').select('request_id').where(waits(real))),
              ]),
            )
            .orderBy(sql`woken_at nulls first`)
            .orderBy('number')
            .limit(limit)
            .forUpdate()
            .skipLocked(),
        )
        .updateTable('requests')
        .set({
          woken_at: real.toISOString(),
          tell_at: sql`case when ${untold} then ${real}::timestamptz + make_interval(secs =>
            least(${LONGEST_PAUSE}::int, ${FIRST_PAUSE}::int * power(2, least(tell_tries, 10)))) else tell_at end`,
          tell_tries: sql`case when ${untold} then tell_tries + 1 else tell_tries end`,
        })
        .where('id', 'in', (where) => where.selectFrom('due').select('id'))
        .returning('id')
        .execute();
      return rows.map(({ id }) => id);
    },
  };
}

function waits(real: Date) {
  return sql<boolean>`not_before <= ${real} and steps.state not in ('verified', 'skipped', 'waived', 'failed')
    and exists (select from requests as parent where parent.id = steps.request_id
      and parent.state in (${sql.join(ACTIVE_STATES)}))`;
}
