import { asReadLast } from '../domain/as-read-last.ts';
import type { RequestKind } from '../domain/choices.ts';
import { undoingWaits } from '../domain/emergency.ts';
import { COUNTING_STATES, isOpen, mayStandBeside, type Request } from '../domain/request.ts';
import { type Text, text } from '../domain/text.ts';
import { waitsUntil } from '../domain/waits-for-other.ts';
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

/**
 * Until when this is to be decided at the latest, whatever hour it is given, ISO UTC: while such an undoing waits for
 * it, no longer than was said. Whoever asked, or an approver, would otherwise keep the undoing away with one new date
 * after the other. Null: none waits for it.
 */
export async function toBeDecidedBy(context: FlowContext, request: Request): Promise<string | null> {
  const until = waitsUntil(request);
  if (until === null || waitingIn(context, await listAbout(context, request.targetUserId)) === undefined) return null;
  return until;
}

function listAbout({ ports }: FlowContext, targetUserId: string): Promise<readonly Request[]> {
  return ports.requests.list({ targetUserId, states: COUNTING_STATES });
}

function waitingIn(context: FlowContext, about: readonly Request[]): Request | undefined {
  return about.find((each) => undoingWaits(each, tenantNow(context)));
}
