import { addressOf } from '../domain/address-of.ts';
import type { RequestKind } from '../domain/choices.ts';
import { nameContains } from '../domain/name-contains.ts';
import type { Person } from '../domain/person.ts';
import { mayRequest } from '../domain/rules.ts';
import { type Text, text } from '../domain/text.ts';
import type { FlowContext } from './context.ts';
import { lastFacts } from './last-facts.ts';
import type { FoundPeople } from './ports.ts';
import { fitting } from './successors.ts';
import { undoingFirst } from './undoing-first.ts';

/**
 * Whether this person may ask this about that target user. Reads who is whose manager, and nothing else about the
 * target user, before it is sure. Somebody deleted has no manager in Graph any more (`/directory/deletedItems` carries
 * no navigation), so for them the chain counts that Leaver read last (`lastFacts`); of anybody else only who manages
 * them now.
 */
export async function mayAsk(
  context: FlowContext,
  requesterId: string,
  kind: RequestKind,
  targetUserId: string,
): Promise<{ readonly refused: Text } | { readonly target: Person; readonly requester: Person }> {
  const { people } = context.ports;
  const requester = await people.read(requesterId);
  if (requester === null) return { refused: text('flow.requester-unknown') };
  const active = await people.read(targetUserId);
  const target = active ?? (await findDeleted(context, kind, targetUserId));
  if (target === null) return { refused: text('flow.person-not-found') };
  const reason = mayRequest({
    requester,
    targetUserId: target.id,
    kind,
    managementChain: active === null ? await lastChain(context, target.id) : await people.managementChain(target.id),
    inRequesterGroup: await isRequester(context, requesterId),
    policy: context.settings.policy.requests,
  });
  return reason === null ? { target, requester } : { refused: reason };
}

/** The same for what is about to be asked: the undoing of a block at once that waits for its turn comes first. */
export async function mayAskNow(
  context: FlowContext,
  requesterId: string,
  kind: RequestKind,
  targetUserId: string,
): ReturnType<typeof mayAsk> {
  const allowed = await mayAsk(context, requesterId, kind, targetUserId);
  if ('refused' in allowed) return allowed;
  const first = await undoingFirst(context, kind, allowed.target.id);
  return first === null ? allowed : { refused: first };
}

/** Direct reports of the requester, themselves left out. */
export async function directReports(context: FlowContext, requesterId: string): Promise<readonly Person[]> {
  const reports = await context.ports.people.directReports(requesterId);
  return reports.filter((person) => person.id !== requesterId);
}

/**
 * People by name, UPN or GUID that the requester may ask about; for a restore the deleted ones too, and people whom
 * only Leaver's own history still knows. Others are left out, so that a search shows nobody anything new. At most three
 * Graph requests, whatever the number of hits: two rounds of `findFor`, and one membership. Who is picked is read again
 * (`mayAsk`).
 */
export async function findPeople(
  context: FlowContext,
  requesterId: string,
  kind: RequestKind,
  query: string,
): Promise<readonly Person[]> {
  return whomTheyMayAsk(context, requesterId, kind, await search(context, requesterId, kind, query));
}

/** Of whom a search found, the ones that the requester may ask about. */
export async function whomTheyMayAsk(
  context: FlowContext,
  requesterId: string,
  kind: RequestKind,
  { requester, hits }: Search,
): Promise<readonly Person[]> {
  const asker = requester ?? (hits.length === 0 ? null : await context.ports.people.read(requesterId));
  const allowed = asker === null ? [] : await mayAskAll(context, asker, kind, hits);
  // Whoever looks for themselves is told that, and not that they are misspelt: `mayAsk` refuses them with its reason.
  return allowed.length > 0
    ? allowed
    : hits.filter(({ person }) => person.id === requesterId).map(({ person }) => person);
}

type Search = { readonly requester: Person | null; readonly hits: readonly Hit[] };

/**
 * Everybody of that name, whoever may ask about them: for the caller to leave out. In two Graph requests, one for
 * nobody.
 */
export async function search(
  context: FlowContext,
  requesterId: string,
  kind: RequestKind,
  query: string,
): Promise<Search> {
  const isRestore = kind === 'restore-user';
  const [{ requester, found }, remembered] = await Promise.all([
    context.ports.people.findFor(requesterId, query, isRestore),
    isRestore ? fromHistory(context, query) : [],
  ]);
  const isFound = (id: string) => found.some(({ person }) => person.id === id);
  const others = remembered.filter(({ id }) => !isFound(id)).map((person) => ({ person, managementChain: [] }));
  const hits = [
    ...found.map((hit) => ({ ...hit, isFound: true })),
    ...others.map((hit) => ({ ...hit, isFound: false })),
  ].slice(0, MOST_FOUND);
  return { requester, hits };
}

/** As many as a card offers. */
const MOST_FOUND = 10;

/** `isFound`: in the directory, and not only in Leaver's own history. */
type Hit = FoundPeople['found'][number] & { readonly isFound: boolean };

/** Of these the ones whom this person may ask about: what is about the requester is read once. */
async function mayAskAll(
  context: FlowContext,
  requester: Person,
  kind: RequestKind,
  hits: readonly Hit[],
): Promise<readonly Person[]> {
  if (hits.length === 0) return [];
  const policy = context.settings.policy.requests;
  const inRequesterGroup = await isRequester(context, requester.id);
  const may = hits.map(async ({ person, managementChain: live, isFound }) => {
    const isActive = live.length > 0 || (isFound && person.deletedAt === undefined);
    const managementChain = isActive ? live : await lastChain(context, person.id);
    const asked = { requester, targetUserId: person.id, kind, managementChain, inRequesterGroup, policy };
    return mayRequest(asked) === null;
  });
  const allowed = await Promise.all(may);
  return hits.filter((_, place) => allowed[place]).map(({ person }) => person);
}

/** Who could receive files and mail: enabled members. The plan checks the chosen one again. */
export async function findSuccessors(context: FlowContext, query: string): Promise<readonly Person[]> {
  const found = await context.ports.people.find(query, 'active');
  return fitting(context, found, '');
}

/** Live: member of the group that may ask about everybody. */
export async function isRequester(context: FlowContext, requesterId: string): Promise<boolean> {
  const { requesterGroupId } = context.settings;
  return requesterGroupId !== null && (await context.ports.groups.isMember(requesterId, requesterGroupId));
}

async function findDeleted(context: FlowContext, kind: RequestKind, targetUserId: string): Promise<Person | null> {
  if (kind !== 'restore-user') return null;
  const [deleted] = await context.ports.people.find(targetUserId, 'deleted');
  return deleted ?? (await lastFacts(context, targetUserId));
}

async function lastChain(context: FlowContext, targetUserId: string): Promise<readonly string[]> {
  return (await lastFacts(context, targetUserId))?.managementChain ?? [];
}

async function fromHistory(context: FlowContext, query: string): Promise<readonly Person[]> {
  const wanted = query.trim().toLowerCase();
  if (wanted.length < 3) return [];
  const requests = await context.ports.requests.list({ limit: 200 });
  return requests
    .filter(({ targetUserName, targetUserPrincipalName, facts }) =>
      nameContains([targetUserName, targetUserPrincipalName, addressOf(facts)], wanted),
    )
    .map((request) => request.facts);
}
