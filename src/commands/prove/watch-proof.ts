import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoggedCall } from '../../sandbox/call-log.ts';
import type { Exchange } from '../../sandbox/graph/exchange.ts';
import { type Sandbox, startSandbox } from '../../sandbox/server.ts';
import { controlSandbox } from './control-sandbox.ts';
import { type KilledBot, startKilledBot } from './killed-bot.ts';
import { createRandom, type Random } from './random.ts';
import { sleep, until } from './until.ts';
import { readWatchWitness } from './watch-witness.ts';
import {
  answerRunbook,
  blockPeople,
  countBuzzes,
  isToldDone,
  isToldTurnedBack,
  type Watched,
} from './watched-people.ts';

export type WatchFigures = {
  readonly restarts: number;
  readonly watches: number;
  /** Turned back by sync and not blocked again, or turned back for good and nobody told, or lasting and never done. */
  readonly lost: number;
  /** Blocked more often than once by itself after the first block. */
  readonly doubled: number;
  /** Single messages that a kill swallowed (the card says it), and such as came twice. */
  readonly missedBuzzes: number;
  readonly repeatedBuzzes: number;
  /** From the sync that turned the block back to the new block, downtime of the bot included. */
  readonly reblockMedianSeconds: string;
  readonly reblockWorstSeconds: string;
  readonly reblockMedianTenantMinutes: string;
  readonly reblockWorstTenantMinutes: string;
  readonly seconds: number;
};

type Settings = {
  readonly restarts: number;
  /** Ends earlier, after so many restarts, once a defect was caught. */
  readonly enough?: number;
  readonly seed: number;
  /** The program that is killed: the product, or the control that keeps its hours in memory. */
  readonly bot: 'bot' | 'timer-bot';
  readonly say: (line: string) => void;
};

/** Mastered by AD DS, and sync turns a block back at its next cycle; the manager may ask for all of them. */
const PEOPLE = ['alex', 'diego', 'emma', 'joost', 'samSales', 'tomReport2', 'obrien'] as const;
/** Of these so many get their account disabled in AD DS: their block lasts, and their request is done. */
const LASTING = 2;
/** Tenant minutes per real minute: a sync cycle of 30 minutes takes 5 seconds. */
const SPEED = 360;
/** An aimed kill waits at most so long for Leaver to block again; then it falls where it falls. */
const AIM = 3_000;
/** What has not ended so long after the last kill never will: eight cycles, real milliseconds. */
const PATIENCE = 40_000;
const MOST_RESTARTS_IN_BATCH = 10;

/**
 * People are blocked in the cloud while their account in AD DS stays enabled, and the bot is killed at random moments and
 * started again while directory sync turns the blocks back. Afterwards each must have been blocked again once, and once
 * only, and told to people after the second time; who was disabled in AD DS must be done. The sandbox is the witness.
 */
export async function proveWatch(settings: Settings): Promise<WatchFigures> {
  const began = Date.now();
  const folder = await mkdtemp(join(tmpdir(), 'leaver-prove-watch-'));
  const aim = createAim();
  const sandbox = await startSandbox({ port: 0, dataDir: null, speed: SPEED, onExchange: aim.saw });
  const bot = await startKilledBot({ program: settings.bot, graphUrl: sandbox.url, dataDir: folder });
  const random = createRandom(settings.seed);
  const totals = { restarts: 0, watches: 0, lost: 0, doubled: 0, missedBuzzes: 0, repeatedBuzzes: 0 };
  const reblocked: number[] = [];
  const enough = () =>
    settings.enough !== undefined && totals.restarts >= settings.enough && totals.lost + totals.doubled > 0;
  try {
    do {
      const batch = await runBatch({ sandbox, bot, random, aim, restarts: settings.restarts - totals.restarts });
      for (const key of Object.keys(totals) as (keyof typeof totals)[]) totals[key] += batch.figures[key];
      reblocked.push(...batch.reblocked);
      settings.say(
        `  ${settings.bot}: ${totals.restarts} restarts, ${totals.watches} watches, lost ${totals.lost}, doubled ${totals.doubled}`,
      );
    } while (totals.restarts < settings.restarts && !enough());
  } finally {
    await bot.end();
    await sandbox.stop();
    await rm(folder, { recursive: true, force: true });
  }
  return { ...totals, ...spread(reblocked), seconds: Math.round((Date.now() - began) / 1000) };
}

type Batch = {
  readonly sandbox: Sandbox;
  readonly bot: KilledBot;
  readonly random: Random;
  readonly aim: Aim;
  readonly restarts: number;
};

