import { parentOf, rdnOf } from '../../domain/ad-domain.ts';
import type { Database } from '../../store/database.ts';
import { isAdministrativePlace } from './forged-evidence/administrative.ts';
import { createForest } from './forged-evidence/forest.ts';
import { byConnector, FINANCE, type ForgedState, PRINTERS, ROADS, type Road } from './forged-evidence/forged-states.ts';
import { type ForgedTrial, type ForgedVersion, startForgedTrial } from './forged-evidence/forged-world.ts';
import { type Judged, judge } from './forged-evidence/judge.ts';
import { ON_PREMISES } from './gallery/given.ts';
import type { TrialStore } from './on-empty-store.ts';

export type ForgedFigures = {
  readonly trials: number;
  /** Each with what was wrong, by state. */
  readonly unnamed: readonly string[];
  readonly administrative: readonly string[];
  readonly lost: readonly string[];
  /** Of these states the trial could not be played to its end. */
  readonly unplayed: readonly string[];
  /** States by road, and those of them that failed. */
  readonly roads: Readonly<Record<Road, { readonly trials: number; readonly failures: number }>>;
};

/** Each state through restore → order, cards and ledger of one version of Leaver, and what came of it in the forest. */
export async function proveForgedEvidence(
  version: ForgedVersion,
  { database, forget }: TrialStore,
  states: readonly ForgedState[],
): Promise<ForgedFigures> {
  const found = { unnamed: [] as string[], administrative: [] as string[], lost: [] as string[] };
  const unplayed: string[] = [];
  const roads = Object.fromEntries(ROADS.map((road) => [road, { trials: 0, failures: 0 }])) as Record<
    Road,
    { trials: number; failures: number }
  >;
  for (const state of states) {
    await forget();
    const judged = await play(database, version, state).catch((error: unknown) => {
      unplayed.push(`${state.name}: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    });
    const wrong = (['unnamed', 'administrative', 'lost'] as const).filter((how) => (judged?.[how].length ?? 0) > 0);
    for (const how of wrong) found[how].push(`${state.name}: ${judged?.[how].join(', ')}`);
    roads[state.road].trials += 1;
    if (judged === null || wrong.length > 0) roads[state.road].failures += 1;
  }
  return { trials: states.length, ...found, unplayed, roads };
}

async function play(database: Database, version: ForgedVersion, state: ForgedState): Promise<Judged> {
  const own = state.road === 'ldaps' ? [FINANCE, PRINTERS, ...state.groups] : [FINANCE, PRINTERS];
  const forest = createForest([FINANCE, PRINTERS, ...state.groups], own);
  const trial = startForgedTrial(database, version, state, forest);
  await offboard(trial, state);
  const { account } = forest;
  if (account.memberOf.length > 0 || !account.isDisabled || account.isDeleted !== state.isDeleted)
    throw new TypeError(`not taken: ${account.memberOf.length} groups left, deleted: ${account.isDeleted}`);
  account.isPlaceGone = state.isPlaceGone;
  if (state.road === 'connector-gone') trial.loseConnector();
  // What was told before is of the offboarding.
  trial.orders.length = 0;
  trial.work.length = 0;
  const { id, review } = await trial.ask('restore-user');
  const approval = await trial.approve(id);
  await workOff(trial, id, state.road === 'planted' ? planted(state) : null, (line) => [line]);
  if (trial.orders.length === 0) throw new TypeError(`nothing was given back: ${await trial.stateOf(id)}`);
  const ledger = JSON.stringify((await trial.ledger(id)).map(({ parameters }) => parameters));
  const work = trial.work.length > 0 ? trial.work : [{ order: null, lines: await trial.lookAt(id) }];
  if (account.isDeleted && !isRefused(state)) throw new TypeError(`not brought back: ${await trial.stateOf(id)}`);
  const { memberOf, dn, attributes } = account;
  const cards = { review, approval, work };
  const seen = { orders: trial.orders, ledger, cards, memberOf, place: dn, attributes: JSON.stringify(attributes) };
  // By hand nobody but the runbook reads the groups that exist only there: those are for people (`UNREAD`).
  const honest = state.road === 'ldaps' || byConnector(state) ? [FINANCE, PRINTERS] : [FINANCE];
  return judge(state, seen, account.isDeleted ? [] : honest);
}

/** Its own place is gone, and nobody comes back to the one that was reported instead: then the account stays away. */
function isRefused({ isPlaceGone, place, isScoped }: ForgedState): boolean {
  if (!isPlaceGone || place === null) return false;
  return isAdministrativePlace(`${place},`) || (isScoped && !/,OU=Staff,/.test(place));
}

async function offboard(trial: ForgedTrial, state: ForgedState): Promise<void> {
  const { id } = await trial.ask('offboard');
  await trial.approve(id);
  const forge = (line: string) => (state.road === 'pasted' ? [forged(line, state), line] : [line]);
  await workOff(trial, id, state.road === 'planted' ? planted(state) : null, forge);
  trial.pass(40);
  await trial.end(id);
}

/** Until nothing more is open for anybody. */
async function workOff(
  trial: ForgedTrial,
  id: string,
  beside: string | null,
  paste: (line: string) => readonly string[],
): Promise<void> {
  for (let round = 0; round < 4; round += 1) {
    await trial.advance(id);
    if (!(await trial.workByHand(id, beside, paste))) break;
  }
  await trial.advance(id);
}

/** The line of the script with another state of before; where Leaver refuses it, the one that was printed is next. */
function forged(line: string, state: ForgedState): string {
  return JSON.stringify({ ...JSON.parse(line), before: beforeOf(state) });
}

/** What the script would have kept of the account, as somebody else put it there. */
function planted(state: ForgedState): string {
  return JSON.stringify({ sid: ON_PREMISES.securityIdentifier, before: beforeOf(state) });
}

function beforeOf({ written, place, hidden }: ForgedState) {
  const { distinguishedName } = ON_PREMISES;
  const parent = place ?? parentOf(distinguishedName);
  return { distinguishedName: `${rdnOf(distinguishedName)},${parent}`, groups: [FINANCE.dn, ...written], hidden };
}
