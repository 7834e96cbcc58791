import type { Request, RequestState } from '../domain/request.ts';
import { type FlowContext, tenantNow } from './context.ts';
import type { Transaction } from './ports.ts';
import { stoppedBy } from './stopped-by.ts';

/**
 * What would let the person in goes no further; what has not begun, or is beginning just now, is decided again before it
 * does. In the transaction that stores the block, so that there is never one without the other. Gives the ids of what is
 * to be looked at, and told about, once that is committed.
 */
export async function stopRestores(
  context: FlowContext,
  { targetUserId, reference, decision }: Request,
  transaction: Transaction,
): Promise<readonly string[]> {
  const { requests } = context.ports;
  const filter = { targetUserId, kinds: ['restore-user'], limit: 50 } as const;
  const by = { id: decision?.by ?? '', name: decision?.byName ?? '' };
  const waiting = await requests.list({ ...filter, states: NOT_BEGUN }, transaction);
  for (const { id } of waiting) await requests.change(id, { from: NOT_BEGUN }, { newVersion: true }, transaction);
  const running = await requests.list({ ...filter, states: ['running'] }, transaction);
  const stopped = stoppedBy(by, reference, tenantNow(context));
  for (const { id } of running) await requests.change(id, { from: ['running'] }, stopped, transaction);
  return [...waiting, ...running].map(({ id }) => id);
}

const NOT_BEGUN: readonly RequestState[] = ['approved', 'scheduled'];
