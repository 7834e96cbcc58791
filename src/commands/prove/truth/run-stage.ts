import { createRandom } from '../random.ts';
import { createChecker, type Disagreement } from './check.ts';
import { idOf } from './foreign-changes.ts';
import { LIES, tellLies } from './lies.ts';
import { play } from './play.ts';
import { TARGETS } from './targets.ts';
import { openWorld, type Starter } from './world.ts';

export type StageFigures = {
  readonly trials: number;
  /** Cards and messages, each update counted. */
  readonly shown: number;
  /** One for each sentence of each request, however often it was shown. */
  readonly disagreements: readonly (Disagreement & { readonly seed: number; readonly story: string })[];
  readonly classes: Readonly<Record<string, number>>;
  readonly compared: Readonly<Record<string, number>>;
  /** Names of the planted lies that a card could tell, and of those that nobody noticed. */
  readonly told: readonly string[];
  readonly missed: readonly string[];
};

export type StageOrder = { readonly trials: number; readonly seed: number; readonly short: boolean };

/**
 * Tenant minutes per real minute: sync comes when a story jumps, and what takes seconds stays far below its minutes.
 */
const SPEED = 6;

/** Plays so many stories in one stage, judges everything that was shown, and plants its lies. */
export async function runStage(
  start: Starter,
  messages: Readonly<Record<string, string>>,
  { trials, seed, short }: StageOrder,
): Promise<StageFigures> {
  const random = createRandom(seed);
  const world = await openWorld(start, SPEED, 'report.task.open' in messages);
  try {
    const stories = await play(world, random.pick(TARGETS, trials), random, short);
    const chronicle = world.chronicle();
    const checker = createChecker(chronicle, messages);
    const [classes, compared]: [Record<string, number>, Record<string, number>] = [{}, {}];
    const disagreements = new Map<string, StageFigures['disagreements'][number]>();
    const note = (one: Disagreement) => {
      const of = stories.find(
        ({ key, references }) => references.includes(one.reference ?? '') || idOf(key) === one.personId,
      );
      const story = `${of?.key ?? 'nobody'}: ${of?.story.join('; ') ?? ''}`;
      disagreements.set(`${one.reference ?? one.personId} ${one.key} ${one.why}`, { ...one, seed, story });
    };
    for (const each of chronicle.shown) {
      const wrong = checker.judge(each, (name, key) => {
        classes[name] = (classes[name] ?? 0) + 1;
        if (key !== null) compared[key] = (compared[key] ?? 0) + 1;
      });
      wrong.forEach(note);
    }
    for (const each of world.recorder.standing)
      checker
        .judgeNow(each, (key) => {
          compared[key] = (compared[key] ?? 0) + 1;
        })
        .forEach(note);
    const lies = tellLies(checker, chronicle.shown, new Set(LIES.map(({ name }) => name)));
    return {
      trials: stories.length,
      shown: chronicle.shown.length,
      disagreements: [...disagreements.values()],
      ...{ classes, compared },
      told: [...lies.told],
      missed: [...lies.missed.keys()],
    };
  } finally {
    await world.stop();
  }
}
