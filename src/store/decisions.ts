import type { Decision } from '../domain/request.ts';
import type { AuditRecord, DecisionLog } from '../flow/ports.ts';
import type { Database } from './database.ts';
import { instant } from './tables.ts';

/** Decisions in the order in which they were made. */
export function createDecisionLog(database: Database): DecisionLog {
  return {
    async add(requestId, version, decision, transaction) {
      await database.within(transaction, async (within) => {
        const executor = database.executor(within);
        await executor
          .insertInto('decisions')
          .values({
            request_id: requestId,
            version,
            verdict: decision.verdict,
            by: decision.by,
            by_name: decision.byName,
            reason: decision.reason,
            at: decision.at,
          })
          .execute();
        const request = await executor
          .selectFrom('requests')
          .select(['target_user_id', 'plan_hash'])
          .where('id', '=', requestId)
          .executeTakeFirstOrThrow();
        database.record(within, auditDecision(requestId, version, decision, request));
      });
    },

    async list(requestId) {
      const rows = await database
        .executor()
        .selectFrom('decisions')
        .selectAll()
        .where('request_id', '=', requestId)
        .orderBy('id')
        .execute();
      return rows.map((row) => ({
        verdict: row.verdict,
        by: row.by,
        byName: row.by_name,
        reason: row.reason,
        at: instant(row.at),
      }));
    },
  };
}

function auditDecision(
  requestId: string,
  version: number,
  { verdict, by, byName, reason }: Decision,
  request: { readonly target_user_id: string; readonly plan_hash: string },
): AuditRecord {
  const targetUserId = request.target_user_id;
  const said = reason === null ? [] : [{ about: [by, targetUserId], text: { reason } }];
  return {
    kind: 'decided',
    actorId: by,
    targetUserId,
    requestId,
    version,
    planHash: request.plan_hash,
    code: verdict,
    texts: [{ about: [by], text: { name: byName } }, ...said],
  };
}
