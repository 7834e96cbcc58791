import { buildReport } from '../domain/build-report.ts';
import { type Explanation, explain } from '../domain/explanation.ts';
import { isWatched } from '../domain/is-watched.ts';
import type { Person } from '../domain/person.ts';
import { isOpen, type Request } from '../domain/request.ts';
import { text } from '../domain/text.ts';
import { directReports, mayAsk, search, whomTheyMayAsk } from './ask.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { readFacts } from './draft-request.ts';
import type { Refused } from './flow.ts';
import { isToldOthers, notOver } from './not-over.ts';
import { isApprover } from './show-request.ts';
import { firstSeenBy } from './viewer-of.ts';

type Answer = Refused | { readonly people: readonly Person[] } | { readonly explanation: Explanation };

/**
 * How one person stands and why. The helpdesk may ask about anybody but themselves; everybody else about those whom
 * they may ask for (`mayAsk`). Others are left out of the search, so that it shows nobody anything new.
 */
export async function explainPerson(context: FlowContext, actorId: string, query: string): Promise<Answer> {
  if (query === '') return { people: await directReports(context, actorId) };
  // Restore's search finds everybody: active, deleted, and those whom only Leaver's own history still knows. Who asks
  // is read only where there is somebody: a name that nobody has costs one Graph request.
  const found = await search(context, actorId, 'restore-user', query);
  const known = found.hits.length > 0 ? [] : await knownById(context, query);
  if (found.hits.length === 0 && known.length === 0) return { people: [] };
  const helpdesk = await isApprover(context, actorId);
  const people = helpdesk
    ? withoutThemselves([...found.hits.map(({ person }) => person), ...known], actorId)
    : await whomTheyMayAsk(context, actorId, 'restore-user', found);
  const [only, ...others] = people;
  if (only === undefined) return { people: [] };
  return others.length > 0 ? { people } : explainOne(context, actorId, only.id, helpdesk);
}

/** Purged without a trace, and still in Leaver's own history. */
async function knownById(context: FlowContext, id: string): Promise<readonly Person[]> {
  const [known] = await context.ports.requests.list({ targetUserId: id.toLowerCase(), limit: 1 });
  return known === undefined ? [] : [known.facts];
}

/** Alone they are found, and told why not. */
function withoutThemselves(people: readonly Person[], actorId: string): readonly Person[] {
  const others = people.filter(({ id }) => id !== actorId);
  return others.length > 0 ? others : people;
}

async function explainOne(context: FlowContext, actorId: string, id: string, helpdesk: boolean): Promise<Answer> {
  const asked = await mayAsk(context, actorId, 'restore-user', id);
  if ('refused' in asked && (!helpdesk || id === actorId)) return asked;
  const facts = await readFacts(context, id);
  const about = await context.ports.requests.list({ targetUserId: id });
  if (facts.found === 'gone' && facts.lastSeen === null) return { refused: text('flow.person-not-found') };
  const now = tenantNow(context);
  const request = await firstSeenBy(context, alive(about), actorId);
  const steps = request === null ? [] : await context.ports.ledger.read(request.id);
  const report = request === null ? null : buildReport({ request, steps, now });
  const runs = await context.ports.ledger.runsOf(id);
  const open = about.filter(({ state }) => isOpen(state));
  const hidden = await hidesAny(context, id, actorId);
  return { explanation: explain({ facts, open, hidden, report, mayAsk: !('refused' in asked), runs, now }) };
}

/** Whether something goes on about this person of which who asks sees no more than that. */
async function hidesAny(context: FlowContext, targetUserId: string, actorId: string): Promise<boolean> {
  for (const request of await notOver(context, targetUserId))
    if ((await firstSeenBy(context, [request], actorId)) === null && (await isToldOthers(context, request)))
      return true;
  return false;
}

/**
 * What is open or watched comes before what is over: a restore that was declined says nothing of the block that stands.
 */
function alive(requests: readonly Request[]): readonly Request[] {
  const isAlive = (request: Request) => isOpen(request.state) || (request.startedAt !== null && isWatched(request));
  return [...requests.filter(isAlive), ...requests.filter((request) => !isAlive(request))];
}
