import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contoso } from '../../sandbox/contoso.ts';
import type { Exchange } from '../../sandbox/graph/exchange.ts';
import { type Sandbox, startSandbox } from '../../sandbox/server.ts';
import { approveTyped } from '../approve-typed.ts';
import { controlSandbox } from './control-sandbox.ts';
import { type KilledBot, startKilledBot } from './killed-bot.ts';
import { personaChats } from './persona-chats.ts';
import { createRandom, type Random } from './random.ts';
import { sleep, until } from './until.ts';
import { isDangerous, readWitness, resumeTimes } from './witness.ts';

export type KillFigures = {
  readonly kills: number;
  readonly requests: number;
  readonly unfinished: number;
  readonly steps: number;
  readonly lostSteps: number;
  readonly repeatedCalls: number;
  /** Seconds of real time from the start of the process to its first call for a request that was cut off. */
  readonly resumeMedian: string;
  readonly resumeWorst: string;
  readonly seconds: number;
};

type Settings = {
  readonly kills: number;
  /** Ends earlier, after so many kills, once a defect was caught. */
  readonly enough?: number;
  readonly seed: number;
  /** The program that is killed: the product, or the control without intents. */
  readonly bot: 'bot' | 'forgetful-bot';
  readonly say: (line: string) => void;
};

/**
 * People mastered by the cloud, so that a request ends without anybody's help; every one has another mixture of steps.
 */
const LEAVERS = ['adele', 'grady', 'henrietta', 'ravi', 'zoe', 'nils', 'samFinance', 'ampersand'] as const;
const AT_ONCE = 4;
/** Every write takes so long to be answered, so that kills fall between a change and its answer; real milliseconds. */
const SLOW_WRITES = 600;
/** An aimed kill waits at most so long for a dangerous call to be under way; then it falls where it falls. */
const AIM = 3_000;
/** A request that has not ended so long after the last kill never will; real milliseconds. */
const PATIENCE = 60_000;
/** To ask once more about what did not end in that time, real milliseconds. */
const LAST_LOOK = 1_000;

/**
 * Requests run while the bot is killed at random moments and started again on the same data; the sandbox lives on as
 * the witness. Afterwards every request must have ended, every step must show in the tenant, and no call that is not
 * harmless twice may have been made twice.
 */
export async function proveKills(settings: Settings): Promise<KillFigures> {
  const began = Date.now();
  const folder = await mkdtemp(join(tmpdir(), 'leaver-prove-'));
  const target = createTarget();
  const sandbox = await startSandbox({ port: 0, dataDir: null, speed: 60, onExchange: target.saw });
  const bot = await startKilledBot({ program: settings.bot, graphUrl: sandbox.url, dataDir: folder });
  const random = createRandom(settings.seed);
  const totals = { kills: 0, requests: 0, unfinished: 0, steps: 0, lostSteps: 0, repeatedCalls: 0 };
  const resumed: number[] = [];
  try {
    const caught = () => totals.repeatedCalls + totals.lostSteps + totals.unfinished > 0;
    const enough = () => settings.enough !== undefined && totals.kills >= settings.enough && caught();
    while (totals.kills < settings.kills && !enough()) {
      const kills = Math.min(settings.kills - totals.kills, settings.enough ?? settings.kills);
      const batch = await runBatch({ sandbox, bot, random, target, kills });
      for (const key of Object.keys(totals) as (keyof typeof totals)[]) totals[key] += batch.figures[key];
      resumed.push(...batch.resumed);
      settings.say(
        `  ${settings.bot}: ${totals.kills} kills, ${totals.requests} requests, lost ${totals.lostSteps}, twice ${totals.repeatedCalls}`,
      );
    }
  } finally {
    await bot.end();
    await sandbox.stop();
    await rm(folder, { recursive: true, force: true });
  }
  return { ...totals, ...spread(resumed), seconds: Math.round((Date.now() - began) / 1000) };
}

type Batch = {
  readonly sandbox: Sandbox;
  readonly bot: KilledBot;
  readonly random: Random;
  readonly target: Target;
  readonly kills: number;
};

