import { type Selectable, sql } from 'kysely';
import type { FirstClick, FirstClicks } from '../flow/ports.ts';
import type { Database } from './database.ts';
import { storableText } from './storable.ts';
import { type FirstClicksTable, instant } from './tables.ts';

/** First clicks, one per person; the primary key alone judges which of two at once is the first. */
export function createFirstClicks(database: Database): FirstClicks {
  return {
    async read(targetUserId, since) {
      const row = await database
        .executor()
        .selectFrom('first_clicks')
        .selectAll()
        .where('target_user_id', '=', targetUserId)
        .where(lastUse, '>', sql<Date>`${since}::timestamptz`)
        .executeTakeFirst();
      return row === undefined ? null : toClick(row);
    },

    async by(personId, since, transaction) {
      const rows = await database
        .executor(transaction)
        .selectFrom('first_clicks')
        .selectAll()
        .where('by', '=', personId)
        .where('asked', 'is', null)
        .where('at', '>', sql<Date>`${since}::timestamptz`)
        .orderBy('at')
        .orderBy('target_user_id')
        .execute();
      return rows.map(toClick);
    },

    async setAside(personId, actorId, transaction) {
      // Skipped is what a second click is using at this moment: neither waits for the other, in whatever order they
      // lock.
      const { rows } = await sql<Pick<FirstClick, 'targetUserId' | 'told'>>`
        delete from first_clicks where target_user_id in (
          select target_user_id from first_clicks where by = ${personId} and target_user_id <> ${actorId} and asked is null
          for update skip locked
        ) returning target_user_id as "targetUserId", told`.execute(database.executor(transaction));
      for (const { targetUserId } of rows)
        database.record(transaction, { kind: 'first-click-set-aside', actorId, targetUserId });
      return rows;
    },

    async forget(until) {
      await database
        .executor()
        .deleteFrom('first_clicks')
        .where(lastUse, '<=', sql<Date>`${until}::timestamptz`)
        .execute();
    },

    async put({ targetUserId, by, byName, reason, at }, { since, instead }, transaction) {
      const executor = database.executor(transaction);
      // What is over says nothing any more, of whomever it is.
      await sql`delete from first_clicks where ${lastUse} <= ${since}::timestamptz
        or (target_user_id = ${targetUserId} and (by = ${instead} or asked is not null))`.execute(executor);
      const put = await executor
        .insertInto('first_clicks')
        .values({
          target_user_id: targetUserId,
          by,
          by_name: storableText(byName),
          reason: reason === null ? null : storableText(reason),
          at,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('by')
        .executeTakeFirst();
      if (put === undefined) return false;
      const texts = reason === null ? [] : [{ about: [by, targetUserId], text: { reason } }];
      database.record(transaction, { kind: 'block-asked-first', actorId: by, targetUserId, texts });
      return true;
    },

    async use(targetUserId, by, transaction) {
      const used = await database
        .executor(transaction)
        .deleteFrom('first_clicks')
        .where('target_user_id', '=', targetUserId)
        .where('by', '=', by)
        .where('asked', 'is', null)
        .returning('by')
        .executeTakeFirst();
      return used !== undefined;
    },

    async tell({ targetUserId, by }, told, transaction) {
      await database
        .executor(transaction)
        .updateTable('first_clicks')
        .set({ told: JSON.stringify(told) })
        .where('target_user_id', '=', targetUserId)
        .where('by', '=', by)
        .execute();
    },

    async ask({ targetUserId, by }, asked, unheard, transaction) {
      const used = await database
        .executor(transaction)
        .updateTable('first_clicks')
        .set({ asked: JSON.stringify({ ...asked, byName: storableText(asked.byName) }), told: JSON.stringify([]) })
        .where('target_user_id', '=', targetUserId)
        .where('by', '=', by)
        .where(
          sql<boolean>`asked is null or (told = '[]'::jsonb and (asked->>'at')::timestamptz < ${unheard}::timestamptz)`,
        )
        .returning('by')
        .executeTakeFirst();
      return used !== undefined;
    },

    async unask({ targetUserId, by }, asked) {
      await database
        .executor()
        .updateTable('first_clicks')
        .set({ asked: null })
        .where('target_user_id', '=', targetUserId)
        .where('by', '=', by)
        .where(sql<boolean>`asked->>'by' = ${asked.by}::text and asked->>'at' = ${asked.at}::text`)
        .execute();
    },
  };
}

/** What was used to ask for an administrator counts from then on. */
const lastUse = sql<Date>`greatest(at, (asked->>'at')::timestamptz)`;

function toClick(row: Selectable<FirstClicksTable>): FirstClick {
  const { target_user_id: targetUserId, by, by_name: byName, reason, told, asked } = row;
  return { targetUserId, by, byName, reason, at: instant(row.at), told, asked };
}
