import { makeCanaries } from '../canaries/canaries.ts';
import { playCanaries } from '../canaries/play-canaries.ts';
import { startCanaries } from '../canaries/start-canaries.ts';
import type { ProofRow, ProofRun } from '../proof-row.ts';

/**
 * `--only canaries`: every secret has a value of its own, and afterwards everything that was said, logged, answered or
 * stored is searched for it, the files of the database too. The control's log has no allow-list.
 */
export async function canariesProof({ short, trials, say }: ProofRun): Promise<readonly ProofRow[]> {
  const rounds = trials ?? (short ? 1 : 5);
  say(`Secrets with a value of their own, ${rounds} times through the product, and looked for everywhere.`);
  const careless = playCanaries(makeCanaries(), { careless: true });
  let [places, passwords] = [0, 0];
  const found: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const canaries = makeCanaries();
    const [played, started] = await Promise.all([
      playCanaries(canaries, { careless: false }),
      startCanaries(canaries, short),
    ]);
    places += played.places + started.places;
    passwords += played.passwords;
    found.push(...played.found, ...started.found);
  }
  const control = await careless;
  for (const each of new Set(found)) say(each);
  return [
    {
      promise: 'no secret stands in a log, the database, a card, a message or the answer to an error',
      trials: places,
      failures: found.length,
      seed: null,
      control: { what: 'a log without its allow-list', trials: control.places, failures: control.found.length },
      figures: { rounds, generatedPasswords: passwords },
    },
  ];
}
