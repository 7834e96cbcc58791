import type { Group, User } from '@microsoft/microsoft-graph-types';
import type { Membership } from '../../domain/target-user.ts';
import { classifyGroup, GROUP_FIELDS, licencesOf } from './classify-group.ts';
import type { BatchAnswer, ReadRequest } from './graph-answer.ts';
import { MOST_IN_BATCH } from './graph-batch.ts';
import type { GraphClient } from './graph-client.ts';
import { at } from './graph-path.ts';
import { isPerson } from './person-fields.ts';
import { isNotFound, required } from './reads.ts';

/** The two reads that memberships are made of. */
export function membershipReads(personId: string) {
  const query = { $select: GROUP_FIELDS, $top: '999' } as const;
  return {
    groups: { path: at`/users/${personId}/memberOf/microsoft.graph.group`, query },
    owned: { path: at`/users/${personId}/ownedObjects/microsoft.graph.group`, query: { $select: GROUP_FIELDS } },
  } as const satisfies Record<string, ReadRequest>;
}

/**
 * Every group the person is in or owns, read now; null = the directory has no such account, which says nothing of its groups:
 * they come back with it. Throws `DirectoryUnavailable`.
 */
export async function readMemberships(graph: GraphClient, personId: string): Promise<readonly Membership[] | null> {
  const answers = await graph.batch(membershipReads(personId));
  if (Object.values(answers).some(isNotFound)) return null;
  const groups = await groupsIn(graph, answers.groups);
  const owned = await groupsIn(graph, answers.owned);
  return joinMemberships({ groups, owned, lastOwnerOf: await readLastOwnerOf(graph, personId, owned) });
}

/** One row per group, by name. */
export function joinMemberships({
  groups,
  owned,
  lastOwnerOf,
}: {
  readonly groups: readonly Group[];
  readonly owned: readonly Group[];
  readonly lastOwnerOf: ReadonlySet<string>;
}): readonly Membership[] {
  const members = new Set(groups.map(({ id }) => id));
  const owners = new Set(owned.map(({ id }) => id));
  const distinct = new Map([...owned, ...groups].map((group) => [group.id ?? '', group]));
  return [...distinct.entries()]
    .map(([groupId, group]) => ({
      groupId: groupId.toLowerCase(),
      name: group.displayName ?? groupId,
      class: classifyGroup(group),
      lastOwner: lastOwnerOf.has(groupId),
      owner: owners.has(groupId),
      member: members.has(groupId),
      licences: licencesOf(group),
      ...(group.onPremisesSecurityIdentifier ? { securityIdentifier: group.onPremisesSecurityIdentifier } : {}),
    }))
    .toSorted((one, other) => one.name.localeCompare(other.name, 'en'));
}

/** The reads that tell who owns these groups besides the person, keyed by group id. */
export function ownerReads(owned: readonly Group[]): Readonly<Record<string, ReadRequest>> {
  const ids = owned.flatMap(({ id }) => (id ? [id] : []));
  const query = { $select: 'id,displayName,userPrincipalName', $top: '100' } as const;
  return Object.fromEntries(ids.map((id) => [id, { path: at`/groups/${id}/owners`, query }]));
}

/** Ids of the owned groups that would be left without an owner. */
export async function readLastOwnerOf(
  graph: GraphClient,
  personId: string,
  owned: readonly Group[],
): Promise<ReadonlySet<string>> {
  return lastOwnerOf(personId, await readOwners(graph, owned));
}

/** Who owns each of these groups, keyed by group id. */
export async function readOwners(
  graph: GraphClient,
  groups: readonly Group[],
): Promise<readonly (readonly [string, BatchAnswer])[]> {
  const reads = Object.entries(ownerReads(groups));
  const answers: [string, BatchAnswer][] = [];
  for (let from = 0; from < reads.length; from += MOST_IN_BATCH) {
    answers.push(...Object.entries(await graph.batch(Object.fromEntries(reads.slice(from, from + MOST_IN_BATCH)))));
  }
  return answers;
}

/** Service principals do not count as owners (graph.md 2.4); owners that cannot be read count as nobody. */
export function lastOwnerOf(
  personId: string,
  answers: readonly (readonly [string, BatchAnswer])[],
): ReadonlySet<string> {
  const alone = answers.filter(([, answer]) => {
    if (answer.outcome !== 'ok') return true;
    const owners = ((answer.body as { readonly value?: readonly User[] }).value ?? []).filter(isPerson);
    return !owners.some(({ id }) => id?.toLowerCase() !== personId.toLowerCase());
  });
  return new Set(alone.map(([id]) => id));
}

async function groupsIn(graph: GraphClient, answer: BatchAnswer): Promise<readonly Group[]> {
  return graph.entries<Group>(required<unknown>(answer, 'the groups of a person'));
}
