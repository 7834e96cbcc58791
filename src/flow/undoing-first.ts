import { asReadLast } from '../domain/as-read-last.ts';
import type { RequestKind } from '../domain/choices.ts';
import { undoingWaits } from '../domain/emergency.ts';
import { COUNTING_STATES, isOpen, mayStandBeside } from '../domain/request.ts';
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
  const about = await context.ports.requests.list({ targetUserId, states: COUNTING_STATES });
  const block = about.find((each) => undoingWaits(each, tenantNow(context)));
  if (block === undefined) return null;
  const asked = { state: 'pending', emergency: null, choices: { kind } } as const;
  const isInTheWay = about.some((other) => isOpen(other.state) && !mayStandBeside(asked, other));
  return isInTheWay ? null : text('flow.undoing-first', { name: asReadLast(block).targetUserName });
}
