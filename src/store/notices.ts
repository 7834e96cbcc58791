import type { Notices } from '../flow/ports.ts';
import type { Database } from './database.ts';

/** Single messages, each claimed before it is sent: of two that claim at once one gets it. */
export function createNotices(database: Database): Notices {
  return {
    async claim(requestId, personId, key) {
      const claimed = await database
        .executor()
        .insertInto('notices')
        .values({ request_id: requestId, person_id: personId, key })
        .onConflict((conflict) => conflict.columns(['request_id', 'person_id', 'key']).doNothing())
        .returning('key')
        .executeTakeFirst();
      return claimed !== undefined;
    },

    async giveBack(requestId, personId, key) {
      await database
        .executor()
        .deleteFrom('notices')
        .where('request_id', '=', requestId)
        .where('person_id', '=', personId)
        .where('key', '=', key)
        .execute();
    },
  };
}
