import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchWatch, type WatchCost } from './bench/watch-bench.ts';

/**
 * `npm run bench`: what Leaver costs, measured against the sandbox on this machine, in ten minutes. Prints a table and
 * writes it as JSON to `dist/bench.json`. `--people N`: so many are watched; 1,000 when left out.
 */
const { values } = parseArgs({ options: { people: { type: 'string' } } });
const people = Number(values.people ?? 1_000);

const machine = `${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.version}`;
say(`${machine}. The tenant is the sandbox beside the bot on this machine; not measured on a live tenant.`);
const watch = await benchWatch({ people, say });
say(table(watch));
await mkdir('dist', { recursive: true });
await writeFile(join('dist', 'bench.json'), `${JSON.stringify({ machine, watch }, null, 2)}\n`);

function table(cost: WatchCost): string {
  const { late, memory, baseline } = cost;
  const rows = [
    ['people watched, AD DS is waited for', cost.people],
    ['looks in one sync cycle of 30 minutes', cost.looks],
    ['Graph requests per hour (HTTP)', cost.httpPerHour],
    ['Graph reads per hour (a batch counts each of its reads)', cost.readsPerHour],
    ['Graph requests and reads of one look', `${cost.httpPerLook.toFixed(2)} and ${cost.readsPerLook.toFixed(2)}`],
    ['reads per person and day while AD DS is waited for', cost.readsPerDayWaiting],
    ['reads per person and day once all was seen, for a week', cost.readsPerDayQuiet],
    ['Teams calls per hour (cards kept current)', cost.teamsCallsPerHour],
    ['looks late, median / worst, s', `${late.median.toFixed(1)} / ${late.worst.toFixed(1)}`],
    ['memory at rest / at most, MB', `${memory.rest.toFixed(0)} / ${memory.most.toFixed(0)}`],
    ['the same with nobody watched, MB', `${baseline.rest.toFixed(0)} / ${baseline.most.toFixed(0)}`],
    ['ratio', `${(memory.rest / baseline.rest).toFixed(2)} / ${(memory.most / baseline.most).toFixed(2)}`],
  ];
  return ['', '| the watcher | |', '|---|---|', ...rows.map((cells) => `| ${cells.join(' | ')} |`), ''].join('\n');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
