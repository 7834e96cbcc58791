import { isEscalated } from '../domain/reminders.ts';
import type { Request } from '../domain/request.ts';
import { type FlowContext, tenantNow } from './context.ts';
import type { Delivery } from './ports.ts';
import { membersInOffice } from './standing.ts';

/** How each of the helpdesk got the card. */
export type Reached = ReadonlyMap<string, Delivery['status']>;

/**
 * Whether the card came to anybody of those who may decide as well by now, since nobody decided for too long; null = there
 * is nobody, or it is not known yet.
 */
export async function reachedBesides(
  context: FlowContext,
  request: Request,
  deciders: ReadonlySet<string>,
  reached: Reached,
): Promise<'reached' | 'unreachable' | null> {
  const besides = (await askedBesides(context, request, deciders)).map((id) => reached.get(id) ?? 'later');
  if (besides.some((status) => status === 'shown' || status === 'unchanged')) return 'reached';
  return besides.length > 0 && !besides.includes('later') ? 'unreachable' : null;
}

/** Of all who may now whoever is no approver; nobody where the escalation group was asked alone from the beginning. */
async function askedBesides(
  context: FlowContext,
  request: Request,
  deciders: ReadonlySet<string>,
): Promise<readonly string[]> {
  const { policy, approverGroupId } = context.settings;
  if (request.state !== 'pending' || request.needs.by === 'escalation') return [];
  if (!isEscalated(request, policy, tenantNow(context))) return [];
  const first = await membersInOffice(context, [approverGroupId]);
  return [...deciders].filter((id) => !first.some((approver) => approver.id === id));
}
