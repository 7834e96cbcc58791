import { buildReport } from '../domain/build-report.ts';
import { type Explanation, explain } from '../domain/explanation.ts';
import type { Person } from '../domain/person.ts';
import { text } from '../domain/text.ts';
import { directReports, findPeople, mayAsk } from './ask.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { readFacts } from './draft-request.ts';
import type { Refused } from './flow.ts';
import { isApprover, viewForPerson } from './show-request.ts';

type Answer = Refused | { readonly people: readonly Person[] } | { readonly explanation: Explanation };

/**
 * How one person stands and why. The helpdesk may ask about anybody but themselves; everybody else about those whom they
 * may ask for (`mayAsk`). Others are left out of the search, so that it shows nobody anything new.
 */
export async function explainPerson(context: FlowContext, actorId: string, query: string): Promise<Answer> {
  if (query === '') return { people: await directReports(context, actorId) };
  const helpdesk = await isApprover(context, actorId);
  // Restore's search finds everybody: active, deleted, and those whom only Leaver's own history still knows.
  const people = helpdesk
    ? await findForHelpdesk(context, actorId, query)
    : await findPeople(context, actorId, 'restore-user', query);
  const [only, ...others] = people;
  if (only === undefined) return { people: [] };
  return others.length > 0 ? { people } : about(context, actorId, only.id, helpdesk);
}

async function findForHelpdesk(context: FlowContext, actorId: string, query: string): Promise<readonly Person[]> {
  const { people, requests } = context.ports;
  const found = [...(await people.find(query, 'active')), ...(await people.find(query, 'deleted'))];
  const distinct = found.filter(({ id }, place) => found.findIndex((other) => other.id === id) === place);
  if (distinct.length === 0) {
    const [known] = await requests.list({ targetUserId: query.toLowerCase(), limit: 1 });
    if (known !== undefined) distinct.push(known.facts);
  }
  const others = distinct.filter(({ id }) => id !== actorId);
  return others.length > 0 ? others : distinct;
}

async function about(context: FlowContext, actorId: string, id: string, helpdesk: boolean): Promise<Answer> {
  const asked = await mayAsk(context, actorId, 'restore-user', id);
  if ('refused' in asked && (!helpdesk || id === actorId)) return asked;
  const facts = await readFacts(context, id);
  const [request] = await context.ports.requests.list({ targetUserId: id, limit: 1 });
  if (facts.found === 'gone' && facts.lastSeen === null) return { refused: text('flow.person-not-found') };
  const now = tenantNow(context);
  const last = request === undefined ? null : { request, steps: await context.ports.ledger.read(request.id) };
  const isParty = request !== undefined && (await viewForPerson(context, request, actorId)) !== null;
  const report = last !== null && isParty ? buildReport({ ...last, now }) : null;
  const runs = await context.ports.ledger.runsOf(id);
  return { explanation: explain({ facts, last, report, mayAsk: !('refused' in asked), runs, now }) };
}
