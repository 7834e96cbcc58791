import { cardForView } from '../../../cards/card-for-view.ts';
import { reviewCard } from '../../../cards/review-card.ts';
import { createAdvance } from '../../../flow/advance-request.ts';
import { createFlow } from '../../../flow/create-flow.ts';
import { createConnectorWay } from '../../../lanes/on-premises/connector-way.ts';
import { createOnPremisesLane } from '../../../lanes/on-premises/lane.ts';
import { createLdapsWay } from '../../../lanes/on-premises/ldaps/ldaps-way.ts';
import * as world from '../decisions/decision-world.ts';
import { openFirstVersion } from '../first-version.ts';
import { type ForgedState, forgedStates } from '../forged-evidence/forged-states.ts';
import type { ForgedVersion } from '../forged-evidence/forged-world.ts';
import { type ForgedFigures, proveForgedEvidence } from '../forged-evidence-proof.ts';
import { onEmptyStore, STORING, type Storing, storingOf } from '../on-empty-store.ts';
import type { ProofRow, ProofRun } from '../proof-row.ts';

/** States in all, in CI, and in the control. */
const [STATES, SHORT] = [2_000, 10];
const CONTROL = { full: 200, short: 5 };

/**
 * `--only forged-evidence`: states of before that never were, pasted, planted beside the script and reported by a
 * connector, and administrative groups that really were; through restore to orders, cards, ledger and forest. The
 * control is the first version.
 */
export async function forgedEvidenceProof({ short, seed, trials, say }: ProofRun): Promise<readonly ProofRow[]> {
  const states = forgedStates(seed, trials ?? (short ? SHORT : STATES));
  const real = await tryAll(
    {
      createFlow,
      createAdvance,
      createOnPremisesLane,
      createConnectorWay,
      createLdapsWay,
      cardForView,
      reviewCard,
      world,
    },
    STORING,
    states,
  );
  tell(say, 'This version', real);
  const control = await tryFirstVersion(states.slice(0, short ? CONTROL.short : CONTROL.full));
  tell(say, 'The first version', control);
  return [
    {
      promise:
        'nothing is given back that Leaver did not read itself and that is not named to all as reported, and no administrative group: pasted, planted and connector-reported states',
      trials: real.trials,
      failures: sum(real, ({ failures }) => failures),
      seed,
      control: {
        what: 'the first version',
        trials: control.trials,
        failures: new Set([...control.unnamed, ...control.administrative].map((each) => each.split(':')[0])).size,
      },
      figures: figuresOf(real, control),
    },
  ];
}

function figuresOf(real: ForgedFigures, control: ForgedFigures): Readonly<Record<string, number>> {
  const roads = Object.entries(real.roads).flatMap(([road, { trials, failures }]) => [
    [`${road} states`, trials],
    [`${road} failures`, failures],
  ]);
  return {
    ...Object.fromEntries(roads),
    unnamed: real.unnamed.length,
    administrative: real.administrative.length,
    lost: real.lost.length,
    unplayed: real.unplayed.length,
    'control unnamed': control.unnamed.length,
    'control administrative': control.administrative.length,
    'control unplayed': control.unplayed.length,
  };
}

function sum({ roads }: ForgedFigures, of: (road: ForgedFigures['roads']['pasted']) => number): number {
  return Object.values(roads).reduce((total, road) => total + of(road), 0);
}

/** The first few of each; all are counted. */
const FEW = 5;

function tell(say: ProofRun['say'], who: string, { unnamed, administrative, lost, unplayed }: ForgedFigures): void {
  for (const [what, found] of Object.entries({ unnamed, administrative, lost, unplayed }))
    if (found.length > 0) say(`${who}, ${what} (${found.length}): ${found.slice(0, FEW).join('; ')}`);
}

async function tryFirstVersion(states: readonly ForgedState[]): Promise<ForgedFigures> {
  const first = await openFirstVersion();
  try {
    const load = <Name extends keyof ForgedVersion>(path: string) => first.load<Pick<ForgedVersion, Name>>(path);
    const parts = await Promise.all([
      load<'createFlow'>('src/flow/create-flow.ts'),
      load<'createAdvance'>('src/flow/advance-request.ts'),
      load<'createOnPremisesLane'>('src/lanes/on-premises/lane.ts'),
      load<'createConnectorWay'>('src/lanes/on-premises/connector-way.ts'),
      load<'createLdapsWay'>('src/lanes/on-premises/ldaps/ldaps-way.ts'),
      load<'cardForView'>('src/cards/card-for-view.ts'),
      load<'reviewCard'>('src/cards/review-card.ts'),
    ]);
    const [flow, advance, lane, connector, ldaps, view, review] = parts;
    const then = await first.load<ForgedVersion['world']>('src/commands/prove/decisions/decision-world.ts');
    const version = { ...flow, ...advance, ...lane, ...connector, ...ldaps, ...view, ...review, world: then };
    return await tryAll(version, await storingOf(first), states);
  } finally {
    await first.remove();
  }
}

function tryAll(version: ForgedVersion, storing: Storing, states: readonly ForgedState[]): Promise<ForgedFigures> {
  return onEmptyStore(storing, (store) => proveForgedEvidence(version, store, states));
}
