import { BEGUN_STATES, type Request } from '../domain/request.ts';
import { isStoppedByBlock } from '../domain/turning-round.ts';
import { type FlowContext, tenantNow } from './context.ts';
import type { Transaction } from './ports.ts';
import { stoppedBy } from './stopped-by.ts';

/**
 * Restores of the same person that began and have still to let them in, or to give something back, go no further:
 * `block` was decided after them, and they would go on against it once its own work comes to nothing. In the
 * transaction that begins the block, under the turn of starts. Gives the ids of what is to be looked at, and told
 * about, once that is committed.
 */
export async function stopBegunRestores(
  context: FlowContext,
  { targetUserId, reference, decision }: Pick<Request, 'targetUserId' | 'reference' | 'decision'>,
  transaction: Transaction,
): Promise<readonly string[]> {
  const { requests, ledger } = context.ports;
  const filter = { targetUserId, kinds: ['restore-user'], states: BEGUN_STATES } as const;
  const by = { id: decision?.by ?? '', name: decision?.byName ?? '' };
  const stopped = stoppedBy(by, reference, tenantNow(context));
  const touched: string[] = [];
  for (const restore of await requests.list(filter, transaction)) {
    const { id } = restore;
    if (!isStoppedByBlock(restore, await ledger.read(id, transaction))) continue;
    if ((await requests.change(id, { from: BEGUN_STATES }, stopped, transaction)) !== null) touched.push(id);
  }
  return touched;
}
