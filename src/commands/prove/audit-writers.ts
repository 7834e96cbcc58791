import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { createChainCheck } from '../../domain/check-chain.ts';
import { createAuditTrail } from '../../store/audit.ts';
import { type Database, openDatabase } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import { readAudit } from '../../store/read-audit.ts';

export type Forks = { readonly entries: number; readonly forks: number; readonly seconds: number };

/** Connections of one pool. */
const POOL = 10;
/** Entries that every writer adds. */
const EACH = 5;

/** So many at once, each on a connection of its own, add to Leaver's audit: one chain must come of it. */
export async function writeTogether(url: string, writers: number): Promise<Forks> {
  return await withPools(url, writers, async (pools) => {
    const [first] = pools;
    if (first === undefined) return { entries: 0, forks: 0, seconds: 0 };
    await migrate(first);
    const people = Array.from({ length: writers }, () => randomUUID());
    const began = performance.now();
    await together(pools, writers, async (database, writer) => {
      const audit = createAuditTrail(database);
      for (let each = 0; each < EACH; each += 1)
        await audit.add({
          kind: 'proof',
          actorId: people[writer] ?? null,
          targetUserId: people[(writer + each) % writers] ?? null,
        });
    });
    const seconds = (performance.now() - began) / 1000;
    const check = createChainCheck();
    await readAudit(first, check.next);
    const { head, faults } = check.end();
    return { entries: head.number, forks: faults.length + Math.abs(writers * EACH - head.number), seconds };
  });
}

/** The control: the same, each reads the head and then writes after it, with nothing that keeps the others waiting. */
export async function writeWithoutLock(url: string, writers: number): Promise<Forks> {
  return await withPools(url, writers, async (pools) => {
    const [first] = pools;
    if (first === undefined) return { entries: 0, forks: 0, seconds: 0 };
    await sql`create table unlocked (id integer generated always as identity, number integer, previous text, hash text)`.execute(
      first.kysely,
    );
    const began = performance.now();
    await together(pools, writers, async ({ kysely }) => {
      for (let each = 0; each < EACH; each += 1)
        await kysely.transaction().execute(async (transaction) => {
          const read = sql<{
            number: number;
            hash: string;
          }>`select number, hash from unlocked order by number desc limit 1`;
          const head = (await read.execute(transaction)).rows[0] ?? { number: 0, hash: '' };
          await sql`insert into unlocked (number, previous, hash) values (${head.number + 1}, ${head.hash}, ${randomUUID()})`.execute(
            transaction,
          );
        });
    });
    const seconds = (performance.now() - began) / 1000;
    const { rows } = await sql<{ entries: number; forks: number }>`
      select count(*)::integer as entries, (count(*) - count(distinct previous))::integer as forks from unlocked`.execute(
      first.kysely,
    );
    return { entries: rows[0]?.entries ?? 0, forks: rows[0]?.forks ?? 0, seconds };
  });
}

async function withPools(url: string, writers: number, work: (pools: readonly Database[]) => Promise<Forks>) {
  const pools = await Promise.all(
    Array.from({ length: Math.ceil(writers / POOL) }, () =>
      openDatabase({ kind: 'postgres', url }, { owner: 'proof' }),
    ),
  );
  try {
    return await work(pools);
  } finally {
    await Promise.all(pools.map((pool) => pool.close()));
  }
}

async function together(
  pools: readonly Database[],
  writers: number,
  write: (database: Database, writer: number) => Promise<void>,
): Promise<void> {
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      const pool = pools[writer % pools.length];
      if (pool !== undefined) await write(pool, writer);
    }),
  );
}
