import { type Kysely, sql } from 'kysely';
import type { RetiredCard, ShownCard, ShownCards } from '../flow/ports.ts';
import type { Database } from './database.ts';
import { RAISED } from './raised.ts';
import type { ShownCardsTable, Tables } from './tables.ts';

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
      return rows.map(shownCard);
    },

    async put(card, previous) {
      await database.run(async (transaction) => {
        const executor = database.executor(transaction);
        if (!(await lockRequest(executor, card))) return;
        const kept = await executor
          .insertInto('shown_cards')
          .values({ ...keyOf(card), ...placeOf(card) })
          .onConflict((conflict) =>
            conflict
              .columns(['request_id', 'person_id', 'kind'])
              .doUpdateSet(placeOf(card))
              .where('shown_cards.activity_id', 'in', [card.activityId, previous?.activityId ?? card.activityId]),
          )
          .returning('activity_id')
          .executeTakeFirst();
        if (kept === undefined) await addRetired(executor, card);
      });
    },

    async takeOver(card) {
      return await database.run(async (transaction) => {
        const executor = database.executor(transaction);
        if (!(await lockRequest(executor, card)) || (await showsNow(executor, card))) return false;
        const { request_id, person_id, kind } = keyOf(card);
        const before = await executor
          .deleteFrom('shown_cards')
          .where('request_id', '=', request_id)
          .where('person_id', '=', person_id)
          .where('kind', '=', kind)
          .returningAll()
          .executeTakeFirst();
        if (before !== undefined) await addRetired(executor, shownCard(before));
        await executor
          .deleteFrom('retired_cards')
          .where('conversation_id', '=', card.conversationId)
          .where('activity_id', '=', card.activityId)
          .execute();
        await executor
          .insertInto('shown_cards')
          .values({ ...keyOf(card), ...placeOf(card) })
          .execute();
        return true;
      });
    },

    async retired(requestId) {
      const rows = await database
        .executor()
        .selectFrom('retired_cards')
        .selectAll()
        .where('request_id', '=', requestId)
        .orderBy('activity_id')
        .execute();
      return rows.map((row) => ({
        requestId: row.request_id,
        personId: row.person_id,
        conversationId: row.conversation_id,
        activityId: row.activity_id,
      }));
    },

    async retire({ requestId, conversationId, activityId }) {
      await database.run(async (transaction) => {
        const executor = database.executor(transaction);
        await executor
          .deleteFrom('retired_cards')
          .where('request_id', '=', requestId)
          .where('conversation_id', '=', conversationId)
          .where('activity_id', '=', activityId)
          .execute();
        await executor
          .updateTable('shown_cards')
          .set({ hash: '' })
          .where('conversation_id', '=', conversationId)
          .where('activity_id', '=', activityId)
          .execute();
      });
    },

    async takeAway(card) {
      const { request_id, person_id, kind } = keyOf(card);
      await database
        .executor()
        .deleteFrom('shown_cards')
        .where('request_id', '=', request_id)
        .where('person_id', '=', person_id)
        .where('kind', '=', kind)
        .where('activity_id', '=', card.activityId)
        .execute();
    },

    async raiseHeldBy(personId) {
      const held = await database
        .executor()
        .selectFrom('shown_cards')
        .select('request_id')
        .distinct()
        .where('person_id', '=', personId)
        .orderBy('request_id')
        .execute();
      const ids = held.map(({ request_id }) => request_id);
      // One by one: no row waits here for another, as it could in whatever changes two requests at once.
      for (const id of ids)
        await database.executor().updateTable('requests').set(RAISED).where('id', '=', id).execute();
      return ids;
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

function shownCard(row: ShownCardsTable): ShownCard {
  return {
    requestId: row.request_id,
    personId: row.person_id,
    kind: row.kind,
    conversationId: row.conversation_id,
    activityId: row.activity_id,
    hash: row.hash,
  };
}

function keyOf({ requestId, personId, kind }: ShownCard) {
  return { request_id: requestId, person_id: personId, kind };
}

function placeOf({ conversationId, activityId, hash }: ShownCard) {
  return { conversation_id: conversationId, activity_id: activityId, hash };
}

/**
 * Whether that message is one already. Where a click on it was answered with something else, nothing counts as shown: a
 * state that comes back (cannot, and tried again) would seem to be there, and its card never come. Whatever it shows: a
 * runbook card whose answer is the request stays the runbook card.
 */
async function showsNow(executor: Kysely<Tables>, card: ShownCard): Promise<boolean> {
  const row = await executor
    .updateTable('shown_cards')
    .set(({ eb, and }) => ({
      hash: eb
        .case()
        .when(and({ kind: card.kind, hash: card.hash }))
        .then(card.hash)
        .else('')
        .end(),
    }))
    .where('conversation_id', '=', card.conversationId)
    .where('activity_id', '=', card.activityId)
    .returning('activity_id')
    .executeTakeFirst();
  return row !== undefined;
}

/** One after the other where several cards are shown at once. False when the request is gone. */
async function lockRequest(executor: Kysely<Tables>, { requestId }: ShownCard): Promise<boolean> {
  const row = await executor
    .selectFrom('requests')
    .select('id')
    .where('id', '=', requestId)
    .forUpdate()
    .executeTakeFirst();
  return row !== undefined;
}

async function addRetired(executor: Kysely<Tables>, card: RetiredCard): Promise<void> {
  const { requestId, personId, conversationId, activityId } = card;
  await executor
    .insertInto('retired_cards')
    .values({ request_id: requestId, person_id: personId, conversation_id: conversationId, activity_id: activityId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
