import { type KillFigures, proveKills } from '../kill-proof.ts';
import { markdownTable } from '../markdown-table.ts';
import type { ProofRow, ProofRun } from '../proof-row.ts';

/** `--only kills`: the bot is killed while requests run; the control keeps no intent in its ledger. */
export async function killProof({ short, seed, trials, say }: ProofRun): Promise<readonly ProofRow[]> {
  const kills = trials ?? (short ? 8 : 60);
  say(`The bot is killed while requests run: ${kills} kills.`);
  const leaver = proveKills({ kills, seed, bot: 'bot', say });
  // Beside each other only in CI, where it is the minute that counts and not the seconds in the table.
  if (!short) await leaver;
  // The control only has to show that the harness sees the defect: as many kills as a third, or until it was seen.
  const least = Math.ceil(kills / 3);
  const forgetful = proveKills({ kills: 40, enough: least, seed: seed + 1, bot: 'forgetful-bot', say });
  const [real, control] = await Promise.all([leaver, forgetful]);
  const lines = ROWS.map(([name, pick]) => [name, pick(real), pick(control)]);
  say(markdownTable(['the bot is killed (SIGKILL) while requests run', 'Leaver', 'no intent in the ledger'], lines));
  return [
    {
      promise: 'a kill loses no request and no step, and doubles no call that is not harmless twice',
      trials: real.kills,
      failures: failures(real),
      seed,
      control: { what: 'no intent in the ledger', trials: control.kills, failures: failures(control) },
      figures: { ...real },
    },
  ];
}

const ROWS: readonly (readonly [name: string, pick: (figures: KillFigures) => number | string])[] = [
  ['kills', ({ kills }) => kills],
  ['requests, all to their end', ({ requests, unfinished }) => `${requests - unfinished} of ${requests}`],
  ['steps', ({ steps }) => steps],
  ['steps lost', ({ lostSteps }) => lostSteps],
  ['non-idempotent calls made twice', ({ repeatedCalls }) => repeatedCalls],
  ['restart to next call, median s', ({ resumeMedian }) => resumeMedian],
  ['restart to next call, worst s', ({ resumeWorst }) => resumeWorst],
  ['minutes', ({ seconds }) => (seconds / 60).toFixed(1)],
];

function failures({ unfinished, lostSteps, repeatedCalls }: KillFigures): number {
  return unfinished + lostSteps + repeatedCalls;
}
