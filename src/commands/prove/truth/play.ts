import { createRandom, type Random } from '../random.ts';
import { again } from './again.ts';
import { type Asked, askFor } from './ask.ts';
import { cardOffering, press } from './buttons.ts';
import { endFaults, orderFault } from './faults.ts';
import { FOREIGN_CHANGES } from './foreign-changes.ts';
import { kindsOf } from './targets.ts';
import type { Cast, World } from './world.ts';

/** One person's story in one stage. */
export type Trial = {
  readonly key: string;
  /** Numbers of the requests about the person, the newest last. */
  readonly references: string[];
  /** What happened, for whoever looks into a disagreement. */
  readonly story: string[];
  /** Of its own, so that a story does not depend on who is quicker. */
  readonly random: Random;
};

/**
 * Plays these people's stories beside each other in one stage: they share the clock, the sync and the faults, as people
 * do.
 */
export async function play(
  world: World,
  keys: readonly string[],
  random: Random,
  short = false,
): Promise<readonly Trial[]> {
  const trials = keys.map((key): Trial => ({ key, references: [], story: [], random: childOf(random) }));
  for (const phase of PHASES.filter(({ long }) => !short || !long)) {
    const { stage } = world;
    if (phase.faults) await again(() => orderFault(stage, random));
    await forEach(trials, phase.beside, (trial) => attempt(trial, () => phase.act(world, trial, trial.random)));
    await world.settle();
    await again(() => endFaults(stage));
    if (phase.sync && random.between(0, 6) === 0)
      await again(() => stage.syncServer(random.between(0, 1) === 0 ? 'pause' : 'resume'));
    if (phase.minutes !== null) {
      const minutes = random.between(...phase.minutes);
      await again(() => stage.jump(minutes));
      await world.settle();
      world.recorder.standNow();
    }
  }
  return trials;
}

function childOf(random: Random): Random {
  return createRandom(random.between(0, 2 ** 31));
}

/** One after the other where they share a dialog; else beside each other, as people do. */
async function forEach(trials: readonly Trial[], beside: boolean, act: (trial: Trial) => Promise<void>): Promise<void> {
  if (beside) await Promise.all(trials.map(act));
  else for (const trial of trials) await act(trial);
}

type Act = (world: World, trial: Trial, random: Random) => Promise<void>;

type Phase = {
  readonly act: Act;
  /** The stories beside each other; those that ask share a chat, and so a dialog. */
  readonly beside: boolean;
  readonly faults: boolean;
  readonly sync: boolean;
  /** Left out of a short run. */
  readonly long?: true;
  /** Tenant minutes that pass after it. */
  readonly minutes: readonly [number, number] | null;
};

const DAY = 24 * 60;
const PHASES: readonly Phase[] = [
  { act: askFirst, beside: false, faults: false, sync: false, minutes: null },
  { act: decide, beside: true, faults: true, sync: true, minutes: [1, 6] },
  { act: work, beside: true, faults: true, sync: false, minutes: [31, 45] },
  { long: true, act: meddleAndWork, beside: true, faults: true, sync: true, minutes: [35, 300] },
  { act: meddleAndWork, beside: true, faults: false, sync: false, minutes: [12 * 60, 2 * DAY] },
  { act: askBack, beside: false, faults: false, sync: false, minutes: null },
  { act: decide, beside: true, faults: true, sync: true, minutes: [1, 6] },
  { act: work, beside: true, faults: true, sync: false, minutes: [31, 45] },
  { long: true, act: meddleAndWork, beside: true, faults: false, sync: false, minutes: [60, DAY] },
  { long: true, act: askBack, beside: false, faults: false, sync: false, minutes: null },
  { long: true, act: decide, beside: true, faults: false, sync: false, minutes: [31, 60] },
  { long: true, act: work, beside: true, faults: false, sync: false, minutes: [35, 90] },
  { act: readAll, beside: true, faults: false, sync: false, minutes: [8 * DAY, 9 * DAY] },
  { act: readAll, beside: true, faults: false, sync: false, minutes: null },
];

