import type { User } from '@microsoft/microsoft-graph-types';
import { DirectoryUnavailable } from '../../domain/errors.ts';
import type { Person } from '../../domain/person.ts';
import type { Clock, Groups } from '../../flow/ports.ts';
import type { GraphClient } from './graph-client.ts';
import { at } from './graph-path.ts';
import { createGroupKinds, type GroupKinds } from './group-kinds.ts';
import { groupsAmong, isGroup } from './groups-among.ts';
import { isPerson, PERSON_FIELDS, toPerson } from './person-fields.ts';

type GroupsSettings = { readonly graph: GraphClient; readonly clock: Clock; readonly kinds?: GroupKinds };

/** Group membership in Entra ID, read live. */
export function createGroups({
  graph,
  clock,
  kinds = createGroupKinds({ graph, clock }),
}: GroupsSettings): Required<Groups> {
  const now = () => clock.now().getTime();
  const nested = new Map<string, { readonly at: number; readonly inside: readonly string[] }>();
  return {
    isUnsound: kinds.isUnsound,
    async within(groupIds) {
      const found = new Set<string>();
      const add = async (id: string): Promise<void> => {
        if (found.has(id)) return;
        found.add(id);
        const known = nested.get(id);
        const isKnown = known !== undefined && Math.abs(now() - known.at) < GOOD_FOR;
        const inside = isKnown ? known.inside : await groupsIn(graph, id);
        if (!isKnown) nested.set(id, { at: now(), inside });
        await Promise.all(inside.map(add));
      };
      await Promise.all(groupIds.map(add));
      return [...found];
    },
    async isMember(personId, groupId) {
      const answer = await graph.ask<{ readonly value?: readonly string[] }>(at`/users/${personId}/checkMemberGroups`, {
        groupIds: [groupId],
      });
      if (answer.outcome === 'ok')
        return (answer.body.value ?? []).some((id) => id.toLowerCase() === groupId.toLowerCase());
      // No such person: nobody's approver. Anything else must not look like a "no".
      if (answer.status === 404) return false;
      throw new DirectoryUnavailable(`Microsoft Graph refused to check a membership (${answer.status})`);
    },
    async members(groupId) {
      const found = new Map<string, Person>();
      await collect(graph, groupId, { found, seen: new Set(), most: MOST_MEMBERS });
      return [...found.values()].slice(0, MOST_MEMBERS);
    },
    async hasMember(groupId, isWanted) {
      const found = new Map<string, Person>();
      const isWhole = await collect(graph, groupId, { found, seen: new Set(), most: Number.POSITIVE_INFINITY });
      return [...found.values()].some(isWanted) ? true : isWhole ? false : null;
    },
  };
}

/** Which groups are in a group changes seldom; tenant milliseconds. */
const GOOD_FOR = 5 * 60_000;
const MOST_MEMBERS = 100;
const MOST_GROUPS = 20;

type Collected = { readonly found: Map<string, Person>; readonly seen: Set<string>; readonly most: number };

// Groups in groups are followed, each once, because `checkMemberGroups` counts them too. False: not to the end.
async function collect(graph: GraphClient, groupId: string, collected: Collected): Promise<boolean> {
  const { found, seen, most } = collected;
  if (seen.has(groupId)) return true;
  if (seen.size >= MOST_GROUPS || found.size >= most) return false;
  seen.add(groupId);
  const answer = await graph.readAll<User>(at`/groups/${groupId}/members`, {
    query: { $select: PERSON_FIELDS, $top: '100' },
  });
  if (answer.outcome === 'refused') {
    if (answer.status === 404) return true;
    throw new DirectoryUnavailable(`Microsoft Graph refused to read the members of a group (${answer.status})`);
  }
  let isWhole = true;
  for (const entry of answer.body) {
    if (isPerson(entry) && entry.accountEnabled) {
      const person = toPerson(entry);
      found.set(person.id, person);
    } else if (isGroup(entry) && entry.id) {
      isWhole = (await collect(graph, entry.id, collected)) && isWhole;
    }
  }
  return isWhole;
}

/** The groups that are members of this one, by object id. */
async function groupsIn(graph: GraphClient, groupId: string): Promise<readonly string[]> {
  const answer = await graph.readAll<User>(at`/groups/${groupId}/members`, { query: { $select: 'id', $top: '999' } });
  if (answer.outcome === 'refused') {
    if (answer.status === 404) return [];
    throw new DirectoryUnavailable(`Microsoft Graph refused to read the members of a group (${answer.status})`);
  }
  return groupsAmong(answer.body);
}
