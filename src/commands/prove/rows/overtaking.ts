import { createAdvance } from '../../../flow/advance-request.ts';
import { createFlow } from '../../../flow/create-flow.ts';
import * as world from '../decisions/decision-world.ts';
import { openFirstVersion } from '../first-version.ts';
import { onEmptyStore, STORING, type Storing, storingOf } from '../on-empty-store.ts';
import type { Version } from '../overtaking/overtaking-world.ts';
import { OVERTAKEN_STATES } from '../overtaking/states.ts';
import { type OvertakingFigures, proveOvertaking } from '../overtaking-proof.ts';
import type { ProofRow, ProofRun } from '../proof-row.ts';

const STATES = Object.keys(OVERTAKEN_STATES);
/** What CI tries: one of each way in which another request can stand in the way. */
const SHORT = [
  ...['pending', 'pending, a restore', 'scheduled', 'held by a pause', 'running, between its steps'],
  ...['running, a restore', 'an emergency before it, and let in again since'],
];
const EVERYBODY = 8;

/** `--only overtaking`: every state of another request × everybody who may click; the control is the first version. */
export async function overtakingProof({ short, say }: ProofRun): Promise<readonly ProofRow[]> {
  const states = short ? SHORT : STATES;
  const real = await tryAll({ createFlow, createAdvance, world }, STORING, { states, roles: EVERYBODY });
  const failures = [...real.disobeyed, ...real.letThrough, ...real.wrongEnds];
  for (const [what, names] of Object.entries(real))
    if (Array.isArray(names) && names.length > 0) say(`${what}: ${names}`);
  const control = await tryFirstVersion(states);
  say(`The first version did not obey with: ${control.disobeyed.map((name) => name.split(' × ')[0]).join('; ')}.`);
  return [
    {
      promise:
        'an emergency block overtakes whatever else is asked about the person: every state × everybody who may click',
      trials: real.trials,
      failures: failures.length,
      seed: null,
      control: { what: 'the first version', trials: control.trials, failures: control.disobeyed.length },
      figures: { states: states.length, people: EVERYBODY },
    },
  ];
}

async function tryFirstVersion(states: readonly string[]): Promise<OvertakingFigures> {
  const first = await openFirstVersion();
  try {
    const [flow, advance, then, storing] = await Promise.all([
      first.load<Pick<Version, 'createFlow'>>('src/flow/create-flow.ts'),
      first.load<Pick<Version, 'createAdvance'>>('src/flow/advance-request.ts'),
      first.load<Version['world']>('src/commands/prove/decisions/decision-world.ts'),
      storingOf(first),
    ]);
    return await tryAll({ ...flow, ...advance, world: then }, storing, { states, roles: 1 });
  } finally {
    await first.remove();
  }
}

function tryAll(
  version: Version,
  storing: Storing,
  what: Parameters<typeof proveOvertaking>[2],
): Promise<OvertakingFigures> {
  return onEmptyStore(storing, (store) => proveOvertaking(version, store, what));
}
