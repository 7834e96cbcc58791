import { markdownTable } from '../markdown-table.ts';
import type { ProofRow, ProofRun } from '../proof-row.ts';
import { proveWatch, type WatchFigures } from '../watch-proof.ts';

/** `--only watch`: the bot is killed while directory sync turns blocks back; the control keeps its hours in memory. */
export async function watchProof({ short, seed, trials, say }: ProofRun): Promise<readonly ProofRow[]> {
  const restarts = trials ?? (short ? 5 : 200);
  // In CI a sync cycle takes 7.5 seconds, else 20, so that a restart is short beside it.
  const speed = short ? 240 : 90;
  say(`The bot is killed while sync turns blocks back: ${restarts} restarts, ${speed} tenant minutes per minute.`);
  const leaver = proveWatch({ restarts, seed, bot: 'bot', speed, say });
  // Beside each other only in CI, where it is the minute that counts and not the seconds in the table.
  if (!short) await leaver;
  const timer = proveWatch({ restarts: short ? 3 : 20, seed: seed + 1, bot: 'timer-bot', speed, say });
  const [real, control] = await Promise.all([leaver, timer]);
  // Without kills the control keeps its promise: it is the kills that it does not stand.
  const calm = short ? null : await proveWatch({ restarts: 0, seed, bot: 'timer-bot', speed, say });
  const columns = [real, control, ...(calm === null ? [] : [calm])];
  const heads = ['Leaver', 'hours in memory', 'hours in memory, not killed'].slice(0, columns.length);
  const lines = ROWS.map(([name, pick]) => [name, ...columns.map(pick)]);
  say(markdownTable(['the bot is killed (SIGKILL) while sync turns blocks back', ...heads], lines));
  const caught = calm === null || calm.lost === 0 ? control.lost : 0;
  return [
    {
      promise: 'no watch is lost to a restart, and nobody is blocked again twice',
      trials: real.watches,
      failures: real.lost + real.doubled + real.repeatedBuzzes,
      seed,
      control: { what: 'hours kept in memory', trials: control.watches, failures: caught },
      figures: { ...real },
    },
  ];
}

const ROWS: readonly (readonly [name: string, pick: (figures: WatchFigures) => number | string])[] = [
  ['restarts', ({ restarts }) => restarts],
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
