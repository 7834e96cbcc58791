import { asReadLast } from '../domain/as-read-last.ts';
import type { RequestKind } from '../domain/choices.ts';
import { undoingWaits } from '../domain/emergency.ts';
import { COUNTING_STATES, isOpen, mayStandBeside, type Request } from '../domain/request.ts';
import { type Text, text } from '../domain/text.ts';
import { type FlowContext, tenantNow } from './context.ts';

/**
 * Why nothing new is taken in about this person now; null = it is. The undoing of a block at once that was refused, or
 * not confirmed, waits for what is open about them: whoever asked anew each time that is settled would keep them out,
 * whatever approvers decide. What leaves no room for this kind is said instead (`openAbout`).
 */
export async function undoingFirst(
  context: FlowContext,
  kind: RequestKind,
  targetUserId: string,
): Promise<Text | null> {
  const about = await listAbout(context, targetUserId);
  const block = waitingIn(context, about);
  if (block === undefined) return null;
  const asked = { state: 'pending', emergency: null, choices: { kind } } as const;
  const isInTheWay = about.some((other) => isOpen(other.state) && !mayStandBeside(asked, other));
  return isInTheWay ? null : text('flow.undoing-first', { name: asReadLast(block).targetUserName });
}

/** Whether such an undoing waits for what is open about this person. */
export async function doesUndoingWait(context: FlowContext, targetUserId: string): Promise<boolean> {
  return waitingIn(context, await listAbout(context, targetUserId)) !== undefined;
}

function listAbout({ ports }: FlowContext, targetUserId: string): Promise<readonly Request[]> {
  return ports.requests.list({ targetUserId, states: COUNTING_STATES });
}

function waitingIn(context: FlowContext, about: readonly Request[]): Request | undefined {
  return about.find((each) => undoingWaits(each, tenantNow(context)));
}
