import { join } from 'node:path';
import { openFirstVersion } from '../first-version.ts';
import type { ProofRow, ProofRun } from '../proof-row.ts';
import { tryTexts } from '../texts/text-proof.ts';

/**
 * `--only texts`: messages made to cost much, one after the other; the control is the first version, stopped when it
 * hangs.
 */
export async function textsProof({ short, seed, trials, say }: ProofRun): Promise<readonly ProofRow[]> {
  const texts = trials ?? (short ? 200 : 20_000);
  const folder = join(import.meta.dirname, '../../../..');
  const ours = await tryTexts({ folder, texts, seed, hangs: Number.POSITIVE_INFINITY });
  say(
    `${ours.texts} messages of up to 60,000 characters: the worst turn took ${ours.worst} ms of CPU; "block now" and "pause everything" beside eight of them ${ours.urgent} times, answered within ${ours.urgentWorst} ms.`,
  );
  const first = await openFirstVersion();
  try {
    const control = await tryTexts({ folder: first.folder, texts: Math.min(texts, 6), seed, hangs: short ? 1 : 6 });
    say(
      `The first version: ${control.tooMuch} of ${control.texts} too much, ${control.hung} of them held it until it was killed.`,
    );
    return [
      {
        promise:
          'no message takes more than 250 ms of CPU, or keeps "block now" and "pause everything" waiting for a second',
        trials: ours.texts,
        failures: ours.tooMuch + ours.urgentLate,
        seed,
        control: { what: 'the first version', trials: control.texts, failures: control.tooMuch },
        figures: { ...ours },
      },
    ];
  } finally {
    await first.remove();
  }
}
