import { decides } from '../domain/approval.ts';
import type { Viewer } from '../domain/build-view.ts';
import type { Request } from '../domain/request.ts';
import { answersOf } from './answers-of.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { whyOwnIsClosed } from './may-see.ts';
import { type Standing, standingOf } from './standing.ts';

/** The first of these requests that this person may see: their own standing is read once. Null = none. */
export async function firstSeenBy(
  context: FlowContext,
  requests: readonly Request[],
  personId: string,
): Promise<Request | null> {
  let read: Promise<Standing> | null = null;
  const standing = () => {
    read ??= standingOf(context, personId);
    return read;
  };
  for (const request of requests) if ((await viewerOf(context, request, personId, standing)) !== null) return request;
  return null;
}

/** As what this person sees the request, read live; null = they are no party, as the target user never is. */
export async function viewerOf(
  context: FlowContext,
  request: Request,
  personId: string,
  standing = () => standingOf(context, personId),
): Promise<Viewer | null> {
  if (personId === request.targetUserId) return null;
  if (personId === request.requesterId) {
    const isClosed = (await whyOwnIsClosed(context, personId)) !== null;
    return isClosed ? null : { role: 'requester' };
  }
  // Who decides nothing, whatever group they are in, sees nothing either.
  const { roles } = await standing();
  const mayDecide = decides(roles, request, context.settings.policy, tenantNow(context));
  // Before it began nothing is left to anybody.
  const answers =
    request.startedAt === null
      ? null
      : ((await answersOf(context, request, new Map([[personId, roles]]))).get(personId) ?? null);
  if (!mayDecide && answers === null && !roles.includes('approver')) return null;
  // Who made the block sees what becomes of it, and decides nothing of that.
  const isMaker = request.needs.makers?.includes(personId) === true;
  return { role: 'approver', id: personId, decides: mayDecide && !isMaker, answers };
}
