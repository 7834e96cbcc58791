import { REQUEST_STATES, type Request } from '../domain/request.ts';
import { type FlowContext, tenantNow } from './context.ts';

/**
 * Nobody decided about what Leaver proposed: that answers nothing, so it is proposed once more at the next look at the
 * block. Called whenever an expired request is looked at; until the block is told, it is looked at again.
 */
export async function proposeAgain(context: FlowContext, expired: Request): Promise<null> {
  if (expired.proposal === null || expired.wakeAt === null) return null;
  const { requests } = context.ports;
  const block = await requests.read(expired.proposal.block);
  if (block !== null && block.emergency !== null) {
    const change = { emergency: { ...block.emergency, proposal: null }, wakeAt: tenantNow(context) };
    const changed = await requests.change(block.id, { from: REQUEST_STATES, proposal: expired.reference }, change);
    if (changed !== null) context.wake(block.id);
  }
  await requests.change(expired.id, { from: ['expired'] }, { wakeAt: null });
  return null;
}
