import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import en from '../../../locales/en.json' with { type: 'json' };
import { startStage } from '../../stage.ts';
import { openFirstVersion } from '../first-version.ts';
import { markdownTable } from '../markdown-table.ts';
import type { ProofRow, ProofRun } from '../proof-row.ts';
import type { Disagreement } from '../truth/check.ts';
import { CLASSES } from '../truth/classes.ts';
import { LIES } from '../truth/lies.ts';
import { proveTruth, type TruthFigures } from '../truth/prove-truth.ts';
import type { Starter } from '../truth/world.ts';

/**
 * `--only truth`: random people, requests, foreign changes, faults and restores; everything that anybody is shown is read
 * back, and each sentence about state is held against the tenant as it was. The control is the first version, played alike.
 */
export async function truthProof({ short, seed, trials, say }: ProofRun): Promise<readonly ProofRow[]> {
  const asked = trials ?? (short ? 8 : 500);
  say(`What cards and messages say is held against the tenant: ${asked} people’s stories.`);
  const controlled = short ? 6 : Math.min(asked, 40);
  const real = proveTruth({ start: startStage, messages: en, trials: asked, seed, short, say });
  if (!short) await real;
  const control = await proveControl({ trials: controlled, seed: seed + 1, short, say });
  const leaver = await real;
  tell(leaver, say);
  const lies = { told: leaver.told.length, missed: leaver.missed.length };
  const untold = short ? [] : LIES.filter(({ name }) => !leaver.told.includes(name));
  if (untold.length > 0) say(`No card could tell: ${untold.map(({ name }) => name).join('; ')}.`);
  const empty = short ? [] : CLASSES.filter((name) => name !== 'page' && (leaver.classes[name] ?? 0) === 0);
  if (empty.length > 0) say(`No sentence of the class ${empty.join(', ')}.`);
  return [
    {
      promise: 'no card and no message says what is not so in the tenant',
      trials: leaver.trials,
      failures: leaver.disagreements.length + lies.missed + empty.length,
      seed,
      control: { what: 'the first version', trials: control.trials, failures: untrue(control.disagreements).length },
      figures: {
        shown: leaver.shown,
        compared: Object.values(leaver.compared).reduce((sum, each) => sum + each, 0),
        unclassified: leaver.disagreements.length - untrue(leaver.disagreements).length,
        liesTold: lies.told,
        liesCaught: lies.told - lies.missed,
        seconds: leaver.seconds,
        ...leaver.classes,
      },
    },
  ];
}

type ControlRun = {
  readonly trials: number;
  readonly seed: number;
  readonly short: boolean;
  readonly say: (line: string) => void;
};

async function proveControl(run: ControlRun): Promise<TruthFigures> {
  const first = await openFirstVersion();
  try {
    const { startStage: start } = await first.load<{ readonly startStage: Starter }>('src/commands/stage.ts');
    const messages = JSON.parse(await readFile(join(first.folder, 'src/locales/en.json'), 'utf8')) as typeof en;
    return await proveTruth({ ...run, start, messages });
  } finally {
    await first.remove();
  }
}

/** Texts that only the first version had are not classified; that is no lie of it. */
function untrue(disagreements: readonly Disagreement[]): readonly Disagreement[] {
  return disagreements.filter(({ sort }) => sort === 'untrue');
}

function tell(figures: TruthFigures, say: (line: string) => void): void {
  const rows = Object.entries(figures.classes).toSorted(([, one], [, other]) => other - one);
  say(markdownTable(['class of sentence', 'read'], rows));
  const compared = Object.entries(figures.compared).toSorted(([one], [other]) => one.localeCompare(other));
  say(markdownTable(['compared with the tenant', 'times'], compared));
  say(`Planted lies: ${figures.told.length} told, ${figures.told.length - figures.missed.length} caught.`);
  for (const lie of figures.missed) say(`  not caught: ${lie}`);
  const [worst, rest] = [figures.disagreements.slice(0, SAID), figures.disagreements.length - SAID];
  for (const { seed, reference, viewer, at, key, words, why } of worst)
    say(
      `  seed ${seed}, ${reference ?? 'no request'}, to ${viewer} at ${at}: ${key ?? 'unclassified'}: ${why}\n    “${words}”`,
    );
  if (rest > 0) say(`  and ${rest} more.`);
}

/** So many kinds of disagreement are told in words. */
const SAID = 60;
