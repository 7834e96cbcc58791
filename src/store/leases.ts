import { sql } from 'kysely';
import type { Leases } from '../flow/ports.ts';
import type { Database } from './database.ts';

/**
 * Who advances which request now. The database's clock decides when a lease has run out, so that workers whose own
 * clocks differ agree (reliability.md section 4, "Clock skew").
 */
export function createLeases(database: Database): Leases {
  return {
    async take(requestId, owner, seconds) {
      const until = sql<Date>`clock_timestamp() + make_interval(secs => ${seconds})`;
      const taken = await database
        .executor()
        .insertInto('leases')
        .values({ request_id: requestId, owner, until })
        .onConflict((conflict) =>
          conflict
            .column('request_id')
            .doUpdateSet({ owner, until })
            .where((where) =>
              where.or([where('leases.owner', '=', owner), sql<boolean>`leases.until <= clock_timestamp()`]),
            ),
        )
        .returning('request_id')
        .executeTakeFirst();
      return taken !== undefined;
    },

    async release(requestId, owner) {
      await database
        .executor()
        .deleteFrom('leases')
        .where('request_id', '=', requestId)
        .where('owner', '=', owner)
        .execute();
    },

    async releaseAll(owner) {
      const leases = database.executor().deleteFrom('leases');
      await (owner === null ? leases : leases.where('owner', '=', owner)).execute();
    },
  };
}
