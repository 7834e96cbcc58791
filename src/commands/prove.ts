import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { NoFirstVersion } from './prove/first-version.ts';
import { markdownTable } from './prove/markdown-table.ts';
import { isProved, type ProofRow } from './prove/proof-row.ts';
import { PROOFS } from './prove/proofs.ts';

/**
 * `npm run prove`: every promise put to the test, each with its control. Prints one table of them all and writes it as
 * JSON to `dist/prove.json`; exits with 0 only when every promise held and every control was caught. `--short` is what
 * CI runs; `--only kills` (or another name of `proofs.ts`) runs one, `--trials N` with another number, `--seed N`
 * another seed.
 */
const { values } = parseArgs({
  options: {
    short: { type: 'boolean' },
    only: { type: 'string' },
    trials: { type: 'string' },
    seed: { type: 'string' },
  },
});

async function main(): Promise<number> {
  const seed = Number(values.seed ?? 20261121);
  const run = { short: values.short === true, seed, trials: trialsAsked(), say };
  say(
    `Seed ${seed}, ${cpus().length} cores, Node ${process.version}. The tenant is the sandbox; not measured on a live tenant.`,
  );
  const wanted = Object.entries(PROOFS).filter(([name]) => values.only === undefined || values.only === name);
  if (wanted.length === 0) {
    say(`There is no proof “${values.only}”: choose one of ${Object.keys(PROOFS).join(', ')}.`);
    return 1;
  }
  const rows: ProofRow[] = [];
  const minutes: Record<string, string> = {};
  for (const [name, prove] of wanted) {
    const began = Date.now();
    rows.push(...(await tried(name, () => prove(run))));
    minutes[name] = ((Date.now() - began) / 60_000).toFixed(1);
  }
  await mkdir('dist', { recursive: true });
  await writeFile(join('dist', 'prove.json'), `${JSON.stringify({ short: run.short, minutes, rows }, null, 2)}\n`);
  say(markdownTable(HEADS, rows.map(cells)));
  for (const { promise, found = [] } of rows.filter(({ failures }) => failures > 0)) {
    say(`The promise did not hold: ${promise}.`);
    for (const line of found) say(`  ${line}`);
  }
  for (const row of rows.filter(({ control }) => control.failures === 0))
    say(`The control was not caught, so this run proves nothing: ${row.promise}.`);
  return rows.length > 0 && rows.every(isProved) ? 0 : 1;
}

/** A copy without history lacks the control of some rows: that is said, and they count for nothing. */
async function tried(name: string, prove: () => Promise<readonly ProofRow[]>): Promise<readonly ProofRow[]> {
  try {
    return await prove();
  } catch (error) {
    if (!(error instanceof NoFirstVersion)) throw error;
    say(`“${name}” was not tried: ${error.message}.`);
    return [];
  }
}

const HEADS = ['promise', 'trials', 'failures', 'seed', 'control', 'caught'];

function cells({ promise, trials, failures, seed, control }: ProofRow): readonly (string | number)[] {
  return [promise, trials, failures, seed ?? 'all cases', control.what, `${control.failures} of ${control.trials}`];
}

function trialsAsked(): number | null {
  return values.trials === undefined ? null : Number(values.trials);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

process.exitCode = await main();
