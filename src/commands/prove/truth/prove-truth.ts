import { createRandom } from '../random.ts';
import { createChecker, type Disagreement } from './check.ts';
import { LIES, tellLies } from './lies.ts';
import { play } from './play.ts';
import { TARGETS } from './targets.ts';
import { openWorld, type Starter } from './world.ts';

export type TruthFigures = {
  readonly trials: number;
  readonly shown: number;
  /** One for each sentence of each request, however often it was shown. */
  readonly disagreements: readonly (Disagreement & { readonly seed: number })[];
  readonly classes: Readonly<Record<string, number>>;
  readonly compared: Readonly<Record<string, number>>;
  /** Names of the planted lies that a card could tell, and of those that nobody noticed. */
  readonly told: readonly string[];
  readonly missed: readonly string[];
  readonly seconds: number;
};

type Settings = {
  readonly start: Starter;
  readonly messages: Readonly<Record<string, string>>;
  readonly trials: number;
  readonly seed: number;
  readonly short: boolean;
  readonly say: (line: string) => void;
};

/** So many stories share one stage: its start costs as much as some of them. */
const IN_ONE_STAGE = 20;
/** Tenant minutes per real minute: sync comes when a story jumps, and what takes seconds stays far below its minutes. */
const SPEED = 6;

/** Plays the stories, stage after stage, and judges everything that was shown. Each stage has a seed of its own. */
export async function proveTruth({ start, messages, trials, seed, short, say }: Settings): Promise<TruthFigures> {
  const began = Date.now();
  const [classes, compared]: [Record<string, number>, Record<string, number>] = [{}, {}];
  const disagreements = new Map<string, TruthFigures['disagreements'][number]>();
  const untold = new Set(LIES.map(({ name }) => name));
  const missed = new Set<string>();
  let [played, shown] = [0, 0];
  for (let stage = 0; played < trials; stage += 1) {
    const own = seed + stage;
    const random = createRandom(own);
    const world = await openWorld(start, SPEED);
    try {
      const stories = await play(world, random.pick(TARGETS, Math.min(IN_ONE_STAGE, trials - played)), random, short);
      const chronicle = world.chronicle();
      const checker = createChecker(chronicle, messages);
      for (const each of chronicle.shown) {
        const wrong = checker.judge(each, (name, key) => {
          classes[name] = (classes[name] ?? 0) + 1;
          if (key !== null) compared[key] = (compared[key] ?? 0) + 1;
        });
        for (const one of wrong)
          disagreements.set(`${own} ${one.reference} ${one.key} ${one.why}`, { ...one, seed: own });
      }
      const lies = tellLies(checker, chronicle.shown, untold);
      for (const name of lies.told) untold.delete(name);
      for (const name of lies.missed.keys()) missed.add(name);
      [played, shown] = [played + stories.length, shown + chronicle.shown.length];
    } finally {
      await world.stop();
    }
    say(
      `  ${played} stories, ${shown} cards and messages, ${disagreements.size} disagreements, ${Math.round((Date.now() - began) / 1000)} s`,
    );
  }
  return {
    trials: played,
    shown,
    disagreements: [...disagreements.values()],
    classes,
    compared,
    told: LIES.map(({ name }) => name).filter((name) => !untold.has(name)),
    missed: [...missed],
    seconds: Math.round((Date.now() - began) / 1000),
  };
}
