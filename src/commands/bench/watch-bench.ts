import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAd } from '../../app/open-ad.ts';
import { openTenant } from '../../app/open-tenant.ts';
import { readConfig } from '../../config.ts';
import type { TargetUser } from '../../domain/target-user.ts';
import { type Sandbox, startSandbox } from '../../sandbox/server.ts';
import { startKilledBot } from '../prove/killed-bot.ts';
import { sleep } from '../prove/until.ts';
import { countReads } from './count-reads.ts';
import { type Lateness, latenessOf } from './lateness.ts';
import { looksPerDay } from './looks-per-day.ts';
import { memoryOf } from './memory-of.ts';
import { startPostbox } from './start-postbox.ts';
import { storeWatched, type WatchedRequest } from './store-watched.ts';
import { addSyncedCrowd } from './synced-crowd.ts';

export type WatchCost = {
  readonly people: number;
  readonly looks: number;
  readonly httpPerHour: number;
  readonly readsPerHour: number;
  readonly teamsCallsPerHour: number;
  readonly httpPerLook: number;
  readonly readsPerLook: number;
  /** For one person: while AD DS is waited for, and once 77 minutes have passed and nothing waits for a sync. */
  readonly readsPerDayWaiting: number;
  readonly readsPerDayQuiet: number;
  readonly late: Lateness;
  readonly memory: Memory;
  /** The same bot with nobody watched. */
  readonly baseline: Memory;
};

type Settings = {
  readonly people: number;
  readonly say: (line: string) => void;
};

/** Minutes after a sync cycle in which people are looked at (next-look.ts), until the next cycle. */
const LOOKS = [
  [0.5, 5],
  [14.5, 17],
  [29, 29.5],
] as const;
const CYCLES_PER_HOUR = 2;
/**
 * Person and the tenant's last sync, for the cards (newest-names.ts), for the block and for the account in AD DS
 * (watch-done.ts): computed, not measured here.
 */
const READS_ONCE_SEEN = 6;

/** After its start a process has memory that it gives back; real milliseconds. */
const SETTLE = 60_000;

/** Megabytes: at least in the second half, when what is not used was given back, and at most; 0 = not known here. */
export type Memory = { readonly rest: number; readonly most: number };

/**
 * What it costs to watch so many people: Graph reads as the tenant counts them, memory of the process, how late looks
 * are.
 */
export async function benchWatch({ people, say }: Settings): Promise<WatchCost> {
  const reads = countReads(() => sandbox.tenant.clock.now());
  const sandbox = await startSandbox({ port: 0, dataDir: null, speed: 1, onExchange: reads.saw });
  const postbox = await startPostbox();
  const [empty, full] = await Promise.all([newFolder(), newFolder()]);
  try {
    say('Nobody is watched.');
    const baseline = await withBot(sandbox, empty, () => sleep(SETTLE));
    say(`${people} people are watched:`);
    const now = sandbox.tenant.clock.now();
    const facts = await readFacts(sandbox, people);
    const watched = await storeWatched(full, facts, { now, serviceUrl: postbox.serviceUrl });
    let jumps: readonly number[] = [];
    const memory = await withBot(sandbox, full, async () => {
      await sleep(SETTLE / 2);
      reads.clear();
      postbox.clear();
      jumps = await watchOneCycle(sandbox, say);
    });
    const { looks, late } = latenessOf(watched, reads.looks(), jumps);
    return { people, looks, late, memory, baseline, ...costs(reads, { looks, watched, teamsCalls: postbox.count() }) };
  } finally {
    await sandbox.stop();
    await postbox.stop();
    for (const folder of [empty, full]) await rm(folder, { recursive: true, force: true });
  }
}

function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'leaver-bench-'));
}

/** Runs the bot as a process of its own meanwhile; gives the memory it took. */
async function withBot(sandbox: Sandbox, folder: string, meanwhile: () => Promise<void>): Promise<Memory> {
  const bot = await startKilledBot({ program: 'bot', graphUrl: sandbox.url, dataDir: folder });
  const memories: number[] = [];
  const sampling = setInterval(() => memories.push(memoryOf(bot.pid()) ?? 0), 1_000);
  try {
    await meanwhile();
  } finally {
    clearInterval(sampling);
    await bot.end();
  }
  const settled = memories.slice(Math.floor(memories.length / 2));
  return { rest: Math.min(...settled), most: Math.max(...memories) };
}

/**
 * One cycle of directory sync with all its looks, as fast as it is live; what lies between them is jumped over. Gives
 * the instants, tenant milliseconds, to which was jumped.
 */
async function watchOneCycle({ tenant }: Sandbox, say: (line: string) => void): Promise<readonly number[]> {
  const cycle = Date.parse(tenant.state().sync.nextCycleAt);
  const at = (minutes: number) => new Date(cycle + minutes * 60_000);
  for (const [from, to] of LOOKS) {
    say(`  ${from} to ${to} minutes after directory sync`);
    tenant.jump(at(from));
    await sleep((to - from) * 60_000);
  }
  return LOOKS.map(([from]) => at(from).getTime());
}

/** As Leaver reads them when somebody asks. */
async function readFacts(sandbox: Sandbox, count: number): Promise<readonly TargetUser[]> {
  const crowd = addSyncedCrowd(sandbox.tenant, count);
  const config = readConfig({ DATA_DIR: 'memory', GRAPH_BASE_URL: sandbox.url });
  const ad = openAd({ adDomains: [], connectors: null, log: () => {} });
  const { directory } = openTenant(config, { sandboxUrl: null, clock: sandbox.tenant.clock, ad }).ports;
  const facts: TargetUser[] = [];
  for (const { id } of crowd) facts.push(await directory.readTargetUser(id));
  return facts;
}

function costs(
  reads: ReturnType<typeof countReads>,
  found: { readonly looks: number; readonly watched: readonly WatchedRequest[]; readonly teamsCalls: number },
) {
  const { looks, watched, teamsCalls } = found;
  const { http, inner } = reads.totals();
  const readsPerLook = inner / looks;
  const [first] = watched;
  const perDay = (phase: 'waiting' | 'quiet') => (first === undefined ? 0 : looksPerDay(first, phase));
  return {
    httpPerHour: http * CYCLES_PER_HOUR,
    readsPerHour: inner * CYCLES_PER_HOUR,
    teamsCallsPerHour: teamsCalls * CYCLES_PER_HOUR,
    httpPerLook: http / looks,
    readsPerLook,
    readsPerDayWaiting: Math.round(perDay('waiting') * readsPerLook),
    readsPerDayQuiet: perDay('quiet') * READS_ONCE_SEEN,
  };
}
