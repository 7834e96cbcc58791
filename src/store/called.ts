import { type Kysely, type RawBuilder, sql } from 'kysely';
import { addressOf } from '../domain/address-of.ts';
import { nameWords } from '../domain/name-words.ts';
import { OPEN_STATES } from '../domain/request.ts';
import type { TargetUser } from '../domain/target-user.ts';
import type { Tables } from './tables.ts';

/**
 * What somebody is called, as the database compares it with what is typed: the words of name and addresses, each after
 * a space. Cut into words here, since what a small letter and what a word is depends on the locale of a database.
 */
export function calledOf(facts: TargetUser): string {
  const { displayName, userPrincipalName } = facts;
  return [displayName, userPrincipalName, addressOf(facts)]
    .flatMap(nameWords)
    .map((word) => ` ${word}`)
    .join('');
}

/** Of a row of requests: whether what was typed means whom it is about. Words are letters and digits: no wildcard. */
export function isCalled(typed: string): RawBuilder<boolean> {
  const words = [...new Set(nameWords(typed))].map((word) => sql`called like ${`% ${word}%`}`);
  const isNamed = words.length === 0 ? sql`false` : sql.join(words, sql` and `);
  return sql<boolean>`(target_user_id = ${typed.trim().toLowerCase()} or ${isNamed})`;
}

/** Fills it in where it was left out: by a replica of before it, which goes on while this one upgrades the database. */
export async function fillCalled(executor: Kysely<Tables>): Promise<void> {
  const unnamed = executor.selectFrom('requests').select(['id', 'facts']).where('called', '=', '');
  for (const { id, facts } of await unnamed.where('state', 'in', OPEN_STATES).execute())
    await executor
      .updateTable('requests')
      .set({ called: calledOf(facts) })
      .where('id', '=', id)
      .where('called', '=', '')
      .execute();
}
