import type { Request } from '../domain/request.ts';
import { type FlowContext, tenantNow } from './context.ts';

/**
 * The undoing of a block that nobody confirmed was proposed, and taken back by whoever blocked, in whose name it was: that
 * answers nothing, so it is proposed once more at the next look. Called whenever a withdrawn request is looked at.
 */
export async function proposeAgain(context: FlowContext, withdrawn: Request): Promise<null> {
  if (withdrawn.choices.kind !== 'restore-user') return null;
  const { requests } = context.ports;
  const { targetUserId, reference } = withdrawn;
  const blocks = await requests.list({ targetUserId, kinds: ['block-sign-in'], limit: 50 });
  const block = blocks.find(({ emergency }) => emergency?.proposal === reference);
  if (block === undefined || block.emergency === null) return null;
  const change = { emergency: { ...block.emergency, proposal: null }, wakeAt: tenantNow(context) };
  await requests.change(block.id, { from: [block.state], version: block.version }, change);
  context.wake(block.id);
  return null;
}
