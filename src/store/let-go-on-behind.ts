import { type Kysely, sql } from 'kysely';
import type { Request } from '../domain/request.ts';
import type { AuditRecord, RequestChange } from '../flow/ports.ts';
import { RAISED } from './raised.ts';
import { auditChange } from './request-record.ts';
import { toRequest } from './request-row.ts';
import type { Tables } from './tables.ts';

/**
 * A restore that is not about to start any more keeps nothing on hold: it was decided otherwise, a newer version of it
 * waits for people, or a stop keeps it. In the transaction of that change, whatever it is. Gives what the audit says of
 * each.
 */
export async function letGoOnBehind(
  executor: Kysely<Tables>,
  restore: Request,
  { newVersion, wakeAt }: RequestChange,
): Promise<readonly AuditRecord[]> {
  const { choices, startedAt, targetUserId, reference } = restore;
  if (choices.kind !== 'restore-user' || startedAt !== null || (newVersion !== true && wakeAt !== null)) return [];
  const rows = await executor
    .updateTable('requests')
    // An hour that has come: it is looked at now.
    .set({ ...RAISED, hold: null, version: sql`version + 1`, wake_at: sql`(hold->>'at')::timestamptz` })
    .where('target_user_id', '=', targetUserId)
    .where(sql<boolean>`hold->>'how' = 'hold' and hold->>'restore' = ${reference}::text`)
    .returningAll()
    .execute();
  return rows.map((row) => auditChange(toRequest(row), { hold: null }));
}
