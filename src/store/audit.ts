import { sql } from 'kysely';
import { HEAD_POSTED, STARTED } from '../domain/audit-entry.ts';
import type { AuditTrail } from '../flow/ports.ts';
import type { Database } from './database.ts';

/** The audit in the database: added to by one at a time (`write-audit.ts`), never changed. */
export function createAuditTrail(database: Database): AuditTrail {
  return {
    add: (record, transaction) => database.within(transaction, async (within) => database.record(within, record)),

    as: (personId, work) => database.as(personId, work),

    stored: () => database.stored(),

    async head() {
      const row = await database
        .executor()
        .selectFrom('audit')
        .select(['number', 'hash'])
        .orderBy('number', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row ?? null;
    },

    async lastHeadPost() {
      const row = await database
        .executor()
        .selectFrom('audit')
        .select(['number', 'code'])
        // Literally, as in the index.
        .where(sql<boolean>`kind in (${sql.lit(STARTED)}, ${sql.lit(HEAD_POSTED)})`)
        .orderBy('number', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row ?? null;
    },
  };
}
