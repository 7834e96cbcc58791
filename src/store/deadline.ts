import { sql } from 'kysely';

/** When a request was to run: at its hour, or as soon as it was approved. */
export const DEADLINE = sql`coalesce(due_at, (decision->>'at')::timestamptz, created_at)`;
