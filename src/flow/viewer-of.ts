import { decides } from '../domain/approval.ts';
import type { Viewer } from '../domain/build-view.ts';
import { isInOffice } from '../domain/is-in-office.ts';
import type { Request } from '../domain/request.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { memberRolesOf } from './deciders.ts';
import { whyOwnIsClosed } from './may-see.ts';

/** As what this person sees the request, read live; null = they are no party, as the target user never is. */
export async function viewerOf(context: FlowContext, request: Request, personId: string): Promise<Viewer | null> {
  if (personId === request.targetUserId) return null;
  if (personId === request.requesterId) {
    const isClosed = (await whyOwnIsClosed(context, personId)) !== null;
    return isClosed ? null : { role: 'requester' };
  }
  const [roles, person] = await Promise.all([memberRolesOf(context, personId), context.ports.people.read(personId)]);
  // Somebody of another organisation or a blocked account in the group decides nothing, so it sees nothing either.
  if (!isInOffice(person)) return null;
  const mayDecide = decides(roles, request, context.settings.policy, tenantNow(context));
  if (!mayDecide && !roles.includes('approver')) return null;
  return { role: 'approver', id: personId, decides: mayDecide };
}
