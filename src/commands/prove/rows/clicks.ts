import { type ClickFigures, proveClicks } from '../clicks-proof.ts';
import { markdownTable } from '../markdown-table.ts';
import type { ProofRow, ProofRun } from '../proof-row.ts';

/** `--only clicks`: genuine clicks with every field changed, through the bot itself; the control believes the cards. */
export async function clicksProof({ short, seed, trials, say }: ProofRun): Promise<readonly ProofRow[]> {
  const clicks = trials ?? (short ? 300 : 20_000);
  say(`${clicks} clicks changed on the way: fields, inputs, people, places, replays.`);
  const believed = Math.min(clicks, short ? 100 : 2_000);
  const { buttons, real, control } = await proveClicks({ clicks, believed, seed, say });
  for (const example of real.examples) say(`  ${example}`);
  say(
    markdownTable(
      ['tampered clicks', 'Leaver', 'no seal, no strict schema'],
      [
        ['clicks', real.clicks, control.clicks],
        ['did what the untouched button does', real.asGenuine, control.asGenuine],
        ['did something else', real.failures, control.failures],
        ['what', faultsOf(real), faultsOf(control)],
        ['seconds', real.seconds.toFixed(1), control.seconds.toFixed(1)],
      ],
    ),
  );
  return [
    {
      promise: 'a click cannot change what was approved: it does what the button does that was shown, or nothing',
      trials: real.clicks,
      failures: real.failures,
      seed,
      control: {
        what: 'cards believed: no seal, no strict schema',
        trials: control.clicks,
        failures: control.failures,
      },
      figures: { buttons, didWhatTheButtonDoes: real.asGenuine },
    },
  ];
}

function faultsOf({ faults }: ClickFigures): string {
  return (
    Object.entries(faults)
      .map(([what, count]) => `${what}: ${count}`)
      .join('; ') || '–'
  );
}
