import type { Permission } from '@microsoft/microsoft-graph-types';
import { shareKey } from '../../domain/share-key.ts';
import type { Json } from '../../domain/text.ts';
import { permissionsPath } from './drive-permissions.ts';
import { givenPermissions } from './given-permissions.ts';
import { MOST_IN_BATCH } from './graph-batch.ts';
import type { GraphClient } from './graph-client.ts';
import { optionalListOf } from './reads.ts';
import { sharedIn } from './steps/share-onedrive.ts';

/**
 * The keys of those of these shares of which nothing is left; what cannot be read, or is beyond one round trip, is not
 * among them.
 */
export async function readUnshared(graph: GraphClient, shares: readonly Json[]): Promise<readonly string[]> {
  const read = new Map(shares.slice(0, MOST_IN_BATCH).map((share) => [shareKey(sharedIn(share)), share]));
  const reads = [...read].map(([key, share]) => [key, { path: permissionsPath(sharedIn(share)) }] as const);
  const answers = await graph.batch(Object.fromEntries(reads));
  const over: string[] = [];
  for (const [key, share] of read) {
    const answer = answers[key];
    const permissions = answer === undefined ? null : await optionalListOf<Permission>(graph, answer);
    if (permissions !== null && givenPermissions(share, permissions).length === 0) over.push(key);
  }
  return over;
}
