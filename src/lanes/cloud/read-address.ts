import type { Domain, User } from '@microsoft/microsoft-graph-types';
import type { Directory } from '../../flow/ports.ts';
import type { BatchAnswer } from './graph-answer.ts';
import type { GraphClient } from './graph-client.ts';
import { at } from './graph-path.ts';
import { listOf, optionalListOf } from './reads.ts';
import { conflictReads } from './target-user-reads.ts';

/**
 * Whether somebody could come back under this address: one round trip. Of a group or contact that has it Graph itself
 * speaks at the restore. Throws `DirectoryUnavailable`.
 */
export async function readAddress(graph: GraphClient, address: string | null): ReturnType<Directory['readAddress']> {
  const answers: Readonly<Record<string, BatchAnswer>> = await graph.batch({
    domains: { path: at`/domains`, query: { $select: 'id,isVerified' } },
    ...(address === null ? {} : conflictReads({ userPrincipalName: address, addresses: [`smtp:${address}`] })),
  });
  const { domains, ...conflicts } = answers;
  const known = domains === undefined ? null : await optionalListOf<Domain>(graph, domains);
  const holders = await Promise.all(
    Object.values(conflicts).map((answer) => listOf<User>(graph, answer, 'who has an address')),
  );
  const [holder] = holders.flatMap((each) => each ?? []);
  return {
    domains: known?.flatMap(({ id, isVerified }) => (id && isVerified !== false ? [id.toLowerCase()] : [])) ?? null,
    holder: holder === undefined ? null : (holder.displayName ?? holder.userPrincipalName ?? ''),
  };
}
