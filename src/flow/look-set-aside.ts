import { codeOf } from '../domain/errors.ts';
import type { Person } from '../domain/person.ts';
import { ACTIVE_STATES } from '../domain/request.ts';
import { restsOn, setAsideOf } from '../domain/set-aside.ts';
import { text } from '../domain/text.ts';
import type { FlowContext } from './context.ts';
import { countsSince } from './first-click.ts';
import type { ClickAside, Concerning, Refused, SetAsideLook } from './flow.ts';
import type { FirstClick, Transaction } from './ports.ts';
import { standingOf } from './standing.ts';

/** For approvers: the look before everything by one person is set aside. Nothing is changed. */
export async function lookSetAside(
  context: FlowContext,
  actorId: string,
  query: string,
): Promise<Refused | SetAsideLook> {
  const { roles } = await standingOf(context, actorId);
  if (roles.length === 0) return { refused: text('flow.not-an-approver') };
  const found = query.trim() === '' ? [] : await find(context, query.trim());
  const people = found.filter(({ id }) => id !== actorId);
  if (people.length === 0 && found.length > 0) return { refused: text('set-aside.not-yourself') };
  const [only] = people;
  if (only === undefined || people.length > 1) return { people, rows: [], clicks: [], stops: [] };
  const clicks = await clicksBy(context, only.id, actorId);
  const firstOf = (await context.ports.stops.open()).filter(({ lift }) => lift?.by === only.id);
  return {
    people,
    rows: await concerning(context, only.id, actorId),
    clicks: await named(context, clicks),
    stops: firstOf.map(({ reference }) => reference),
  };
}

/** `targetUserId`: whom it is about; `byName`: who clicked; `told`: who was asked to be the second. */
export type UnnamedClick = Pick<FirstClick, 'targetUserId' | 'byName' | 'told'>;

/** The first clicks of two by this person that count still; whom one is about does not hear of it. */
export async function clicksBy(
  context: FlowContext,
  personId: string,
  actorId: string,
  transaction?: Transaction,
): Promise<readonly UnnamedClick[]> {
  const found = await context.ports.firstClicks.by(personId, countsSince(context), transaction);
  return found.filter(({ targetUserId }) => targetUserId !== actorId);
}

/** Whom they are about. */
export async function named(context: FlowContext, clicks: readonly UnnamedClick[]): Promise<readonly ClickAside[]> {
  return Promise.all(clicks.map(async ({ targetUserId }) => ({ name: (await nameOf(context, targetUserId)) ?? '–' })));
}

/** Read for the words alone: the directory being down keeps nothing from being set aside. */
export async function nameOf({ ports: { people }, log }: FlowContext, id: string): Promise<string | undefined> {
  try {
    return (await people.read(id))?.displayName;
  } catch (error) {
    log({ kind: 'person-not-read', code: codeOf(error) });
    return;
  }
}

/**
 * Everything open, oldest first, that rests on what this person asked for or approved, and what they confirmed or
 * refused that is watched still; but for what is about the reader.
 */
export async function concerning(
  { ports: { requests, ledger } }: FlowContext,
  personId: string,
  actorId: string,
  transaction?: Transaction,
): Promise<readonly Concerning[]> {
  const open = await requests.list({ states: ACTIVE_STATES, oldestFirst: true }, transaction);
  const answered = await requests.list({ answeredBy: personId, oldestFirst: true }, transaction);
  const all = [...open, ...answered.filter(({ id }) => !open.some((each) => each.id === id))];
  const theirs = all.filter((each) => restsOn(each, personId));
  const ledgers = await ledger.readAll(
    theirs.map(({ id }) => id),
    transaction,
  );
  return theirs.flatMap((request) => {
    const what = setAsideOf({ request, steps: ledgers.get(request.id) ?? [], personId, actorId });
    return what === null ? [] : [{ request, what }];
  });
}

/** Also somebody who was deleted: what they asked for stays. */
async function find({ ports: { people } }: FlowContext, query: string): Promise<readonly Person[]> {
  const active = await people.find(query, 'active');
  return active.length > 0 ? active : people.find(query, 'deleted');
}
