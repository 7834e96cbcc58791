import { DirectoryUnavailable } from '../../domain/errors.ts';
import { type BatchAnswer, field, type ReadRequest } from './graph-answer.ts';
import type { GraphClient } from './graph-client.ts';
import { at } from './graph-path.ts';

export type ManagerAbove = { readonly id: string; readonly displayName: string };

const LONGEST_CHAIN = 10;

/**
 * Everybody above a person, the direct manager first, each read from the directory itself and not from its search
 * index, because who may ask hangs on it. Ends at the top, after ten, or where the chain comes back to somebody already
 * in it. `known`: the lower part of the chain where it was read before. Throws `DirectoryUnavailable`.
 */
export async function readManagers(
  graph: GraphClient,
  id: string,
  known: readonly ManagerAbove[] = [],
): Promise<readonly ManagerAbove[]> {
  const chain = [...known];
  while (chain.length < LONGEST_CHAIN) {
    const { path, query } = managerRead(chain.at(-1)?.id ?? id);
    const above = managerOf(await graph.read<unknown>(path, { query }));
    if (above === null || isInChain(above, id, chain)) break;
    chain.push(above);
  }
  return chain;
}

/** The chain out of one answer of `$expand=manager($levels=max)`; empty where Graph gave none. */
export function managersIn(answer: BatchAnswer, id: string): readonly ManagerAbove[] {
  const chain: ManagerAbove[] = [];
  let entry = answer.outcome === 'ok' ? field(answer.body, 'manager') : undefined;
  for (; chain.length < LONGEST_CHAIN; entry = field(entry, 'manager')) {
    const above = managerIn(entry);
    if (above === null || isInChain(above, id, chain)) break;
    chain.push(above);
  }
  return chain;
}

/** Asks who is above somebody. */
export function managerRead(id: string) {
  return {
    path: at`/users/${id}/manager`,
    query: { $select: 'id,displayName' },
  } as const satisfies ReadRequest;
}

/**
 * The chain, once `above` told who is above its top. Nobody is the usual answer; the expanded chain may be cut short
 * (it comes from the index, and a service may not know `$levels`), and then the rest is read manager by manager.
 */
export async function completeManagers(
  graph: GraphClient,
  id: string,
  { chain, above }: { readonly chain: readonly ManagerAbove[]; readonly above: BatchAnswer },
): Promise<readonly ManagerAbove[]> {
  const next = managerOf(above);
  if (next === null || isInChain(next, id, chain) || chain.length >= LONGEST_CHAIN) return chain;
  return readManagers(graph, id, [...chain, next]);
}

function managerOf(answer: BatchAnswer): ManagerAbove | null {
  if (answer.outcome === 'ok') return managerIn(answer.body);
  if (answer.outcome === 'refused' && answer.status === 404) return null;
  throw new DirectoryUnavailable(
    'a manager could not be read',
    answer.outcome === 'unavailable' ? answer.retryAfter : null,
  );
}

function managerIn(entry: unknown): ManagerAbove | null {
  const id = field(entry, 'id');
  if (typeof id !== 'string') return null;
  return { id: id.toLowerCase(), displayName: String(field(entry, 'displayName') ?? '') };
}

function isInChain(above: ManagerAbove, id: string, chain: readonly ManagerAbove[]): boolean {
  return above.id === id.toLowerCase() || chain.some((manager) => manager.id === above.id);
}
