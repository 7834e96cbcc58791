import { type Listed, listed } from '../domain/listed.ts';
import type { Request } from '../domain/request.ts';
import type { FlowContext } from './context.ts';

/** What a list says of each of these: their steps are read where it has begun. */
export function inList({ ports }: FlowContext, requests: readonly Request[]): Promise<readonly Listed[]> {
  return Promise.all(
    requests.map(async (request) => listed(request, isBegun(request) ? await ports.ledger.read(request.id) : [])),
  );
}

function isBegun({ state }: Request): boolean {
  return state === 'running' || state === 'watching' || state === 'done-with-gaps';
}
