import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAd } from '../../app/open-ad.ts';
import { openTenant } from '../../app/open-tenant.ts';
import { readConfig } from '../../config.ts';
import type { TargetUser } from '../../domain/target-user.ts';
import { type Sandbox, startSandbox } from '../../sandbox/server.ts';
import { type KilledBot, startKilledBot } from '../prove/killed-bot.ts';
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
  /** Tenant minutes that were watched, and tenant minutes per real minute. */
  readonly minutes: number;
  readonly speed: number;
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
  readonly speed: number;
  /** Of tenant time; one whole sync cycle has every look that there is. */
  readonly minutes: number;
  readonly say: (line: string) => void;
};

/** After its start a process has memory that it gives back; real milliseconds. */
const SETTLE = 60_000;

/** Megabytes after its start: between looks, when what is not used was given back, and at most; null: not known here. */
export type Memory = { readonly rest: number | null; readonly most: number | null };

/** What it costs to watch so many people: Graph reads as the tenant counts them, memory of the process, how late looks are. */
export async function benchWatch(settings: Settings): Promise<WatchCost> {
  const reads = countReads(() => sandbox.tenant.clock.now());
  const sandbox = await startSandbox({ port: 0, dataDir: null, speed: settings.speed, onExchange: reads.saw });
  const postbox = await startPostbox();
  const folders: string[] = [];
  const inFolder = async <Result>(work: (folder: string) => Promise<Result>) => {
    const folder = await mkdtemp(join(tmpdir(), 'leaver-bench-'));
    folders.push(folder);
    return work(folder);
  };
  try {
    settings.say('Nobody is watched:');
    const { memory: baseline } = await inFolder((folder) => withBot(sandbox, folder, SETTLE, settings.say));
    settings.say(`${settings.people} people are watched:`);
    const facts = await readFacts(sandbox, settings.people);
    return await inFolder(async (folder) => {
      const now = sandbox.tenant.clock.now();
      const watched = await storeWatched(folder, facts, { now, serviceUrl: postbox.serviceUrl });
      reads.clear();
      const before = postbox.count();
      const started = sandbox.tenant.clock.now();
      const real = (settings.minutes * 60_000) / settings.speed;
      const run = await withBot(sandbox, folder, real, settings.say);
      const hours = (sandbox.tenant.clock.now().getTime() - started.getTime()) / 3_600_000;
      return figures(settings, watched, { reads, hours, run, baseline, teamsCalls: postbox.count() - before });
    });
  } finally {
    await sandbox.stop();
    await postbox.stop();
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  }
}

type Run = { readonly memory: Memory /** Tenant time, milliseconds. */; readonly ready: number };

/** Runs the bot as a process of its own for so many real milliseconds. */
async function withBot(
  sandbox: Sandbox,
  folder: string,
  milliseconds: number,
  say: (line: string) => void,
): Promise<Run> {
  const bot: KilledBot = await startKilledBot({ program: 'bot', graphUrl: sandbox.url, dataDir: folder });
  const ready = sandbox.tenant.clock.now().getTime();
  const memories: number[] = [];
  const until = Date.now() + milliseconds;
  try {
    while (Date.now() < until) {
      await sleep(Math.min(5_000, Math.max(0, until - Date.now())));
      const memory = memoryOf(bot.pid());
      if (memory !== null) memories.push(memory);
      if (memories.length % 6 === 0) say(`  ${sandbox.tenant.clock.now().toISOString()} ${memory?.toFixed(0)} MB`);
    }
  } finally {
    await bot.end();
  }
  const settled = memories.slice(Math.floor(memories.length / 2));
  if (settled.length === 0) return { ready, memory: { rest: null, most: null } };
  return { ready, memory: { rest: Math.min(...settled), most: Math.max(...memories) } };
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

function figures(
  { people, speed, minutes }: Settings,
  watched: readonly WatchedRequest[],
  found: {
    readonly reads: ReturnType<typeof countReads>;
    readonly hours: number;
    readonly run: Run;
    readonly baseline: Memory;
    readonly teamsCalls: number;
  },
): WatchCost {
  const { reads, hours, run, baseline, teamsCalls } = found;
  const { looks, late } = latenessOf(watched, reads.looks(), { ready: run.ready, speed });
  const { http, inner } = reads.totals();
  const readsPerLook = inner / looks;
  const [first] = watched;
  const perDay = (phase: 'waiting' | 'quiet') => (first === undefined ? 0 : looksPerDay(first, phase) * readsPerLook);
  return {
    people,
    minutes,
    speed,
    looks,
    httpPerHour: Math.round(http / hours),
    readsPerHour: Math.round(inner / hours),
    teamsCallsPerHour: Math.round(teamsCalls / hours),
    httpPerLook: http / looks,
    readsPerLook,
    readsPerDayWaiting: Math.round(perDay('waiting')),
    readsPerDayQuiet: Math.round(perDay('quiet')),
    late,
    memory: run.memory,
    baseline,
  };
}
