import type { Group, User } from '@microsoft/microsoft-graph-types';
import { DirectoryUnavailable } from '../../domain/errors.ts';
import type { Standing } from '../../domain/lasting-authority.ts';
import type { Directory } from '../../flow/ports.ts';
import type { DirectorySettings } from './directory-settings.ts';
import { type BatchAnswer, field, type ReadRequest } from './graph-answer.ts';
import { MOST_IN_BATCH } from './graph-batch.ts';
import { at } from './graph-path.ts';
import { PERSON_FIELDS, toPerson } from './person-fields.ts';
import { readProtections } from './read-protections.ts';
import { isNotFound, listOf, required } from './reads.ts';
import { protectionReads } from './target-user-reads.ts';

/**
 * What an approval rests on, read now in one round trip (in one more for every twenty parts above the first): who the
 * people are, which of these groups they are in, directly or through others, and what protects the target user.
 * Somebody who was deleted is nobody; whatever else has no answer must not look like a "no".
 */
export function createAuthorityReader(settings: DirectorySettings): Directory['readAuthority'] {
  return async ({ targetUserId, personIds, groupIds }) => {
    const ids = [...new Set(personIds)];
    const parts = [
      ...Object.entries<ReadRequest>(targetUserId === null ? {} : protectionReads(targetUserId)),
      ...ids.flatMap((id) => Object.entries<ReadRequest>(personReads(id, groupIds))),
    ];
    const answers: Record<string, BatchAnswer> = {};
    for (let from = 0; from < parts.length; from += MOST_IN_BATCH)
      Object.assign(answers, await settings.graph.batch(Object.fromEntries(parts.slice(from, from + MOST_IN_BATCH))));
    const answerTo = (name: string): BatchAnswer => answers[name] ?? { outcome: 'unavailable', retryAfter: null };
    return {
      people: new Map(
        ids.map((id) => {
          const groups = Object.keys(groupReads(id, groupIds)).map(answerTo);
          return [id, standingOf(answerTo(`person-${id}`), groups, groupIds)];
        }),
      ),
      protections: targetUserId === null ? [] : await protectionsIn(settings, targetUserId, answerTo),
    };
  };
}

/** Of `checkMemberGroups` (graph.md 2.1). */
const MOST_GROUPS = 20;

function personReads(id: string, groupIds: readonly string[]): Readonly<Record<string, ReadRequest>> {
  const person = { path: at`/users/${id}`, query: { $select: PERSON_FIELDS } };
  return { [`person-${id}`]: person, ...groupReads(id, groupIds) };
}

/** Each twenty of the groups is a part of its own. */
function groupReads(id: string, groupIds: readonly string[]): Readonly<Record<string, ReadRequest>> {
  const reads: Record<string, ReadRequest> = {};
  for (let from = 0; from < groupIds.length; from += MOST_GROUPS) {
    const body = { groupIds: groupIds.slice(from, from + MOST_GROUPS) };
    reads[`groups-${id}-${from}`] = { path: at`/users/${id}/checkMemberGroups`, body };
  }
  return reads;
}

function standingOf(person: BatchAnswer, groups: readonly BatchAnswer[], asked: readonly string[]): Standing {
  if (isNotFound(person)) return { person: null, groupIds: [] };
  const known = toPerson(required<User>(person, 'a person'));
  if (groups.some(isNotFound)) return { person: known, groupIds: [] };
  const found = groups.flatMap((answer) => {
    const value = field(required<unknown>(answer, 'memberships'), 'value');
    if (!Array.isArray(value)) throw new DirectoryUnavailable('Microsoft Graph gave no memberships');
    return value.map((id) => String(id).toLowerCase());
  });
  return { person: known, groupIds: asked.filter((id) => found.includes(id.toLowerCase())) };
}

/** Somebody deleted has no roles and groups any more. */
async function protectionsIn(settings: DirectorySettings, id: string, answerTo: (name: string) => BatchAnswer) {
  const names = Object.keys(protectionReads(id)) as (keyof ReturnType<typeof protectionReads>)[];
  const first = Object.fromEntries(names.map((name) => [name, answerTo(name)])) as Record<
    keyof ReturnType<typeof protectionReads>,
    BatchAnswer
  >;
  if (isNotFound(first.targetUser)) return [];
  const targetUser = required<User>(first.targetUser, 'the target user');
  const owned = await listOf<Group>(settings.graph, first.owned, 'owned groups');
  return readProtections(settings, { id: id.toLowerCase(), first }, { targetUser, owned });
}
