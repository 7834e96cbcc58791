import { sql } from 'kysely';
import type { ShownCards } from '../flow/ports.ts';
import type { Database } from './database.ts';

/** Which card of which request stands in whose chat, and up to which revision people were told. */
export function createShownCards(database: Database): ShownCards {
  return {
    async list(requestId) {
      const rows = await database
        .executor()
        .selectFrom('shown_cards')
        .selectAll()
        .where('request_id', '=', requestId)
        .orderBy('person_id')
        .orderBy('kind')
        .execute();
      return rows.map((row) => ({
        requestId: row.request_id,
        personId: row.person_id,
        kind: row.kind,
        conversationId: row.conversation_id,
        activityId: row.activity_id,
        hash: row.hash,
      }));
    },

    async put(card) {
      const place = { conversation_id: card.conversationId, activity_id: card.activityId, hash: card.hash };
      await database
        .executor()
        .insertInto('shown_cards')
        .values({ request_id: card.requestId, person_id: card.personId, kind: card.kind, ...place })
        .onConflict((conflict) => conflict.columns(['request_id', 'person_id', 'kind']).doUpdateSet(place))
        .execute();
    },

    async told(requestId, revision) {
      await database
        .executor()
        .updateTable('requests')
        .set({ told: sql`least(${revision}::int, revision)`, tell_at: null, tell_tries: 0 })
        .where('id', '=', requestId)
        .where('told', '<', revision)
        .execute();
    },

    async revision(requestId) {
      const row = await database
        .executor()
        .selectFrom('requests')
        .select(['revision', 'told'])
        .where('id', '=', requestId)
        .executeTakeFirst();
      return row === undefined ? { current: 0, told: 0 } : { current: row.revision, told: row.told };
    },
  };
}
