import { sql } from 'kysely';

/** What every change of a request or its ledger does: people are to be told, at once. */
export const RAISED = { revision: sql<number>`revision + 1`, tell_at: null, tell_tries: 0 };
