import type { Group, User } from '@microsoft/microsoft-graph-types';
import { isReadable } from './classify-group.ts';
import { type BatchAnswer, field, type ReadRequest } from './graph-answer.ts';
import { MOST_IN_BATCH } from './graph-batch.ts';
import type { GraphClient } from './graph-client.ts';
import { roleNamesIn } from './protections.ts';
import { isNotFound, listOf, required } from './reads.ts';
import { protectionReads } from './target-user-reads.ts';

/**
 * Who of these holds a role in the directory or may take one up, themselves or through a group, or is guarded by it
 * against other administrators; five in one round trip. `active`: only who holds one now. What could not be read counts
 * as one who does. Throws `DirectoryUnavailable`.
 */
export async function findRoleHolders(
  graph: GraphClient,
  ids: readonly string[],
  which?: 'active',
): Promise<ReadonlySet<string>> {
  const starts = Array.from({ length: Math.ceil(ids.length / AT_ONCE) }, (_, at) => at * AT_ONCE);
  const found = await Promise.all(starts.map((start) => holdersAmong(graph, ids.slice(start, start + AT_ONCE), which)));
  return new Set(found.flat());
}

/** The same reads tell of a target user whether anybody may touch them at all. */
const READS = ['targetUser', 'roles', 'eligibleRoles', 'allGroups'] as const;
const ACTIVE_READS = ['targetUser', 'roles'] as const;
const AT_ONCE = Math.floor(MOST_IN_BATCH / READS.length);

async function holdersAmong(
  graph: GraphClient,
  ids: readonly string[],
  which: 'active' | undefined,
): Promise<readonly string[]> {
  const reads = which === 'active' ? ACTIVE_READS : READS;
  const parts = ids.flatMap((id) => reads.map((read): [string, ReadRequest] => [nameOf(id, read), readOf(id, read)]));
  const answers: Readonly<Record<string, BatchAnswer>> = await graph.batch(Object.fromEntries(parts));
  const held = await Promise.all(
    ids.map((id) => holdsOne(graph, (read) => answers[nameOf(id, read)] as BatchAnswer, which)),
  );
  return ids.filter((_, place) => held[place]);
}

function readOf(id: string, read: (typeof READS)[number]): ReadRequest {
  return read === 'targetUser'
    ? { path: protectionReads(id).targetUser.path, query: { $select: 'id,isManagementRestricted' } }
    : protectionReads(id)[read];
}

function nameOf(id: string, read: string): string {
  return `${id} ${read}`;
}

async function holdsOne(
  graph: GraphClient,
  answerTo: (read: (typeof READS)[number]) => BatchAnswer,
  which: 'active' | undefined,
) {
  const person = answerTo('targetUser');
  if (isNotFound(person)) return false;
  if (which === 'active') return mayAct(answerTo('roles'), 'roles');
  if (person.outcome === 'refused' || required<User>(person, 'a person').isManagementRestricted === true) return true;
  if (mayAct(answerTo('roles'), 'roles') || mayAct(answerTo('eligibleRoles'), 'eligible roles')) return true;
  const groups = await listOf<Group>(graph, answerTo('allGroups'), 'groups');
  return groups === null || groups.some((group) => group.isAssignableToRole === true || !isReadable(group));
}

function mayAct(answer: BatchAnswer, what: string): boolean {
  if (answer.outcome === 'unavailable') required(answer, what);
  if (answer.outcome === 'ok' && !Array.isArray(field(answer.body, 'value'))) return true;
  return roleNamesIn(answer)?.length !== 0;
}
