import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { LeaverError } from '../domain/errors.ts';
import type { Json } from '../domain/text.ts';
import type { DialogStates } from '../flow/ports.ts';
import type { Database } from './database.ts';
import { requiredJson } from './storable.ts';
import type { Tables } from './tables.ts';

/**
 * State of dialogs in flight. A write is all or nothing, and refused when one of its keys was written by somebody else
 * since.
 */
export function createDialogStates(database: Database): DialogStates {
  return {
    async read(keys) {
      if (keys.length === 0) return {};
      const rows = await database.executor().selectFrom('dialog_states').selectAll().where('key', 'in', keys).execute();
      return Object.fromEntries(rows.map(({ key, value, e_tag }) => [key, { value, eTag: e_tag }]));
    },

    async write(changes) {
      await database.run(async (transaction) => {
        const executor = database.executor(transaction);
        // In one order everywhere, so that two writes of the same keys wait for each other and never in a circle.
        for (const key of Object.keys(changes).sort()) {
          const change = changes[key];
          if (change !== undefined) await writeOne(executor, key, change);
        }
      });
    },

    async remove(keys) {
      if (keys.length > 0) await database.executor().deleteFrom('dialog_states').where('key', 'in', keys).execute();
    },
  };
}

async function writeOne(
  executor: Kysely<Tables>,
  key: string,
  { value, eTag }: { readonly value: Json; readonly eTag: string | null },
): Promise<void> {
  const state = { value: requiredJson(value), e_tag: randomUUID() };
  if (eTag === null || eTag === '*') {
    await executor
      .insertInto('dialog_states')
      .values({ key, ...state })
      .onConflict((conflict) => conflict.column('key').doUpdateSet(state))
      .execute();
    return;
  }
  const written = await executor
    .updateTable('dialog_states')
    .set(state)
    .where('key', '=', key)
    .where('e_tag', '=', eTag)
    .returning('key')
    .executeTakeFirst();
  if (written === undefined)
    throw new LeaverError(`The state of this conversation was changed meanwhile (eTag conflict): ${key}`);
}
