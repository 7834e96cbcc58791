import type { Person } from '../domain/person.ts';
import { ACTIVE_STATES } from '../domain/request.ts';
import { restsOn, setAsideOf } from '../domain/set-aside.ts';
import { text } from '../domain/text.ts';
import type { FlowContext } from './context.ts';
import type { Concerning, Refused, SetAsideLook } from './flow.ts';
import type { Transaction } from './ports.ts';
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
  if (only === undefined || people.length > 1) return { people, rows: [] };
  return { people, rows: await concerning(context, only.id, actorId) };
}

/** Everything open, oldest first, that rests on what this person asked for or approved. */
export async function concerning(
  { ports: { requests, ledger } }: FlowContext,
  personId: string,
  actorId: string,
  transaction?: Transaction,
): Promise<readonly Concerning[]> {
  const open = await requests.list({ states: ACTIVE_STATES, oldestFirst: true, limit: 10_000 }, transaction);
  const rows: Concerning[] = [];
  for (const request of open.filter((each) => restsOn(each, personId))) {
    const steps = await ledger.read(request.id, transaction);
    const what = setAsideOf({ request, steps, personId, actorId });
    if (what !== null) rows.push({ request, what });
  }
  return rows;
}

/** Also somebody who was deleted: what they asked for stays. */
async function find({ ports: { people } }: FlowContext, query: string): Promise<readonly Person[]> {
  const active = await people.find(query, 'active');
  return active.length > 0 ? active : people.find(query, 'deleted');
}