async function attempt(trial: Trial, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    trial.story.push(`! ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
  }
}

async function askFirst(world: World, trial: Trial, random: Random): Promise<void> {
  const isGone = kindsOf(trial.key).some((kind) => ['blocked', 'soft-deleted', 'purged'].includes(kind));
  const kinds: readonly Asked[] = isGone
    ? ['restore user', 'restore user', 'offboard']
    : ['offboard', 'offboard', 'offboard', 'block sign-in', 'block now', 'restore user'];
  const [kind = 'offboard'] = random.pick(kinds, 1);
  if (random.between(0, 4) === 0) await meddle(world, trial, random);
  await ask(world, trial, kind, random);
}

async function askBack(world: World, trial: Trial, random: Random): Promise<void> {
  const [kind = 'restore user'] = random.pick<Asked>(
    ['restore user', 'restore user', 'restore user', 'offboard', 'block now', 'block sign-in'],
    1,
  );
  if (random.between(0, 3) > 0) await ask(world, trial, kind, random);
}

async function ask(world: World, trial: Trial, kind: Asked, random: Random): Promise<void> {
  const by: Cast = kind === 'block now' ? 'emergencyLead' : 'manager';
  const reference = await askFor(world, kind, trial.key, random, by);
  trial.story.push(`${kind}: ${reference ?? 'refused'}`);
  if (reference !== null && !trial.references.includes(reference)) trial.references.push(reference);
}

/** Most are approved; some are asked about, postponed, declined or withdrawn first. */
async function decide(world: World, trial: Trial, random: Random): Promise<void> {
  const reference = trial.references.at(-1);
  if (reference === undefined) return;
  if (random.between(0, 5) === 0) await meddle(world, trial, random);
  const way = random.between(0, 19);
  const { helpdesk, secondHelpdesk } = world.chats;
  if (way === 0) await pressIf(world, trial, 'manager', reference, 'withdraw', random);
  if (way === 1) await decline(world, trial, reference, random);
  if (way === 2) {
    await typed(world, trial, 'helpdesk', 'ask', reference, 'Is this the last day?');
    await typed(world, trial, 'manager', 'answer', reference, 'It is.');
  }
  if (way === 3) {
    const day = new Date(world.recorder.now() + 2 * 86_400_000).toISOString().slice(0, 10);
    await typed(world, trial, 'helpdesk', 'postpone', reference, `${day} 17:00`);
    await pressIf(world, trial, 'manager', reference, 'agree', random);
  }
  if (way === 4) return;
  for (const chat of [helpdesk, secondHelpdesk]) {
    await until(
      () =>
        cardOffering(chat, reference, 'approve') !== null || cardOffering(chat, reference, 'confirm-block') !== null,
      400,
    );
    const who = chat === helpdesk ? 'helpdesk' : 'secondHelpdesk';
    await pressIf(world, trial, who, reference, 'approve', random);
    if (random.between(0, 1) === 0)
      await pressIf(
        world,
        trial,
        who,
        reference,
        random.between(0, 2) === 0 ? 'refuse-block' : 'confirm-block',
        random,
      );
  }
  await pressIf(world, trial, 'manager', reference, random.between(0, 1) === 0 ? 'run-now' : 'new-date', random);
}

async function decline(world: World, trial: Trial, reference: string, random: Random): Promise<void> {
  await pressIf(world, trial, 'helpdesk', reference, 'decline', random);
  await pressIf(world, trial, 'helpdesk', reference, 'decline-confirm', random);
}

/** The helpdesk does what waits for it: the script, or only the word; a failed step is tried again or let go. */
async function work(world: World, trial: Trial, random: Random): Promise<void> {
  for (const reference of trial.references) {
    const card = cardOffering(world.chats.helpdesk, reference, 'runbook-done');
    const way = random.between(0, 9);
    if (card !== null && way === 0) await pressIf(world, trial, 'helpdesk', reference, 'runbook-cannot', random);
    else if (card !== null && way === 1)
      await pressIf(world, trial, 'helpdesk', reference, 'runbook-done', random, { result: '' });
    else if (card !== null && way < 9) {
      const literal = /FromBase64String\('([A-Za-z0-9+/=]+)'\)/.exec(JSON.stringify(card.json))?.[1] ?? '';
      const result = await world.stage.runRunbook(`FromBase64String('${literal}')`);
      if (way < 8) await pressIf(world, trial, 'helpdesk', reference, 'runbook-done', random, { result });
    }
    await doTasks(world, trial, reference, random);
    const verb = random.between(0, 2) === 0 ? 'skip' : 'retry';
    if (random.between(0, 1) === 0) await pressIf(world, trial, 'helpdesk', reference, verb, random);
  }
}

/**
 * Whoever has a task says most of the time that it is done; now and then that it cannot be, or an approver lets it go.
 */
async function doTasks(world: World, trial: Trial, reference: string, random: Random): Promise<void> {
  for (const who of ['helpdesk', 'hr', 'secondHelpdesk'] as const) {
    const way = random.between(0, 9);
    const verb =
      way < 5 ? 'task-done' : way < 7 ? 'task-cannot' : way < 8 ? 'task-waive' : way < 9 ? 'task-holds' : null;
    if (verb !== null) await pressIf(world, trial, who, reference, verb, random);
  }
}

async function meddleAndWork(world: World, trial: Trial, random: Random): Promise<void> {
  if (random.between(0, 1) === 0) await meddle(world, trial, random);
  await work(world, trial, random);
}

async function meddle(world: World, trial: Trial, random: Random): Promise<void> {
  const [name = ''] = random.pick(Object.keys(FOREIGN_CHANGES), 1);
  trial.story.push(name);
  await FOREIGN_CHANGES[name]?.(world.stage, trial.key, random);
}

async function readAll(world: World, trial: Trial, random: Random): Promise<void> {
  const reference = trial.references.at(-1);
  const [who = 'manager'] = random.pick<Cast>(['manager', 'helpdesk'], 1);
  if (reference !== undefined) await world.chats[who].say(`status ${reference}`);
  if (random.between(0, 4) === 0)
    await world.chats[who].say(`why ${world.stage.person(trial.key).cloud?.userPrincipalName ?? trial.key}`);
}

async function typed(
  world: World,
  trial: Trial,
  who: Cast,
  verb: string,
  reference: string,
  words: string,
): Promise<void> {
  const chat = world.chats[who];
  world.recorder.saidBy(words);
  const answered = world.recorder.did(chat.persona.name, verb, reference);
  trial.story.push(`${who}: ${verb} ${reference}`);
  await chat.say(`${verb} ${reference} ${words}`);
  answered();
}

async function pressIf(
  world: World,
  trial: Trial,
  who: Cast,
  reference: string,
  verb: string,
  random: Random,
  form = {},
): Promise<void> {
  const chat = world.chats[who];
  const card = cardOffering(chat, reference, verb);
  if (card === null) return;
  trial.story.push(`${who}: ${verb} ${reference}`);
  await press(world, chat, card, verb, random, form);
}

async function until(holds: () => boolean, milliseconds: number): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!holds() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
}
