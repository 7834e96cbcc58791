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
import { readWatchWitness, type WatchWitness } from './watch-witness.ts';
import {
  answerRunbook,
  blockPeople,
  countBuzzes,
  isToldDone,
  isToldTurnedBack,
  lastWords,
  type Watched,
} from './watched-people.ts';

export type WatchFigures = {
  readonly restarts: number;
  readonly watches: number;
  /** Turned back by sync and not blocked again, or turned back for good and nobody told, or lasting and never done. */
  readonly lost: number;
  /** Blocked more often than once by itself after the first block. */
  readonly doubled: number;
  /** Blocks that a kill cut off from the ledger and sync turned back before the next start: done anew, and rightly. */
  readonly cutOff: number;
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
  readonly seed: number;
  /** The program that is killed: the product, or the control that keeps its hours in memory. */
  readonly bot: 'bot' | 'timer-bot';
  /** Tenant minutes per real minute: at 90 a sync cycle of 30 minutes takes 20 seconds. */
  readonly speed: number;
  readonly say: (line: string) => void;
};

/** Mastered by AD DS, and sync turns a block back at its next cycle; the manager may ask for all of them. */
const PEOPLE = ['alex', 'diego', 'emma', 'joost', 'samSales', 'tomReport2', 'obrien'] as const;
/** Of these so many get their account disabled in AD DS: their block lasts, and their request is done. */
const LASTING = 2;
/** An aimed kill waits at most so long for Leaver to block again; then it falls where it falls. */
const AIM = 3_000;
/** What has not ended so long after the last kill never will: three sync cycles, tenant minutes … */
const PATIENCE = 90;
/**
 * … and real milliseconds: the minute for which a killed teller's lease keeps cards as they were, and as much to start
 * and tell.
 */
const LEAST_PATIENCE = 150_000;
/** A block whose outcome was not written so long after its call, real milliseconds, was cut off by the kill. */
const UNWRITTEN = 5_000;
const MOST_RESTARTS_IN_BATCH = 20;

/**
 * People are blocked in the cloud while their account in AD DS stays enabled, and the bot is killed at random moments
 * and started again while directory sync turns the blocks back. Afterwards each must have been blocked again once, and
 * once only, and told to people after the second time; who was disabled in AD DS must be done. The sandbox is the
 * witness.
 */
export async function proveWatch(settings: Settings): Promise<WatchFigures> {
  const began = Date.now();
  const folder = await mkdtemp(join(tmpdir(), 'leaver-prove-watch-'));
  const aim = createAim();
  const sandbox = await startSandbox({ port: 0, dataDir: null, speed: settings.speed, onExchange: aim.saw });
  const bot = await startKilledBot({ program: settings.bot, graphUrl: sandbox.url, dataDir: folder });
  const random = createRandom(settings.seed);
  const totals = { ...NOTHING };
  const reblocked: number[] = [];
  try {
    do {
      const restarts = Math.min(settings.restarts - totals.restarts, MOST_RESTARTS_IN_BATCH);
      const batch = await runBatch({ sandbox, bot, random, aim, restarts, speed: settings.speed });
      for (const key of Object.keys(totals) as (keyof typeof totals)[]) totals[key] += batch.figures[key];
      reblocked.push(...batch.reblocked);
      for (const one of batch.lost) settings.say(`  lost: ${one}`);
      settings.say(
        `  ${settings.bot}: ${totals.restarts} restarts, ${totals.watches} watches, lost ${totals.lost}, doubled ${totals.doubled}`,
      );
    } while (totals.restarts < settings.restarts);
  } finally {
    await bot.end();
    await sandbox.stop();
    await rm(folder, { recursive: true, force: true });
  }
  return { ...totals, ...spread(reblocked, settings.speed), seconds: Math.round((Date.now() - began) / 1000) };
}

type Batch = {
  readonly sandbox: Sandbox;
  readonly bot: KilledBot;
  readonly random: Random;
  readonly aim: Aim;
  readonly restarts: number;
  readonly speed: number;
};

const NOTHING = { restarts: 0, watches: 0, lost: 0, doubled: 0, cutOff: 0, missedBuzzes: 0, repeatedBuzzes: 0 };

