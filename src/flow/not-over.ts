import { asReadLast } from '../domain/as-read-last.ts';
import { mayBeAnswered } from '../domain/emergency.ts';
import { listed } from '../domain/listed.ts';
import { COUNTING_STATES, isActive, isOpen, type Request } from '../domain/request.ts';
import type { FlowContext } from './context.ts';

/**
 * What goes on about this person, the newest first: open, watched until it is done, or a block that may still be
 * answered about.
 */
export async function notOver({ ports }: FlowContext, targetUserId: string): Promise<readonly Request[]> {
  const about = await ports.requests.list({ targetUserId, states: COUNTING_STATES });
  return about.filter((request) => isActive(request.state) || mayBeAnswered(request));
}

/** Whether that is told to who may see nothing of it: what only watches by itself is nobody's business. */
export async function isToldOthers({ ports }: FlowContext, request: Request): Promise<boolean> {
  if (isOpen(request.state)) return true;
  return listed(asReadLast(request), await ports.ledger.read(request.id)).isForHelpdesk;
}
