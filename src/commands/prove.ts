import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type KillFigures, proveKills } from './prove/kill-proof.ts';

/**
 * `npm run prove`: the long proofs, each with its control. Prints a table promise · trials · failures · control and writes
 * it as JSON to `dist/prove.json`; exits with 0 only when every promise held and every control was caught. `--short` is
 * what CI runs; `--kills N` and `--seed N` choose the trials.
 */
const { values } = parseArgs({
  options: { short: { type: 'boolean' }, kills: { type: 'string' }, seed: { type: 'string' } },
});
const kills = Number(values.kills ?? (values.short === true ? 8 : 60));
const seed = Number(values.seed ?? 20261121);
process.exitCode = await main();

async function main(): Promise<number> {
  say(
    `Kills: ${kills}, seed ${seed}, ${cpus().length} cores, Node ${process.version}. The tenant is the sandbox; not measured on a live tenant.`,
  );
  const real = await proveKills({ kills, seed, bot: 'bot', say });
  // The control only has to show that the harness sees the defect: as many kills as a third, or until it was seen.
  const least = Math.ceil(kills / 3);
  const control = await proveKills({ kills: 40, enough: least, seed: seed + 1, bot: 'forgetful-bot', say });
  const held = real.unfinished === 0 && real.lostSteps === 0 && real.repeatedCalls === 0;
  const caught = control.repeatedCalls + control.lostSteps + control.unfinished > 0;
  say(table(real, control));
  await mkdir('dist', { recursive: true });
  await writeFile(join('dist', 'prove.json'), `${JSON.stringify({ seed, real, control, held, caught }, null, 2)}\n`);
  if (!held) say('The promise did not hold.');
  if (!caught) say('The control was not caught: this run proves nothing.');
  return held && caught ? 0 : 1;
}

function table(real: KillFigures, control: KillFigures): string {
  const row = (name: string, pick: (figures: KillFigures) => number | string) =>
    `| ${name} | ${pick(real)} | ${pick(control)} |`;
  return [
    '',
    '| the bot is killed (SIGKILL) while requests run | Leaver | control: no intent in the ledger |',
    '|---|---|---|',
    row('kills', ({ kills }) => kills),
    row('requests, all to their end', ({ requests, unfinished }) => `${requests - unfinished} of ${requests}`),
    row('steps', ({ steps }) => steps),
    row('steps lost', ({ lostSteps }) => lostSteps),
    row('non-idempotent calls made twice', ({ repeatedCalls }) => repeatedCalls),
    row('restart to next call, median s', ({ resumeMedian }) => resumeMedian),
    row('restart to next call, worst s', ({ resumeWorst }) => resumeWorst),
    row('minutes', ({ seconds }) => (seconds / 60).toFixed(1)),
    '',
  ].join('\n');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
