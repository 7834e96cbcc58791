import { sql } from 'kysely';
import { FORGOTTEN } from '../domain/check-chain.ts';
import type { Database } from './database.ts';
import { requiredJson } from './storable.ts';
import { lockChain, writeAudit } from './write-audit.ts';

/**
 * Erases from the audit who this person's pseudonym is and every text that is about or from them, and adds an entry
 * that says so under that pseudonym; and a first click of two by or about them, with its name and reason. The chain
 * itself stays as it is. Null when the audit does not know them; else how many texts went.
 */
export async function forgetPerson(database: Database, personId: string): Promise<number | null> {
  return await database.run(async (transaction) => {
    const executor = database.executor(transaction);
    await sql`delete from first_clicks where by = ${personId} or target_user_id = ${personId}`.execute(executor);
    await lockChain(executor);
    const person = await executor
      .selectFrom('audit_people')
      .select('pseudonym')
      .where('person_id', '=', personId)
      .executeTakeFirst();
    if (person === undefined) return null;
    await writeAudit(executor, [{ kind: FORGOTTEN, actorId: null, targetUserId: personId }]);
    const gone = await executor
      .deleteFrom('audit_texts')
      .where(sql<boolean>`people @> ${requiredJson([person.pseudonym])}::jsonb`)
      .returning('number')
      .execute();
    await executor.deleteFrom('audit_people').where('person_id', '=', personId).execute();
    return gone.length;
  });
}
