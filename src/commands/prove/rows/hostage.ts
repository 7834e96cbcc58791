import { createAdvance } from '../../../flow/advance-request.ts';
import { createFlow } from '../../../flow/create-flow.ts';
import type { Database } from '../../../store/database.ts';
import * as world from '../decisions/decision-world.ts';
import { openFirstVersion } from '../first-version.ts';
import { type HostageVersion, startHostageTrial } from '../hostage/hostage-world.ts';
import { type HostageFigures, proveHostage } from '../hostage-proof.ts';
import { onEmptyStore, STORING, type Storing, storingOf } from '../on-empty-store.ts';
import type { ProofRow, ProofRun } from '../proof-row.ts';

/**
 * `--only hostage`: one member of each group against all the others, and two against one; the control is the first
 * version.
 */
export async function hostageProof({ short, say }: ProofRun): Promise<readonly ProofRow[]> {
  const real = await tryAll({ createFlow, createAdvance, world }, STORING, short);
  for (const [what, names] of Object.entries(real))
    if (Array.isArray(names) && names.length > 0) say(`${what}: ${names.join('; ')}`);
  const control = await tryFirstVersion();
  const caught = [...control.lockedOut, ...control.stayedPaused, ...control.heldOwn];
  say(`In the first version one person alone: ${caught.join('; ')}.`);
  return [
    {
      promise:
        'nobody with power is locked out by one person, nobody with power is out of reach of two, nothing stays paused, and nobody’s own pause holds what is to be taken from them',
      trials: real.trials,
      failures: failuresIn(real),
      seed: null,
      control: { what: 'the first version', trials: control.trials, failures: caught.length },
    },
  ];
}

function failuresIn({ lockedOut, outOfReach, stayedPaused, heldOwn, disobeyed }: HostageFigures): number {
  return lockedOut.length + outOfReach.length + stayedPaused.length + heldOwn.length + disobeyed.length;
}

async function tryFirstVersion(): Promise<HostageFigures> {
  const first = await openFirstVersion();
  try {
    const [flow, advance, then, storing] = await Promise.all([
      first.load<Pick<HostageVersion, 'createFlow'>>('src/flow/create-flow.ts'),
      first.load<Pick<HostageVersion, 'createAdvance'>>('src/flow/advance-request.ts'),
      first.load<HostageVersion['world']>('src/commands/prove/decisions/decision-world.ts'),
      storingOf(first),
    ]);
    return await tryAll({ ...flow, ...advance, world: then }, storing, true);
  } finally {
    await first.remove();
  }
}

function tryAll(version: HostageVersion, storing: Storing, short: boolean): Promise<HostageFigures> {
  return onEmptyStore(storing, ({ database }) => {
    const start = async () => {
      await forget(database);
      return startHostageTrial(database, version);
    };
    return proveHostage(start, { short });
  });
}

/** Each trial finds an empty store: limits and first clicks are of one hour, whoever they were about. */
async function forget(database: Database): Promise<void> {
  const tables = await database.kysely.introspection.getTables();
  const there = ['requests', 'starts', 'stops', 'first_clicks'] as const;
  for (const table of there)
    if (tables.some(({ name }) => name === table)) await database.kysely.deleteFrom(table).execute();
}
