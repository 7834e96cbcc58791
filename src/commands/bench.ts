import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchWatch, type WatchCost } from './bench/watch-bench.ts';

/**
 * `npm run bench`: what Leaver costs, measured against the sandbox on this machine. Prints a table and writes it as JSON to
 * `dist/bench.json`. `--people N`, `--speed N` (tenant minutes per minute) and `--minutes N` (of tenant time) choose the
 * size; the defaults need eight minutes.
 */
const { values } = parseArgs({
  options: { people: { type: 'string' }, speed: { type: 'string' }, minutes: { type: 'string' } },
});
const people = Number(values.people ?? 1_000);
const speed = Number(values.speed ?? 6);
const minutes = Number(values.minutes ?? 31);

const machine = `${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.version}`;
say(`${machine}. The tenant is the sandbox beside the bot on this machine; not measured on a live tenant.`);
const watch = await benchWatch({ people, speed, minutes, say });
say(table(watch));
await mkdir('dist', { recursive: true });
await writeFile(join('dist', 'bench.json'), `${JSON.stringify({ machine, watch }, null, 2)}\n`);

function table(cost: WatchCost): string {
  const { late, memory, baseline } = cost;
  const rows = [
    ['people watched', cost.people],
    ['watched for, tenant minutes', `${cost.minutes} at ${cost.speed} a minute`],
    ['looks', cost.looks],
    ['Graph requests per hour (HTTP)', cost.httpPerHour],
    ['Graph reads per hour (a batch counts each of its reads)', cost.readsPerHour],
    ['Graph requests and reads of one look', `${cost.httpPerLook.toFixed(2)} and ${cost.readsPerLook.toFixed(2)}`],
    ['reads per person and day while AD DS is waited for', cost.readsPerDayWaiting],
    ['reads per person and day once all was seen, for a week', cost.readsPerDayQuiet],
    ['Teams calls per hour (cards kept current)', cost.teamsCallsPerHour],
    [
      'looks late, median, real s (tenant s)',
      `${late.medianRealSeconds.toFixed(1)} (${late.medianTenantSeconds.toFixed(0)})`,
    ],
    [
      'looks late, worst, real s (tenant s)',
      `${late.worstRealSeconds.toFixed(1)} (${late.worstTenantSeconds.toFixed(0)})`,
    ],
    ['memory between looks / at most, MB', `${megabytes(memory.rest)} / ${megabytes(memory.most)}`],
    ['the same with nobody watched, MB', `${megabytes(baseline.rest)} / ${megabytes(baseline.most)}`],
    ['ratio', `${ratio(memory.rest, baseline.rest)} / ${ratio(memory.most, baseline.most)}`],
  ];
  return ['', '| the watcher | |', '|---|---|', ...rows.map((cells) => `| ${cells.join(' | ')} |`), ''].join('\n');
}

function ratio(one: number | null, other: number | null): string {
  return one === null || other === null ? '–' : (one / other).toFixed(2);
}

function megabytes(value: number | null): string {
  return value === null ? '–' : value.toFixed(0);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
