import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type KillFigures, proveKills } from './prove/kill-proof.ts';
import { proveWatch, type WatchFigures } from './prove/watch-proof.ts';

/**
 * `npm run prove`: the long proofs, each with its control. Prints one table per promise and writes all as JSON to
 * `dist/prove.json`; exits with 0 only when every promise held and every control was caught. `--short` is what CI runs;
 * `--only kills` or `--only watch` runs one; `--kills N`, `--restarts N` and `--seed N` choose the trials.
 */
const { values } = parseArgs({
  options: {
    short: { type: 'boolean' },
    only: { type: 'string' },
    kills: { type: 'string' },
    restarts: { type: 'string' },
    seed: { type: 'string' },
  },
});
const short = values.short === true;
const kills = Number(values.kills ?? (short ? 8 : 60));
const restarts = Number(values.restarts ?? (short ? 5 : 200));
const seed = Number(values.seed ?? 20261121);

type Proof = { readonly held: boolean; readonly caught: boolean };
type Row<Figures> = readonly [name: string, pick: (figures: Figures) => number | string];

async function main(): Promise<number> {
  say(
    `Seed ${seed}, ${cpus().length} cores, Node ${process.version}. The tenant is the sandbox; not measured on a live tenant.`,
  );
  const proofs: Record<string, Proof> = {};
  for (const [name, prove] of Object.entries({ kills: killProof, watch: watchProof })) {
    if (values.only === undefined || values.only === name) proofs[name] = await prove();
  }
  await mkdir('dist', { recursive: true });
  await writeFile(join('dist', 'prove.json'), `${JSON.stringify({ seed, ...proofs }, null, 2)}\n`);
  const all = Object.entries(proofs);
  for (const [name] of all.filter(([, { held }]) => !held)) say(`The promise did not hold: ${name}.`);
  for (const [name] of all.filter(([, { caught }]) => !caught))
    say(`The control was not caught, so this run proves nothing: ${name}.`);
  return all.length > 0 && all.every(([, { held, caught }]) => held && caught) ? 0 : 1;
}

const KILL_ROWS: readonly Row<KillFigures>[] = [
  ['kills', ({ kills: count }) => count],
  ['requests, all to their end', ({ requests, unfinished }) => `${requests - unfinished} of ${requests}`],
  ['steps', ({ steps }) => steps],
  ['steps lost', ({ lostSteps }) => lostSteps],
  ['non-idempotent calls made twice', ({ repeatedCalls }) => repeatedCalls],
  ['restart to next call, median s', ({ resumeMedian }) => resumeMedian],
  ['restart to next call, worst s', ({ resumeWorst }) => resumeWorst],
  ['minutes', ({ seconds }) => (seconds / 60).toFixed(1)],
];

async function killProof() {
  say(`The bot is killed while requests run: ${kills} kills.`);
  const real = await proveKills({ kills, seed, bot: 'bot', say });
  // The control only has to show that the harness sees the defect: as many kills as a third, or until it was seen.
  const least = Math.ceil(kills / 3);
  const control = await proveKills({ kills: 40, enough: least, seed: seed + 1, bot: 'forgetful-bot', say });
  const failures = (figures: KillFigures) => figures.unfinished + figures.lostSteps + figures.repeatedCalls;
  say(
    table('the bot is killed (SIGKILL) while requests run', KILL_ROWS, {
      Leaver: real,
      'control: no intent in the ledger': control,
    }),
  );
  return { real, control, held: failures(real) === 0, caught: failures(control) > 0 };
}

const WATCH_ROWS: readonly Row<WatchFigures>[] = [
  ['restarts', ({ restarts: count }) => count],
  ['watches', ({ watches }) => watches],
  ['watches lost', ({ lost }) => lost],
  ['blocked again more than once', ({ doubled }) => doubled],
  ['blocks cut off by a kill and turned back meanwhile, done anew', ({ cutOff }) => cutOff],
  [
    'messages swallowed by a kill (the card says it) / sent twice',
    ({ missedBuzzes, repeatedBuzzes }) => `${missedBuzzes} / ${repeatedBuzzes}`,
  ],
  [
    'turned back to blocked again, median s (tenant min)',
    (each) => `${each.reblockMedianSeconds} (${each.reblockMedianTenantMinutes})`,
  ],
  [
    'turned back to blocked again, worst s (tenant min)',
    (each) => `${each.reblockWorstSeconds} (${each.reblockWorstTenantMinutes})`,
  ],
  ['minutes', ({ seconds }) => (seconds / 60).toFixed(1)],
];

async function watchProof() {
  // In CI a sync cycle takes 7.5 seconds, else 20, so that a restart is short beside it.
  const speed = short ? 240 : 90;
  say(
    `The bot is killed while directory sync turns blocks back: ${restarts} restarts, ${speed} tenant minutes per minute.`,
  );
  const leaver = proveWatch({ restarts, seed, bot: 'bot', speed, say });
  // Beside each other only in CI, where it is the minute that counts and not the seconds in the table.
  if (!short) await leaver;
  const timer = proveWatch({ restarts: short ? 3 : 20, seed: seed + 1, bot: 'timer-bot', speed, say });
  const [real, control] = await Promise.all([leaver, timer]);
  // Without kills the control keeps its promise: it is the kills that it does not stand.
  const calm = short ? null : await proveWatch({ restarts: 0, seed, bot: 'timer-bot', speed, say });
  const failures = (figures: WatchFigures) => figures.lost + figures.doubled + figures.repeatedBuzzes;
  const figures = { Leaver: real, 'control: hours in memory': control, ...(calm && { 'control, not killed': calm }) };
  say(table('the bot is killed (SIGKILL) while sync turns blocks back', WATCH_ROWS, figures));
  const caught = control.lost > 0 && (calm === null || calm.lost === 0);
  return { real, control, calm, held: failures(real) === 0, caught };
}

function table<Figures>(
  title: string,
  rows: readonly Row<Figures>[],
  columns: Readonly<Record<string, Figures>>,
): string {
  const names = Object.keys(columns);
  const lines = rows.map(([name, pick]) => [name, ...Object.values(columns).map(pick)]);
  const all = [[title, ...names], ['---', ...names.map(() => '---')], ...lines];
  return ['', ...all.map((cells) => `| ${cells.join(' | ')} |`), ''].join('\n');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

process.exitCode = await main();
