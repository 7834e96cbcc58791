import type { DecisionLog } from '../flow/ports.ts';
import type { Database } from './database.ts';
import { instant } from './tables.ts';

/** Decisions in the order in which they were made. */
export function createDecisionLog(database: Database): DecisionLog {
  return {
    async add(requestId, version, decision, transaction) {
      await database
        .executor(transaction)
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
