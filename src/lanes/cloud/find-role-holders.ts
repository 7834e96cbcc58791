import { DirectoryUnavailable } from '../../domain/errors.ts';
import { type BatchAnswer, field, type ReadRequest } from './graph-answer.ts';
import { MOST_IN_BATCH } from './graph-batch.ts';
import type { GraphClient } from './graph-client.ts';
import { at } from './graph-path.ts';

/**
 * Who of these holds a role in the directory, themselves or through a group; twenty in one round trip. Whoever's roles
 * may not be read counts as one who does. Throws `DirectoryUnavailable`.
 */
export async function findRoleHolders(graph: GraphClient, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const holders = new Set<string>();
  for (let start = 0; start < ids.length; start += MOST_IN_BATCH) {
    const parts = ids.slice(start, start + MOST_IN_BATCH).map((id): [string, ReadRequest] => [id, rolesRead(id)]);
    const answers: Readonly<Record<string, BatchAnswer>> = await graph.batch(Object.fromEntries(parts));
    for (const [id, answer] of Object.entries(answers)) if (holdsOne(answer)) holders.add(id);
  }
  return holders;
}

function rolesRead(id: string): ReadRequest {
  return {
    path: at`/users/${id}/transitiveMemberOf/microsoft.graph.directoryRole`,
    query: { $select: 'id,displayName' },
  };
}

function holdsOne(answer: BatchAnswer): boolean {
  if (answer.outcome === 'unavailable')
    throw new DirectoryUnavailable('roles could not be read now', answer.retryAfter);
  if (answer.outcome === 'refused') return answer.status !== 404;
  const rows = field(answer.body, 'value');
  return !Array.isArray(rows) || rows.length > 0;
}