async function runBatch({ sandbox, bot, random, aim, restarts, speed }: Batch) {
  await controlSandbox(sandbox, 'reset', {});
  // Past the seeded first cycle: the next one is a whole cycle away, and the kills are there before it.
  await controlSandbox(sandbox, 'clock/jump', { minutes: 11 });
  const watched = await blockPeople(bot, random.pick(PEOPLE, PEOPLE.length));
  const [lasting, left] = [watched.slice(0, LASTING), watched.slice(LASTING)];
  const unanswered = [...lasting];
  const isOver = async () => unanswered.length === 0 && (await allOver(sandbox, bot, left, lasting));
  const kills: number[] = [];
  while (kills.length < restarts && !(await isOver())) {
    // Half of the kills fall anywhere, half while Leaver blocks again.
    const isAimed = kills.length % 2 === 1;
    if (isAimed) await Promise.race([aim.next(), sleep(AIM)]);
    await sleep(random.between(0, isAimed ? 300 : 2_500));
    kills.push(Date.now());
    await bot.killAndStart();
    const [next] = unanswered;
    if (next !== undefined && !isAimed && (await answerRunbook(sandbox, bot, next))) unanswered.shift();
  }
  for (const each of unanswered) await until(() => answerRunbook(sandbox, bot, each), LEAST_PATIENCE);
  await until(() => allOver(sandbox, bot, left, lasting), Math.max((PATIENCE * 60_000) / speed, LEAST_PATIENCE));
  return judge(sandbox, bot, { left, lasting, kills });
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

type Played = {
  readonly left: readonly Watched[];
  readonly lasting: readonly Watched[];
  /** Real times. */
  readonly kills: readonly number[];
};

async function judge(sandbox: Sandbox, bot: KilledBot, { left, lasting, kills }: Played) {
  const { calls } = (await (await fetch(`${sandbox.url}/sandbox/calls`)).json()) as { calls: readonly LoggedCall[] };
  const figures = { ...NOTHING, restarts: kills.length, watches: left.length + lasting.length };
  const reblocked: number[] = [];
  const lost: string[] = [];
  for (const each of [...left, ...lasting]) {
    const { turnedBack, blocks } = readWatchWitness(sandbox, calls, each.personId);
    const [, again, ...more] = blocks;
    const cutOff = countCutOff({ turnedBack, blocks }, kills);
    const isKept = lasting.includes(each)
      ? await isToldDone(bot, each.reference)
      : again !== undefined && (await isToldTurnedBack(bot, each.reference));
    if (!isKept) {
      const counts = `turned back ${turnedBack.length}, blocks ${blocks.length}`;
      lost.push(`${each.key} ${each.reference}: ${counts}; ${await lastWords(bot, each.reference)}`);
    }
    if (more.length > cutOff) figures.doubled += 1;
    else figures.cutOff += more.length;
    if (turnedBack[0] !== undefined && again !== undefined) reblocked.push(again.at - turnedBack[0]);
    if (lasting.includes(each) || !isKept) continue;
    const buzzes = await countBuzzes(bot, each.reference);
    figures.missedBuzzes += buzzes.filter((count) => count === 0).length;
    figures.repeatedBuzzes += buzzes.filter((count) => count > 1).length;
  }
  return { figures: { ...figures, lost: lost.length }, reblocked, lost };
}

/** Blocks that Leaver cannot know of: killed before the outcome was written, and turned back before it could look. */
function countCutOff({ turnedBack, blocks }: WatchWitness, kills: readonly number[]): number {
  return blocks.filter(({ at, real }, place) => {
    const next = blocks[place + 1]?.at ?? at;
    const isKilled = kills.some((kill) => kill >= real && kill - real < UNWRITTEN);
    return isKilled && turnedBack.some((back) => back > at && back < next);
  }).length;
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

function spread(tenantMilliseconds: readonly number[], speed: number) {
  const sorted = tenantMilliseconds.toSorted((a, b) => a - b);
  const write = (place: number, divisor: number) => {
    const value = sorted[place];
    return value === undefined ? '–' : (value / divisor).toFixed(1);
  };
  const [middle, last] = [Math.floor(sorted.length / 2), sorted.length - 1];
  return {
    reblockMedianSeconds: write(middle, speed * 1000),
    reblockWorstSeconds: write(last, speed * 1000),
    reblockMedianTenantMinutes: write(middle, 60_000),
    reblockWorstTenantMinutes: write(last, 60_000),
  };
}
