import { type Kysely, sql } from 'kysely';

/**
 * Whose requests these are, in one row: a database that another tenant or mode opened would have its requests decided
 * and carried out there. `if not exists`, since people may have said so themselves (`belonging.ts`). Beside it, who
 * writes here: readiness is a write that really happened.
 */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`
    create table if not exists belonging (
      one boolean primary key default true check (one),
      tenant_id text not null,
      mode text not null check (mode in ('live', 'sandbox', 'stand-in')),
      since timestamptz not null default now()
    )`.execute(database);
  await sql`
    create table replicas (
      owner text primary key,
      seen_at timestamptz not null
    )`.execute(database);
}
