import type { DirectoryAudit, TargetResource } from '@microsoft/microsoft-graph-types';
import { nameContains } from '../../domain/name-contains.ts';
import type { Person } from '../../domain/person.ts';
import type { BatchAnswer, ReadRequest } from './graph-answer.ts';
import type { GraphClient } from './graph-client.ts';
import { at, isGuid } from './graph-path.ts';
import { filterLiteral } from './graph-query.ts';
import { instant } from './identity.ts';
import { toPerson } from './person-fields.ts';

/** What Entra's audit log calls a permanent deletion: by somebody, or of itself after 30 days. */
export const HARD_DELETE = 'Hard Delete user';

/** As many deletions as the audit log is asked for; it keeps 30 days, and 7 without a premium licence. */
const MOST = '100';

/**
 * People whom only the audit log still knows: deleted for good, so that neither users nor deleted items hold them.
 * Found by GUID, or by a part of the sign-in name (a deleted one carries the object id in front, graph.md 2.9). Nobody
 * when the log cannot be read: then Leaver does not know, and says "not found".
 */
export async function findPurged(graph: GraphClient, words: string): Promise<readonly Person[]> {
  const { path, query } = searchPurged(words);
  return readPurged(await graph.read<unknown>(path, { query }), words);
}

/** The read of the audit log, for a batch. */
export function searchPurged(words: string) {
  const $filter = isGuid(words)
    ? `targetResources/any(r:r/id eq ${filterLiteral(words.toLowerCase())})`
    : `activityDisplayName eq ${filterLiteral(HARD_DELETE)}`;
  return {
    path: at`/auditLogs/directoryAudits`,
    query: { $filter, $orderby: 'activityDateTime desc', $top: MOST },
  } as const satisfies ReadRequest;
}

/** Whom that answer knows by these words. */
export function readPurged(audits: BatchAnswer | undefined, words: string): readonly Person[] {
  if (audits?.outcome !== 'ok') return [];
  const { value = [] } = audits.body as { readonly value?: readonly DirectoryAudit[] };
  return value
    .flatMap((audit) => (audit.targetResources ?? []).map((target) => ({ audit, target })))
    .filter(({ target }) => nameContains(namesOf(target), words))
    .map(({ audit, target }) => traceOf(target, instant(audit.activityDateTime)))
    .filter((person, place, all) => all.findIndex(({ id }) => id === person.id) === place);
}

function namesOf({ id, displayName, userPrincipalName }: TargetResource): readonly string[] {
  return [id, displayName, userPrincipalName].filter((name) => typeof name === 'string');
}

function traceOf({ id, displayName, userPrincipalName }: TargetResource, deletedAt: string | null): Person {
  const person = toPerson({
    id: id ?? '',
    displayName: displayName ?? userPrincipalName ?? null,
    userPrincipalName: userPrincipalName ?? null,
  });
  return { ...person, accountEnabled: false, ...(deletedAt === null ? {} : { deletedAt }) };
}
