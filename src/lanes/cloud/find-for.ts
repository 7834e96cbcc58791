import type { User } from '@microsoft/microsoft-graph-types';
import { addressOf } from '../../domain/address-of.ts';
import { DirectoryUnavailable } from '../../domain/errors.ts';
import { nameContains } from '../../domain/name-contains.ts';
import { nearestFirst } from '../../domain/nearest-first.ts';
import type { Person } from '../../domain/person.ts';
import type { FoundPeople } from '../../flow/ports.ts';
import { readPurged, searchPurged } from './find-purged.ts';
import type { BatchAnswer, ReadRequest } from './graph-answer.ts';
import type { GraphClient } from './graph-client.ts';
import { at, isGuid } from './graph-path.ts';
import { filterLiteral, searchExpression } from './graph-query.ts';
import { managersIn } from './managers.ts';
import { PERSON_FIELDS, toPerson } from './person-fields.ts';

/** As many as a card offers: whatever the search hits, no more are looked at. */
const MOST_FOUND = 10;
/** No name or address is longer; a pasted text is nobody. */
const LONGEST_QUERY = 256;

/**
 * Whom somebody may mean who asks, with who manages each and who asks themselves, in two round trips whatever the
 * number of hits: all ways of searching in one batch, all chains in another. The chains come from the index
 * (`$levels`), good enough for what is offered; whoever is picked is read manager by manager (`readManagers`). Throws
 * `DirectoryUnavailable`.
 */
export async function findFor(
  graph: GraphClient,
  asked: { readonly requesterId: string; readonly query: string; readonly deletedToo: boolean },
): Promise<FoundPeople> {
  const words = asked.query.trim();
  if (words === '' || words.length > LONGEST_QUERY) return { requester: null, found: [] };
  const hits = await search(graph, words, asked.deletedToo);
  if (hits.length === 0) return { requester: null, found: [] };
  const reads = hits.map(({ id }): [string, ReadRequest] => [id, chainRead(id)]);
  const requesterRead = { path: at`/users/${asked.requesterId}`, query: { $select: PERSON_FIELDS } };
  const answers: Readonly<Record<string, BatchAnswer>> = await graph.batch(
    Object.fromEntries<ReadRequest>([['requester', requesterRead], ...reads]),
  );
  const requester = bodyOf<User>(answers.requester);
  const found = hits.map((person) => {
    const answer = answers[person.id];
    const chain = bodyOf(answer) === null || answer === undefined ? [] : managersIn(answer, person.id);
    const managerName = person.managerName ?? chain[0]?.displayName ?? null;
    return { person: { ...person, managerName }, managementChain: chain.map(({ id }) => id) };
  });
  return { requester: requester === null ? null : toPerson(requester), found };
}

async function search(graph: GraphClient, words: string, deletedToo: boolean): Promise<readonly Person[]> {
  const reads: Readonly<Record<string, ReadRequest>> = isGuid(words)
    ? { exact: { path: at`/users/${words}`, query: { $select: PERSON_FIELDS } } }
    : activeReads(words);
  const gone: Readonly<Record<string, ReadRequest>> = deletedToo
    ? { deleted: deletedRead(words), ...deletedByName(words), purged: searchPurged(words) }
    : {};
  const answers: Readonly<Record<string, BatchAnswer>> = await graph.batch({ ...reads, ...gone });
  const exact = peopleIn(answers.exact);
  const active = exact.length > 0 ? exact : peopleIn(answers.words);
  const deleted = namedSo([...peopleIn(answers.deleted), ...optional(answers.byName)], words);
  const purged = deleted.length > 0 ? [] : readPurged(answers.purged, words);
  const all = [...active, ...deleted, ...purged];
  return all
    .filter(({ id }, place) => all.findIndex((other) => other.id === id) === place)
    .toSorted(nearestFirst(words, deletedToo ? 'cannot-sign-in' : 'can-sign-in'))
    .slice(0, MOST_FOUND);
}

/** An address that somebody has wins over words that are like it. */
function activeReads(words: string): Readonly<Record<string, ReadRequest>> {
  const $search = searchExpression(['displayName', 'mail', 'userPrincipalName'], words);
  const query = { $select: PERSON_FIELDS, $top: '25', $count: 'true' };
  const literal = filterLiteral(words);
  const $filter = `userPrincipalName eq ${literal} or mail eq ${literal}`;
  return {
    ...(words.includes('@') ? { exact: { path: at`/users`, query: { $filter, $select: PERSON_FIELDS } } } : {}),
    ...($search === null ? {} : { words: { path: at`/users`, query: { $search, ...query }, eventual: true } }),
  };
}

/** Of those deleted before the newest page: by how a name begins, or by the whole address. */
function deletedByName(words: string): Readonly<Record<string, ReadRequest>> {
  if (isGuid(words)) return {};
  const literal = filterLiteral(words);
  const named = ['displayName', 'givenName', 'surname'].map((field) => `startswith(${field},${literal})`);
  // The sign-in name of somebody deleted begins with the object id (graph.md 2.9).
  const $filter = words.includes('@')
    ? `mail eq ${literal} or endswith(userPrincipalName,${literal})`
    : named.join(' or ');
  const query = { $filter, $select: `${PERSON_FIELDS},deletedDateTime`, $count: 'true', $top: '25' };
  return { byName: { path: at`/directory/deletedItems/microsoft.graph.user`, query, eventual: true } };
}

/** `$search` does not reach deleted people: one page, the newest first, is compared here, with every part of a name. */
function deletedRead(words: string): ReadRequest {
  const $select = `${PERSON_FIELDS},deletedDateTime`;
  if (isGuid(words)) return { path: at`/directory/deletedItems/${words}`, query: { $select } };
  const query = { $select, $orderby: 'deletedDateTime desc', $count: 'true', $top: '999' };
  return { path: at`/directory/deletedItems/microsoft.graph.user`, query, eventual: true };
}

function chainRead(id: string): ReadRequest {
  const $expand = 'manager($levels=max;$select=id,displayName)';
  return { path: at`/users/${id}`, query: { $select: 'id', $expand }, eventual: true };
}

/** What only adds to the newest page: a refusal of it takes nothing away. */
function optional(answer: BatchAnswer | undefined): readonly Person[] {
  return answer?.outcome === 'ok' ? peopleIn(answer) : [];
}

function peopleIn(answer: BatchAnswer | undefined): readonly Person[] {
  const body = bodyOf<User & { readonly value?: readonly User[] }>(answer);
  if (body === null) return [];
  return (body.value ?? [body]).map((entry) => toPerson(entry));
}

function namedSo(people: readonly Person[], words: string): readonly Person[] {
  return people.filter((person) =>
    nameContains([person.id, person.displayName, person.userPrincipalName, addressOf(person)], words),
  );
}

/** Null when there is no such object, or when the text is nothing that can be asked about ("@@'"). */
function bodyOf<Body>(answer: BatchAnswer | undefined): Body | null {
  if (answer === undefined) return null;
  if (answer.outcome === 'ok') return answer.body as Body;
  if (answer.outcome === 'refused' && (answer.status === 404 || answer.status === 400)) return null;
  throw new DirectoryUnavailable(
    'people could not be searched',
    answer.outcome === 'unavailable' ? answer.retryAfter : null,
  );
}
