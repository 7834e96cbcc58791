import { createAdvance } from '../../../flow/advance-request.ts';
import { createFlow } from '../../../flow/create-flow.ts';
import * as world from '../decisions/decision-world.ts';
import { openFirstVersion } from '../first-version.ts';
import { CHANGES } from '../lasting/changes.ts';
import type { Version } from '../lasting/lasting-world.ts';
import { type LastingFigures, proveLasting, type Tried } from '../lasting-proof.ts';
import { onEmptyStore, STORING, type Storing, storingOf } from '../on-empty-store.ts';
import type { ProofRow, ProofRun } from '../proof-row.ts';

/** What CI tries, and the control. */
const SHORT = ['removed', 'disabled', 'moved'];
const CONTROL = { changes: ['disabled'], protectedToo: false };

/** `--only lasting-authority`: every role × what becomes of it × every moment; the control is the first version. */
export async function lastingAuthorityProof({ short, say }: ProofRun): Promise<readonly ProofRow[]> {
  const real = await tryAll({ createFlow, createAdvance, world }, STORING, {
    changes: short ? SHORT : Object.keys(CHANGES),
    protectedToo: true,
  });
  const failures = [...real.writtenAllTheSame, ...real.unsaid, ...real.stuck];
  for (const [what, names] of Object.entries(real))
    if (Array.isArray(names) && names.length > 0) say(`${what}: ${names.join('; ')}`);
  const control = await tryFirstVersion();
  say(`The first version wrote all the same with: ${control.writtenAllTheSame.join('; ')}.`);
  return [
    {
      promise:
        'nothing is written on the word of somebody who counts no more, nor about somebody who became protected: every role × what becomes of it × every moment',
      trials: real.trials,
      failures: failures.length,
      seed: null,
      control: { what: 'the first version', trials: control.trials, failures: control.writtenAllTheSame.length },
      figures: {
        writtenAllTheSame: real.writtenAllTheSame.length,
        unsaid: real.unsaid.length,
        stuck: real.stuck.length,
      },
    },
  ];
}

async function tryFirstVersion(): Promise<LastingFigures> {
  const first = await openFirstVersion();
  try {
    const [flow, advance, then, storing] = await Promise.all([
      first.load<Pick<Version, 'createFlow'>>('src/flow/create-flow.ts'),
      first.load<Pick<Version, 'createAdvance'>>('src/flow/advance-request.ts'),
      first.load<Version['world']>('src/commands/prove/decisions/decision-world.ts'),
      storingOf(first),
    ]);
    return await tryAll({ ...flow, ...advance, world: then }, storing, CONTROL);
  } finally {
    await first.remove();
  }
}

function tryAll(version: Version, storing: Storing, what: Tried): Promise<LastingFigures> {
  return onEmptyStore(storing, (store) => proveLasting(version, store, what));
}
