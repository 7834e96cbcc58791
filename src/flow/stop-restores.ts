import { BLOCKED_SINCE_ASKED } from '../domain/asks-again.ts';
import type { Request, RequestState } from '../domain/request.ts';
import { text } from '../domain/text.ts';
import type { FlowContext } from './context.ts';
import type { Transaction } from './ports.ts';
import { stopBegunRestores } from './stop-begun-restores.ts';

/**
 * What would let the person in goes no further; what has not begun, or is beginning just now, is decided again before
 * it does. What still waits for that becomes a new version that names the block: approvals of before do not count, and
 * no card of before decides. In the transaction that stores the block, so that there is never one without the other.
 * Gives the ids of what is to be looked at, and told about, once that is committed.
 */
export async function stopRestores(
  context: FlowContext,
  block: Request,
  transaction: Transaction,
): Promise<readonly string[]> {
  const { requests } = context.ports;
  const { targetUserId, reference, decision } = block;
  const filter = { targetUserId, kinds: ['restore-user'] } as const;
  const name = decision?.byName ?? '';
  const asked = { approvals: [], note: text(BLOCKED_SINCE_ASKED, { reference, name }), newVersion: true } as const;
  const pending = await requests.list({ ...filter, states: ['pending'] }, transaction);
  for (const { id } of pending) await requests.change(id, { from: ['pending'] }, asked, transaction);
  const waiting = await requests.list({ ...filter, states: NOT_BEGUN }, transaction);
  for (const { id } of waiting) await requests.change(id, { from: NOT_BEGUN }, { newVersion: true }, transaction);
  const begun = await stopBegunRestores(context, block, transaction);
  return [...[...pending, ...waiting].map(({ id }) => id), ...begun];
}

const NOT_BEGUN: readonly RequestState[] = ['approved', 'scheduled'];