async function runBatch({ sandbox, bot, random, target, kills }: Batch) {
  await controlSandbox(sandbox, 'reset', {});
  const leavers = random.pick(LEAVERS, AT_ONCE);
  const references = await submitAll(bot, leavers);
  for (const match of ['PATCH /users/.*', 'POST /(users|drives)/.*', 'DELETE /.*']) {
    await controlSandbox(sandbox, 'faults', { slow: { match, times: 100_000, ms: SLOW_WRITES } });
  }
  await approveAll(bot, references);
  let killed = 0;
  const restarts: number[] = [];
  while (killed < kills && !allDeleted(sandbox, leavers) && killed < 12) {
    // Half of the kills fall anywhere, half between a call that must not be repeated and its answer.
    if (killed % 2 === 0) await Promise.race([target.next(), sleep(AIM)]);
    await sleep(random.between(50, killed % 2 === 0 ? SLOW_WRITES - 100 : 2_500));
    restarts.push(await bot.killAndStart());
    killed += 1;
  }
  const isOver = await until(() => allDeleted(sandbox, leavers), PATIENCE);
  // Whoever is there still never goes: only what is over by now is counted.
  const done = await countDone(bot, references, isOver ? PATIENCE : LAST_LOOK);
  const witness = await readWitness(sandbox, leavers);
  return {
    figures: {
      kills: killed,
      requests: references.length,
      unfinished: references.length - done,
      steps: witness.steps,
      lostSteps: witness.lost,
      repeatedCalls: witness.repeated,
    },
    resumed: resumeTimes(witness.calls, restarts),
  };
}

type Target = ReturnType<typeof createTarget>;

/** Tells when a call that must not be made twice has been carried out; its answer is still on its way then. */
function createTarget() {
  let hit: () => void = () => {};
  return {
    saw: (exchange: Exchange) => {
      if (isDangerous(exchange.method, exchange.url, exchange.requestBody)) hit();
    },
    next: () =>
      new Promise<void>((resolve) => {
        hit = resolve;
      }),
  };
}

async function submitAll(bot: KilledBot, leavers: readonly string[]): Promise<readonly string[]> {
  const { manager } = await personaChats(bot);
  const references: string[] = [];
  for (const key of leavers) {
    await manager.say(`offboard ${contoso.people[key]?.userPrincipalName}`);
    const form = manager.lastCard();
    const inputs = form.inputs.map(({ id }) => id);
    const wanted = { account: 'delete', forwardingChecked: 'true' };
    form.fill(Object.fromEntries(Object.entries(wanted).filter(([id]) => inputs.includes(id))));
    await form.execute('review');
    const answer = await manager.lastCard().execute('submit');
    references.push(/L-\d+/.exec(answer.text)?.[0] ?? `no reference for ${key}: ${answer.text}`);
  }
  return references;
}

async function approveAll(bot: KilledBot, references: readonly string[]): Promise<void> {
  const { helpdesk } = await personaChats(bot);
  for (const reference of references) await approveTyped(helpdesk, reference);
}

/**
 * A request counts when its own card says that it is over; asked again for a while, since verification takes its time.
 */
async function countDone(bot: KilledBot, references: readonly string[], patience: number): Promise<number> {
  const { manager } = await personaChats(bot);
  const open = new Set(references);
  await until(async () => {
    for (const reference of open) {
      await manager.say(`status ${reference}`);
      if (/Done (?:at|on)|Ended (?:at|on)/.test(manager.lastCard().text)) open.delete(reference);
    }
    return open.size === 0;
  }, patience);
  return references.length - open.size;
}

function allDeleted(sandbox: Sandbox, leavers: readonly string[]): boolean {
  const { people } = sandbox.tenant.state();
  return leavers.every((key) => people[contoso.people[key]?.id ?? '']?.cloud?.deletedDateTime != null);
}

function spread(seconds: readonly number[]) {
  const sorted = seconds.toSorted((a, b) => a - b);
  const at = (place: number) => (sorted[place] === undefined ? '–' : sorted[place].toFixed(1));
  return { resumeMedian: at(Math.floor(sorted.length / 2)), resumeWorst: at(sorted.length - 1) };
}
