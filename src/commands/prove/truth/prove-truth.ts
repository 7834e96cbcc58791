import { fork } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { StageFigures, StageOrder } from './run-stage.ts';

export type TruthFigures = StageFigures & { readonly seconds: number };

type Settings = {
  /** The checkout that is played. */
  readonly folder: string;
  readonly trials: number;
  readonly seed: number;
  readonly short: boolean;
  readonly say: (line: string) => void;
};

/** So many stories share one stage: its start, and waiting until Leaver is quiet, cost as much as some of them. */
const IN_ONE_STAGE = 25;
/** So many stages at once, each in a process of its own; while one waits for its tenant, another works. */
const AT_ONCE = cpus().length + 1;

/** Plays the stories, stage after stage, and judges everything that was shown. Each stage has a seed of its own. */
export async function proveTruth({ folder, trials, seed, short, say }: Settings): Promise<TruthFigures> {
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  const orders = Array.from({ length: Math.ceil(trials / IN_ONE_STAGE) }, (_, stage) => ({
    ...{ folder, short, seed: seed + stage },
    trials: Math.min(IN_ONE_STAGE, trials - stage * IN_ONE_STAGE),
  }));
  let all: StageFigures = NOTHING;
  const runner = async () => {
    for (let order = orders.shift(); order !== undefined; order = orders.shift()) {
      // Awaited first: others add theirs meanwhile.
      const figures = await inProcess(order);
      all = added(all, figures);
      say(
        `  ${all.trials} stories, ${all.shown} cards and messages, ${all.disagreements.length} disagreements, ${seconds()} s`,
      );
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, runner));
  return { ...all, seconds: seconds() };
}

const NOTHING: StageFigures = {
  trials: 0,
  shown: 0,
  disagreements: [],
  classes: {},
  compared: {},
  told: [],
  missed: [],
};

/** No thread: V8 may fall over where a thread with the database's WebAssembly ends beside others (1 of 25 runs). */
function inProcess(order: StageOrder & { readonly folder: string }): Promise<StageFigures> {
  return new Promise((resolve, reject) => {
    const stage = fork(fileURLToPath(new URL('./stage-process.ts', import.meta.url)));
    stage.once('message', (figures: StageFigures) => {
      resolve(figures);
      stage.kill('SIGKILL');
    });
    stage.once('error', reject);
    stage.once('exit', (code) => reject(new Error(`a stage ended with ${code} before it was judged`)));
    stage.send(order);
  });
}

function added(one: StageFigures, other: StageFigures): StageFigures {
  return {
    trials: one.trials + other.trials,
    shown: one.shown + other.shown,
    disagreements: [...one.disagreements, ...other.disagreements],
    classes: summed(one.classes, other.classes),
    compared: summed(one.compared, other.compared),
    told: [...new Set([...one.told, ...other.told])],
    missed: [...new Set([...one.missed, ...other.missed])],
  };
}

function summed(one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>) {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return Object.fromEntries(names.map((name) => [name, (one[name] ?? 0) + (other[name] ?? 0)]));
}
