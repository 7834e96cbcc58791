import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchEmergency, type EmergencyCost } from './bench/emergency-bench.ts';
import { benchWatch, type WatchCost } from './bench/watch-bench.ts';
import { markdownTable } from './prove/markdown-table.ts';

/**
 * `npm run bench`: what Leaver costs, measured against the sandbox on this machine, in some ten minutes. Prints tables
 * and writes them as JSON to `dist/bench.json`. `--only emergency` (or another name) measures one, a minute;
 * `--people N`: so many are watched, 1,000 when left out; `--clicks N`: so many people are blocked at once, 60 when
 * left out.
 */
const { values } = parseArgs({
  options: { only: { type: 'string' }, people: { type: 'string' }, clicks: { type: 'string' } },
});

const BENCHES: Readonly<Record<string, () => Promise<object>>> = {
  async emergency() {
    const cost = await benchEmergency({ clicks: Number(values.clicks ?? 60), say });
    say(emergencyTable(cost));
    return cost;
  },
  async watch() {
    const cost = await benchWatch({ people: Number(values.people ?? 1_000), say });
    say(watchTable(cost));
    return cost;
  },
};

const machine = `${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.version}`;
say(`${machine}. The tenant is the sandbox beside the bot on this machine; not measured on a live tenant.`);
const wanted = Object.entries(BENCHES).filter(([name]) => values.only === undefined || values.only === name);
if (wanted.length === 0) {
  say(`There is no bench “${values.only}”: choose one of ${Object.keys(BENCHES).join(', ')}.`);
  process.exitCode = 1;
}
const found: Record<string, unknown> = {};
for (const [name, bench] of wanted) found[name] = { machine, ...(await bench()) };
await mkdir('dist', { recursive: true });
const file = join('dist', 'bench.json');
// What was measured before and not now is kept, each with its machine.
const before = await readFile(file, 'utf8').then(JSON.parse, () => ({}));
await writeFile(file, `${JSON.stringify({ ...before, ...found }, null, 2)}\n`);

function emergencyTable({ clicks, databases }: EmergencyCost): string {
  const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(2);
  const heads = [`from the click on “Block now” to the block at Graph, s (${clicks} clicks)`, 'median', 'p95', 'worst'];
  return markdownTable(
    [...heads, 'target for p95', 'a bare PATCH, median', 'ratio of the medians', 'Graph requests until then'],
    databases.map(({ name, click, target, bare, graphRequests }) => [
      name,
      seconds(click.median),
      seconds(click.p95),
      seconds(click.worst),
      `${seconds(target)}: ${click.p95 <= target ? 'met' : 'missed'}`,
      (bare.median / 1000).toFixed(4),
      (click.median / bare.median).toFixed(0),
      graphRequests.toFixed(1),
    ]),
  );
}

function watchTable(cost: WatchCost): string {
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
