import { sql } from 'kysely';
import { hourThatHolds } from '../domain/agreement.ts';
import type { AuditRecord, Tasks } from '../flow/ports.ts';
import type { Database } from './database.ts';
import { RAISED } from './raised.ts';
import { requiredJson } from './storable.ts';
import { optionalInstant } from './tables.ts';

/**
 * What people were given to do. A move is one statement: compare-and-set on the task, and the request's revision
 * raised.
 */
export function createTasks(database: Database): Tasks {
  return {
    async open(requestId, tasks, at) {
      if (tasks.length === 0) return 0;
      return await database.run(async (transaction) => {
        const executor = database.executor(transaction);
        // The request first, as whoever changes it and then its tasks does.
        const request = await executor
          .updateTable('requests')
          .set(RAISED)
          .where('id', '=', requestId)
          .returning(['target_user_id', 'version', 'plan_hash'])
          .executeTakeFirst();
        if (request === undefined) return 0;
        const opened = await executor
          .insertInto('tasks')
          .values(
            tasks.map(({ id, ...asked }) => ({
              ...{ id, request_id: requestId, key: asked.key, kind: 'own' },
              ...{ asked: requiredJson(asked), state: 'open' as const, opened_at: at },
            })),
          )
          .onConflict((conflict) => conflict.columns(['request_id', 'key']).doNothing())
          .returning('key')
          .execute();
        for (const { key } of opened)
          database.record(transaction, { ...about(requestId, request), kind: 'task-open', code: key });
        return opened.length;
      });
    },

    async move({ id, state, attempt }, { to = state, quiet = false, ...change }, given) {
      return await database.within(given, async (transaction) => {
        const executor = database.executor(transaction);
        const isAnswer = change.answeredAt !== undefined || change.answeredFor !== undefined;
        const locked = await executor
          .selectFrom('requests')
          .select(['id', 'target_user_id', 'version', 'plan_hash', 'due_at', 'edited'])
          .where('id', '=', (of) => of.selectFrom('tasks').select('request_id').where('id', '=', id))
          .$if(!quiet, (select) => select.forNoKeyUpdate())
          .executeTakeFirst();
        if (locked === undefined) return false;
        const moved = await executor
          .updateTable('tasks')
          .set({
            state: to,
            ...(change.answeredAt !== undefined && { answered_at: change.answeredAt }),
            ...(isAnswer && {
              answered_for:
                change.answeredFor === undefined
                  ? hourThatHolds({ edited: locked.edited, dueAt: optionalInstant(locked.due_at) })
                  : change.answeredFor,
            }),
            ...(change.by !== undefined && { by: change.by }),
            ...(change.byName !== undefined && { by_name: change.byName }),
            ...(change.words !== undefined && { words: change.words }),
            ...(change.reminded !== undefined && { reminded: change.reminded }),
            ...(change.remindAt !== undefined && { remind_at: change.remindAt }),
          })
          // What is only to be said again is no answer.
          .$if(isAnswer, (update) => update.set({ attempt: sql`attempt + 1` }))
          .where('id', '=', id)
          .where('state', '=', state)
          .where('attempt', '=', attempt)
          .returning('key')
          .executeTakeFirst();
        if (moved === undefined) return false;
        if (!quiet) await executor.updateTable('requests').set(RAISED).where('id', '=', locked.id).execute();
        const said = change.answeredAt === undefined ? 'holds' : to;
        if (isAnswer) database.record(transaction, answered(about(locked.id, locked), said, moved.key, change));
        return true;
      });
    },
  };
}

type Row = { readonly target_user_id: string; readonly version: number; readonly plan_hash: string };

function about(requestId: string, { target_user_id: targetUserId, version, plan_hash: planHash }: Row) {
  return { requestId, targetUserId, version, planHash };
}

/** Who said what of it: the words go when one of the two is erased. */
function answered(
  of: ReturnType<typeof about>,
  state: string,
  key: string,
  { by = null, words = null }: { readonly by?: string | null; readonly words?: string | null },
): AuditRecord {
  const people = [by, of.targetUserId].filter((id) => id !== null);
  return {
    ...of,
    kind: `task-${state}`,
    ...(by === null ? {} : { actorId: by }),
    code: key,
    texts: words === null ? [] : [{ about: people, text: { words } }],
  };
}
