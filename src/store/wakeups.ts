import { sql } from 'kysely';
import type { StepState } from '../domain/outcome.ts';
import { ACTIVE_STATES } from '../domain/request.ts';
import type { Wakeups } from '../flow/ports.ts';
import type { Database } from './database.ts';

/** A request that people could not be told about is given out again after 2, 4, 8 … 300 real seconds. */
const FIRST_PAUSE = 2;
const LONGEST_PAUSE = 300;

/** Nothing more happens to a step in these without a person; the same as in the index of the ledger. */
const AT_REST: readonly StepState[] = ['verified', 'skipped', 'waived', 'gone', 'failed'];

/**
 * Which requests need a look: their hour came (tenant time); a step may be read or tried again (real time, request
 * still active, step not at rest); people are to be reminded of a task (tenant time); or something changed that people
 * were not told. What is given out goes to the end of the line, so that a request that stays due keeps no other from
 * its turn; of those that wait as long, the earliest hour comes first. Of two processes that ask at once each gets
 * others.
 */
export function createWakeups(database: Database): Wakeups {
  return {
    async due({ tenant, real }, limit) {
      const hourCame = sql`(wake_at <= ${tenant.toISOString()}::timestamptz or answer_by <= ${tenant.toISOString()}::timestamptz)`;
      const untold = sql`(revision > told or id in (select request_id from retired_cards)) and (tell_at is null or tell_at <= ${real.toISOString()}::timestamptz)`;
      const taskDue = sql`remind_at <= ${tenant.toISOString()}::timestamptz`;
      const stepDue = sql`steps.not_before <= ${real.toISOString()}::timestamptz and steps.state not in (${literals(AT_REST)})`;
      // Found by three indexes; then judged again on the locked row, which another process may just have given out.
      const given = await sql<{ id: string }>`
        with candidates as (
          select id from requests where ${hourCame}
          union select id from requests where revision > told
          union select request_id from retired_cards
          union select request_id from steps where ${stepDue}
          union select request_id from tasks where ${taskDue}
        ), due as (
          select id, woken_at, wake_at, number from requests
          where id = any (array(select id from candidates)) and (${hourCame} or (${untold})
            or exists (select from tasks where request_id = requests.id and ${taskDue}) or requests.state in (${literals(ACTIVE_STATES)})
            and exists (select from steps where request_id = requests.id and ${stepDue}))
          order by woken_at nulls first, wake_at, number
          limit ${limit}
          for update skip locked
        ), given as (
          update requests set
            woken_at = ${real.toISOString()},
            tell_at = case when ${untold} then ${real.toISOString()}::timestamptz + ${pause} else tell_at end,
            tell_tries = case when ${untold} then tell_tries + 1 else tell_tries end
          where id in (select id from due)
          returning id
        )
        select id from due where id in (select id from given) order by woken_at nulls first, wake_at, number`.execute(
        database.executor(),
      );
      return given.rows.map(({ id }) => id);
    },
  };
}

const pause = sql`make_interval(secs =>
  least(${sql.lit(LONGEST_PAUSE)}, ${sql.lit(FIRST_PAUSE)} * power(2, least(tell_tries, 10))))`;

/** Literally, as in the index: PostgreSQL only then sees that the index serves. */
function literals(values: readonly string[]) {
  return sql.join(values.map((value) => sql.lit(value)));
}
