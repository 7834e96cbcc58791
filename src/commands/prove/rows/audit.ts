import { type Kysely, sql } from 'kysely';
import { type Database, openDatabase } from '../../../store/database.ts';
import { migrate } from '../../../store/migrate.ts';
import type { Tables } from '../../../store/tables.ts';
import { type CheckedLog, chainedLog, plainLog } from '../audit-logs.ts';
import { TAMPERS } from '../audit-tampers.ts';
import { writeTogether, writeWithoutLock } from '../audit-writers.ts';
import { markdownTable } from '../markdown-table.ts';
import { startPostgres } from '../postgres-server.ts';
import type { ProofRow, ProofRun } from '../proof-row.ts';
import { createRandom } from '../random.ts';

/** `--only audit`, on a real PostgreSQL: an owner changes the audit behind the guard; many write at once. */
export async function auditProof(run: ProofRun): Promise<readonly ProofRow[]> {
  const server = await startPostgres();
  try {
    return [await proveTampering(run, await server.createDatabase()), await proveWriters(run, server.createDatabase)];
  } finally {
    await server.stop();
  }
}

async function proveTampering({ short, seed, trials, say }: ProofRun, url: string): Promise<ProofRow> {
  const all = trials ?? (short ? 105 : 1_001);
  const entries = short ? 40 : 150;
  say(`An owner of the tables changes an audit of ${entries} entries: ${all} times.`);
  const database = await openDatabase({ kind: 'postgres', url }, { owner: 'proof' });
  try {
    await migrate(database);
    const real = await tamperWith(database, await chainedLog(database, entries), all, seed);
    const control = await tamperWith(database, await plainLog(database, entries), all, seed);
    const lines = Object.keys(TAMPERS).map((name) => [
      name,
      `${real.seen[name] ?? 0} of ${real.tried[name] ?? 0}`,
      `${control.seen[name] ?? 0} of ${control.tried[name] ?? 0}`,
    ]);
    say(markdownTable(['seen, of what an owner did', 'Leaver', 'a hash per row'], lines));
    return {
      promise: 'no entry of the audit is edited, deleted, moved or cut off unseen, given a head that was posted',
      trials: all,
      failures: real.unseen,
      seed,
      control: { what: 'a hash per row, no chain and no posted head', trials: all, failures: control.unseen },
      figures: { entries, falseAlarms: real.falseAlarms },
    };
  } finally {
    await database.close();
  }
}

async function tamperWith(database: Database, log: CheckedLog, trials: number, seed: number) {
  const random = createRandom(seed);
  const kinds = Object.entries(TAMPERS);
  const tried: Record<string, number> = {};
  const seen: Record<string, number> = {};
  let unseen = 0;
  // A check that always complains would see everything.
  const falseAlarms = await log.faults(database.kysely);
  for (let trial = 0; trial < trials; trial += 1) {
    const [name, tamper] = kinds[trial % kinds.length] ?? [];
    if (name === undefined || tamper === undefined) continue;
    const faults = await undone(database, async (executor) => {
      // What an owner can do: past the triggers.
      await sql`set local session_replication_role = replica`.execute(executor);
      await tamper(executor, log, random);
      return await log.faults(executor);
    });
    tried[name] = (tried[name] ?? 0) + 1;
    if (faults > 0) seen[name] = (seen[name] ?? 0) + 1;
    else unseen += 1;
  }
  return { tried, seen, falseAlarms, unseen: unseen + falseAlarms };
}

/** What the work finds, with all that it did rolled back. */
async function undone<Found>(database: Database, work: (executor: Kysely<Tables>) => Promise<Found>): Promise<Found> {
  const transaction = await database.kysely.startTransaction().execute();
  try {
    return await work(transaction);
  } finally {
    await transaction.rollback().execute();
  }
}

async function proveWriters({ short, say }: ProofRun, newDatabase: () => Promise<string>): Promise<ProofRow> {
  const writers = short ? 40 : 200;
  say(`${writers} write the audit at once, each on a connection of its own.`);
  const real = await writeTogether(await newDatabase(), writers);
  const control = await writeWithoutLock(await newDatabase(), writers);
  say(
    `${real.entries} entries in ${real.seconds.toFixed(1)} s, ${real.forks} forks; without the lock ${control.forks} forks.`,
  );
  return {
    promise: `${writers} that write the audit at once make one chain`,
    trials: real.entries,
    failures: real.forks,
    seed: null,
    control: {
      what: 'the head read, then written after, without a lock',
      trials: control.entries,
      failures: control.forks,
    },
    figures: { writers, entriesPerSecond: Math.round(real.entries / real.seconds) },
  };
}
