import type { User } from '@microsoft/microsoft-graph-types';
import { addressOf } from '../../domain/address-of.ts';
import { DirectoryUnavailable } from '../../domain/errors.ts';
import { nameContains } from '../../domain/name-contains.ts';
import { nearestFirst } from '../../domain/nearest-first.ts';
import type { Person } from '../../domain/person.ts';
import type { People } from '../../flow/ports.ts';
import { findFor } from './find-for.ts';
import { findPurged } from './find-purged.ts';
import { findRoleHolders } from './find-role-holders.ts';
import type { BatchAnswer, GraphRead, ReadRequest } from './graph-answer.ts';
import type { GraphClient } from './graph-client.ts';
import { at, isGuid } from './graph-path.ts';
import { filterLiteral, searchExpression } from './graph-query.ts';
import { readManagers } from './managers.ts';
import { isPerson, PERSON_FIELDS, toPerson } from './person-fields.ts';

/** People in Entra ID through Graph. */
export function createPeople({ graph }: { readonly graph: GraphClient }): People {
  return {
    async find(query, where) {
      const words = query.trim();
      if (words === '') return [];
      const found = await (where === 'active' ? findActive(graph, words) : findDeleted(graph, words));
      return found.toSorted(nearestFirst(words)).slice(0, MOST_FOUND);
    },
    findFor: (requesterId, query, deletedToo) => findFor(graph, { requesterId, query, deletedToo }),
    read: (id) => (isGuid(id) ? readActive(graph, id) : Promise.resolve(null)),
    async directReports(id) {
      const reports = await graph.readAll<User>(at`/users/${id}/directReports`, {
        query: { $select: PERSON_FIELDS, $top: '100' },
      });
      return listed(reports, 'direct reports')
        .filter(isPerson)
        .map((report) => toPerson(report));
    },
    managementChain: async (id) => (await readManagers(graph, id)).map((manager) => manager.id),
    countInDepartment: (department) => countEnabled(graph, department),
    roleHolders: (ids, which) => findRoleHolders(graph, ids, which),
  };
}

const MOST_FOUND = 10;

async function readActive(graph: GraphClient, id: string): Promise<Person | null> {
  const answer = await graph.read<User>(at`/users/${id}`, { query: { $select: PERSON_FIELDS } });
  if (answer.outcome === 'ok') return toPerson(answer.body);
  return answer.status === 404 ? null : refuse(answer.status, 'a person');
}

/** Counting goes by the index, which wants the header and `$count` (graph.md 2.1); `$top` cannot be 0. */
async function countEnabled(graph: GraphClient, department: string): Promise<number | null> {
  const counted = await graph.read<{ readonly '@odata.count'?: number }>(at`/users`, {
    query: {
      $filter: `department eq ${filterLiteral(department)} and accountEnabled eq true`,
      $count: 'true',
      $top: '1',
      $select: 'id',
    },
    eventual: true,
  });
  return counted.outcome === 'ok' ? (counted.body['@odata.count'] ?? null) : null;
}

async function findActive(graph: GraphClient, words: string): Promise<readonly Person[]> {
  if (isGuid(words)) {
    const person = await readActive(graph, words);
    return person === null ? [] : [person];
  }
  const exact = words.includes('@') ? await findByAddress(graph, words) : [];
  return withManagers(graph, exact.length > 0 ? exact : await findByWords(graph, words), words);
}

async function findByAddress(graph: GraphClient, address: string): Promise<readonly User[]> {
  const literal = filterLiteral(address);
  const found = await graph.read<{ readonly value?: readonly User[] }>(at`/users`, {
    query: { $filter: `userPrincipalName eq ${literal} or mail eq ${literal}`, $select: PERSON_FIELDS },
  });
  if (found.outcome === 'ok') return found.body.value ?? [];
  // Text that is no address at all ("@@'"): nobody has it.
  return found.status === 400 ? [] : refuse(found.status, 'a search');
}

async function findByWords(graph: GraphClient, words: string): Promise<readonly User[]> {
  const $search = searchExpression(['displayName', 'mail', 'userPrincipalName'], words);
  if ($search === null) return [];
  const found = await graph.read<{ readonly value?: readonly User[] }>(at`/users`, {
    query: { $search, $select: PERSON_FIELDS, $top: '25', $count: 'true' },
    eventual: true,
  });
  return found.outcome === 'ok' ? (found.body.value ?? []) : refuse(found.status, 'a search');
}

// `$search` and `$expand` do not go together: the managers' names come in one batch after it.
async function withManagers(graph: GraphClient, found: readonly User[], words: string): Promise<readonly Person[]> {
  const people = found
    .map((entry) => toPerson(entry))
    .toSorted(nearestFirst(words))
    .slice(0, MOST_FOUND);
  const parts = people.map(({ id }): [string, ReadRequest] => [
    id,
    { path: at`/users/${id}/manager`, query: { $select: 'id,displayName' } },
  ]);
  const managers: Readonly<Record<string, BatchAnswer>> = await graph.batch(Object.fromEntries(parts));
  return people.map((person) => {
    const manager = managers[person.id];
    const name = manager?.outcome === 'ok' ? (manager.body as User).displayName : null;
    return { ...person, managerName: name ?? null };
  });
}

// `$search` does not reach deleted people: read them newest first and compare here.
async function findDeleted(graph: GraphClient, words: string): Promise<readonly Person[]> {
  if (isGuid(words)) {
    const answer = await graph.read<User>(at`/directory/deletedItems/${words}`, { query: { $select: DELETED_FIELDS } });
    if (answer.outcome === 'ok') return [toPerson(answer.body)];
    return answer.status === 404 ? findPurged(graph, words) : refuse(answer.status, 'a deleted person');
  }
  const deleted = await graph.readAll<User>(at`/directory/deletedItems/microsoft.graph.user`, {
    query: { $select: DELETED_FIELDS, $orderby: 'deletedDateTime desc', $count: 'true', $top: '100' },
    eventual: true,
  });
  const found = listed(deleted, 'deleted people')
    .map((entry) => toPerson(entry))
    .filter((person) => nameContains([person.displayName, person.userPrincipalName, addressOf(person)], words));
  return found.length > 0 ? found : findPurged(graph, words);
}

const DELETED_FIELDS = `${PERSON_FIELDS},deletedDateTime`;

function listed<Entry>(answer: GraphRead<readonly Entry[]>, what: string): readonly Entry[] {
  if (answer.outcome === 'ok') return answer.body;
  return answer.status === 404 ? [] : refuse(answer.status, what);
}

function refuse(status: number, what: string): never {
  throw new DirectoryUnavailable(`Microsoft Graph refused to read ${what} (${status})`);
}
