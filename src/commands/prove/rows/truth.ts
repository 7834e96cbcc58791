import { join } from 'node:path';
import { openFirstVersion } from '../first-version.ts';
import { markdownTable } from '../markdown-table.ts';
import type { ProofRow, ProofRun } from '../proof-row.ts';
import { CLASSES } from '../truth/classes.ts';
import { LIES } from '../truth/lies.ts';
import { proveTruth, type TruthFigures } from '../truth/prove-truth.ts';

/**
 * `--only truth`: random people, requests, foreign changes, faults and restores; everything that anybody is shown is
 * read back, and each sentence about state is held against the tenant as it was. The control is the first version,
 * played alike.
 */
export async function truthProof({ short, seed, trials, say }: ProofRun): Promise<readonly ProofRow[]> {
  const asked = trials ?? (short ? 6 : 500);
  say(`What cards and messages say is held against the tenant: the stories of ${asked} people.`);
  const real = proveTruth({ folder: join(import.meta.dirname, '../../../..'), trials: asked, seed, short, say });
  // Beside each other only in CI.
  if (!short) await real;
  const [leaver, control] = await Promise.all([real, proveControl(short ? 3 : Math.min(asked, 50), seed, short, say)]);
  tell(leaver, say);
  const missing = short ? [] : whatNeverCame(leaver);
  return [
    {
      promise: 'no card and no message says what is not so in the tenant',
      trials: leaver.trials,
      failures: leaver.disagreements.length + leaver.missed.length + missing.length,
      seed,
      control: { what: 'the first version', trials: control.trials, failures: untrue(control) },
      found: [...inWords(leaver), ...missing],
      figures: {
        shown: leaver.shown,
        compared: Object.values(leaver.compared).reduce((sum, each) => sum + each, 0),
        unclassified: leaver.disagreements.length - untrue(leaver),
        liesTold: leaver.told.length,
        liesCaught: leaver.told.length - leaver.missed.length,
        seconds: leaver.seconds,
        ...leaver.classes,
      },
    },
  ];
}

async function proveControl(
  trials: number,
  seed: number,
  short: boolean,
  say: (line: string) => void,
): Promise<TruthFigures> {
  const first = await openFirstVersion();
  const own = (line: string) => say(`  the first version:${line}`);
  try {
    let figures = await proveTruth({ folder: first.folder, trials, seed, short, say: own });
    // A few people's stories may have nothing in them that it got wrong: then others are played.
    for (let more = 1; more < MOST_TRIED && untrue(figures) === 0; more += 1) {
      const next = await proveTruth({ folder: first.folder, trials, seed: seed + more, short, say: own });
      figures = { ...next, trials: figures.trials + next.trials };
    }
    return figures;
  } finally {
    await first.remove();
  }
}

/** So often stories of the first version are played before it is said that nothing was wrong in them. */
const MOST_TRIED = 3;

/** Texts that only the first version had are not classified; that is no lie of it. */
function untrue({ disagreements }: TruthFigures): number {
  return disagreements.filter(({ sort }) => sort === 'untrue').length;
}

/** Classes without a sentence and lies that no card could tell: what was not tried proves nothing. */
function whatNeverCame({ classes, told }: TruthFigures): readonly string[] {
  return [
    ...CLASSES.filter((name) => name !== 'page' && (classes[name] ?? 0) === 0).map(
      (name) => `No sentence of the class “${name}”.`,
    ),
    ...(told.length >= ENOUGH_LIES
      ? []
      : LIES.filter(({ name }) => !told.includes(name)).map(({ name }) => `Never told: ${name}.`)),
  ];
}

const ENOUGH_LIES = 30;

function tell({ classes, compared, told, missed }: TruthFigures, say: (line: string) => void): void {
  const read = Object.entries(classes).toSorted(([, one], [, other]) => other - one);
  say(markdownTable(['class of sentence', 'read'], read));
  const keys = Object.entries(compared).toSorted(([one], [other]) => one.localeCompare(other));
  say(markdownTable(['compared with the tenant', 'times'], keys));
  say(`Planted lies: ${told.length} told, ${told.length - missed.length} caught.`);
}

function inWords({ missed, disagreements }: TruthFigures): readonly string[] {
  const told = disagreements
    .slice(0, SAID)
    .flatMap(({ seed, reference, viewer, at, key, words, why, story }) => [
      `seed ${seed}, ${reference ?? 'no request'}, to ${viewer} at ${at}: ${key ?? 'unclassified'}: ${why}`,
      `  “${words}”; ${story}`,
    ]);
  const more = disagreements.length - told.length / 2;
  return [...missed.map((lie) => `not caught: ${lie}`), ...told, ...(more > 0 ? [`and ${more} more`] : [])];
}

/** So many disagreements are told in words. */
const SAID = 60;
