import type { Group } from '@microsoft/microsoft-graph-types';
import type { GroupFacts } from '../../domain/deciding-groups.ts';
import type { ReadRequest } from './graph-answer.ts';
import type { GraphClient } from './graph-client.ts';
import { at } from './graph-path.ts';
import { isNotFound, required } from './reads.ts';

/** What kind of groups these are, by object id in lower case, in one round trip. Throws `DirectoryUnavailable`. */
export async function readGroupFacts(
  graph: GraphClient,
  ids: readonly string[],
): Promise<ReadonlyMap<string, GroupFacts>> {
  const wanted = [...new Set(ids.map((id) => id.toLowerCase()))];
  const query = { $select: 'id,groupTypes,isAssignableToRole' } as const;
  const reads = wanted.map((id): [string, ReadRequest] => [id, { path: at`/groups/${id}`, query }]);
  const answers = await graph.batch(Object.fromEntries(reads));
  return new Map(
    Object.entries(answers).map(([id, answer]) => {
      if (isNotFound(answer)) return [id, null];
      const group = required<Group>(answer, 'a group');
      const isDynamic = (group.groupTypes ?? []).includes('DynamicMembership');
      return [id, { isDynamic, isRoleAssignable: group.isAssignableToRole === true }];
    }),
  );
}