async function runBatch({ sandbox, bot, random, aim, restarts }: Batch) {
  await controlSandbox(sandbox, 'reset', {});
  const watched = await blockPeople(bot, random.pick(PEOPLE, PEOPLE.length));
  const [lasting, left] = [watched.slice(0, LASTING), watched.slice(LASTING)];
  const unanswered = [...lasting];
  const isOver = async () => unanswered.length === 0 && (await allOver(sandbox, bot, left, lasting));
  let restarted = 0;
  while (restarted < Math.min(restarts, MOST_RESTARTS_IN_BATCH) && !(await isOver())) {
    // Half of the kills fall anywhere, half while Leaver blocks again.
    if (restarted % 2 === 1) await Promise.race([aim.next(), sleep(AIM)]);
    await sleep(random.between(0, restarted % 2 === 1 ? 300 : 2_500));
    await bot.killAndStart();
    restarted += 1;
    const [next] = unanswered;
    if (next !== undefined && restarted % 2 === 0 && (await answerRunbook(sandbox, bot, next))) unanswered.shift();
  }
  for (const each of unanswered) await answerRunbook(sandbox, bot, each);
  await until(() => allOver(sandbox, bot, left, lasting), PATIENCE);
  return judge(sandbox, bot, { left, lasting, restarted });
}

/** Nothing more is to be expected: everybody left alone was turned back twice and it was told, the others are done. */
async function allOver(
  sandbox: Sandbox,
  bot: KilledBot,
  left: readonly Watched[],
  lasting: readonly Watched[],
): Promise<boolean> {
  for (const { personId, reference } of left) {
    if (readWatchWitness(sandbox, [], personId).turnedBack.length < 2) return false;
    if (!(await isToldTurnedBack(bot, reference))) return false;
  }
  for (const { reference } of lasting) if (!(await isToldDone(bot, reference))) return false;
  return true;
}

async function judge(
  sandbox: Sandbox,
  bot: KilledBot,
  { left, lasting, restarted }: { left: readonly Watched[]; lasting: readonly Watched[]; restarted: number },
) {
  const answer = await fetch(`${sandbox.url}/sandbox/calls`);
  const { calls } = (await answer.json()) as { calls: readonly LoggedCall[] };
  const figures = { restarts: restarted, watches: 0, lost: 0, doubled: 0, missedBuzzes: 0, repeatedBuzzes: 0 };
  const reblocked: number[] = [];
  for (const { personId, reference } of [...left, ...lasting]) {
    const isLasting = lasting.some((each) => each.personId === personId);
    const { turnedBack, blocks } = readWatchWitness(sandbox, calls, personId);
    const again = blocks.slice(1);
    figures.watches += 1;
    const isKept = isLasting
      ? await isToldDone(bot, reference)
      : again.length > 0 && (await isToldTurnedBack(bot, reference));
    if (!isKept) figures.lost += 1;
    if (again.length > 1) figures.doubled += 1;
    if (turnedBack[0] !== undefined && again[0] !== undefined) reblocked.push(again[0] - turnedBack[0]);
    if (isLasting || !isKept) continue;
    const buzzes = await countBuzzes(bot, reference);
    figures.missedBuzzes += buzzes.filter((count) => count === 0).length;
    figures.repeatedBuzzes += buzzes.filter((count) => count > 1).length;
  }
  return { figures, reblocked };
}

type Aim = ReturnType<typeof createAim>;

/** Tells when Leaver has just blocked somebody: the outcome is not in its ledger yet. */
function createAim() {
  let hit: () => void = () => {};
  return {
    saw: ({ method, requestBody }: Exchange) => {
      if (method === 'PATCH' && JSON.stringify(requestBody ?? {}).includes('accountEnabled')) hit();
    },
    next: () =>
      new Promise<void>((resolve) => {
        hit = resolve;
      }),
  };
}

function spread(tenantMilliseconds: readonly number[]) {
  const sorted = tenantMilliseconds.toSorted((a, b) => a - b);
  const write = (place: number, divisor: number) => {
    const value = sorted[place];
    return value === undefined ? '–' : (value / divisor).toFixed(1);
  };
  const [middle, last] = [Math.floor(sorted.length / 2), sorted.length - 1];
  return {
    reblockMedianSeconds: write(middle, SPEED * 1000),
    reblockWorstSeconds: write(last, SPEED * 1000),
    reblockMedianTenantMinutes: write(middle, 60_000),
    reblockWorstTenantMinutes: write(last, 60_000),
  };
}
