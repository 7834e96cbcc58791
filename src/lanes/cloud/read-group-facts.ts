import type { Group, User } from '@microsoft/microsoft-graph-types';
import type { GroupFacts, InnerGroup } from '../../domain/deciding-groups.ts';
import { isInOffice } from '../../domain/is-in-office.ts';
import type { BatchAnswer, ReadRequest } from './graph-answer.ts';
import { MOST_IN_BATCH } from './graph-batch.ts';
import type { GraphClient } from './graph-client.ts';
import { at } from './graph-path.ts';
import { groupsAmong } from './groups-among.ts';
import { isPerson, PERSON_FIELDS, toPerson } from './person-fields.ts';
import { isNotFound, required } from './reads.ts';

/**
 * What kind of groups these are and which groups are in them, by object id in lower case: one round trip, and one more
 * for each level of groups in groups. Throws `DirectoryUnavailable`.
 */
export async function readGroupFacts(
  graph: GraphClient,
  ids: readonly string[],
): Promise<ReadonlyMap<string, GroupFacts>> {
  const wanted = [...new Set(ids.map((id) => id.toLowerCase()))];
  const read = new Map<string, Found | null>();
  for (let level = wanted; level.length > 0; ) {
    for (const [id, found] of await readLevel(graph, level)) read.set(id, found);
    level = [...new Set(level.flatMap((id) => read.get(id)?.directly ?? []))].filter((id) => !read.has(id));
  }
  return new Map(wanted.map((id) => [id, factsOf(id, read)]));
}

type Found = InnerGroup & {
  readonly isRoleAssignable: boolean;
  /** Groups in it, and people who can act, each by object id. */
  readonly directly: readonly string[];
  readonly people: readonly string[];
};

/** Each is two parts: the group, and who is in it. */
async function readLevel(
  graph: GraphClient,
  ids: readonly string[],
): Promise<readonly (readonly [string, Found | null])[]> {
  const most = MOST_IN_BATCH / 2;
  const some = ids.slice(0, most);
  const answers = await graph.batch(Object.fromEntries(some.flatMap(partsOf)));
  const found = await Promise.all(some.map(async (id) => [id, await foundIn(graph, id, answers)] as const));
  return ids.length > most ? [...found, ...(await readLevel(graph, ids.slice(most)))] : found;
}

const QUERY = { $select: 'id,displayName,groupTypes,isAssignableToRole' } as const;

function partsOf(id: string): readonly (readonly [string, ReadRequest])[] {
  return [
    [id, { path: at`/groups/${id}`, query: QUERY }],
    [membersOf(id), { path: at`/groups/${id}/members`, query: { $select: PERSON_FIELDS, $top: '999' } }],
  ];
}

function membersOf(id: string): string {
  return `${id}/members`;
}

async function foundIn(
  graph: GraphClient,
  id: string,
  answers: Readonly<Record<string, BatchAnswer>>,
): Promise<Found | null> {
  const [answer, members] = [answers[id], answers[membersOf(id)]];
  if (answer === undefined || members === undefined || isNotFound(answer)) return null;
  const { displayName, groupTypes, isAssignableToRole } = required<Group>(answer, 'a group');
  const isDynamic = (groupTypes ?? []).includes('DynamicMembership');
  const isOwned = (groupTypes ?? []).includes('Unified');
  // Nobody decides by it whatever it holds: a group of everybody is not read to its end. What could not be read of
  // another could hold any group, and then nothing is known of it.
  const entries =
    isDynamic || isOwned ? [] : await graph.entries<User>(required<unknown>(members, 'the members of a group'));
  const isRoleAssignable = isAssignableToRole === true;
  const people = entries.filter(isPerson).map((entry) => toPerson(entry));
  return {
    id,
    name: displayName ?? id,
    isDynamic,
    isOwned,
    isRoleAssignable,
    directly: groupsAmong(entries),
    people: people.filter(isInOffice).map((person) => person.id),
  };
}

function factsOf(id: string, read: ReadonlyMap<string, Found | null>): GroupFacts {
  const found = read.get(id) ?? null;
  if (found === null) return null;
  const { isDynamic, isRoleAssignable } = found;
  const inside = insideOf(id, read);
  return { isDynamic, isRoleAssignable, inside, ...countIn(found, inside, read) };
}

/** Each person once; not where a group in it was not read to its end. */
function countIn(found: Found, inside: readonly InnerGroup[], read: ReadonlyMap<string, Found | null>) {
  if ([found, ...inside].some(({ isDynamic, isOwned }) => isDynamic || isOwned)) return {};
  const people = [found, ...inside.map(({ id }) => read.get(id))].flatMap((each) => each?.people ?? []);
  return { inOffice: new Set(people).size };
}

/** Each once, and never the group itself: groups may be in one another in a circle. */
function insideOf(id: string, read: ReadonlyMap<string, Found | null>): readonly InnerGroup[] {
  const seen = new Set([id]);
  const inside: InnerGroup[] = [];
  for (const each of seen)
    for (const inner of read.get(each)?.directly ?? []) {
      const found = seen.has(inner) ? null : read.get(inner);
      seen.add(inner);
      if (found != null)
        inside.push({ id: inner, name: found.name, isDynamic: found.isDynamic, isOwned: found.isOwned });
    }
  return inside;
}
