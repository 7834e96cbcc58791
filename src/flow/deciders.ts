import { decides } from '../domain/approval.ts';
import type { Person } from '../domain/person.ts';
import type { DecidingRole } from '../domain/policy.ts';
import type { Request } from '../domain/request.ts';
import { type FlowContext, tenantNow } from './context.ts';

/** The deciding groups that this person is in at this moment, read live. */
export async function rolesOf(context: FlowContext, personId: string): Promise<readonly DecidingRole[]> {
  const isIn = await Promise.all(
    groupsOf(context).map(async ([role, group]) =>
      (await context.ports.groups.isMember(personId, group)) ? role : null,
    ),
  );
  return isIn.filter((role) => role !== null);
}

/** Who may decide about this request now: neither its requester nor its target user, nor who approved it already. */
export async function decidersOf(
  context: FlowContext,
  request: Pick<Request, 'requesterId' | 'targetUserId' | 'needs' | 'askedAt' | 'expiresAt' | 'edited'>,
): Promise<readonly Person[]> {
  const { policy } = context.settings;
  const now = tenantNow(context);
  const asked = groupsOf(context).filter(([role]) => decides([role], request, policy, now));
  const members = (await Promise.all(asked.map(([, group]) => context.ports.groups.members(group)))).flat();
  return members.filter(
    ({ id }, place) =>
      id !== request.requesterId &&
      id !== request.targetUserId &&
      members.findIndex((other) => other.id === id) === place,
  );
}

/** The groups that decide, with their object ids. */
export function groupsOf({ settings }: FlowContext): readonly (readonly [DecidingRole, string])[] {
  const { approverGroupId, escalationGroupId } = settings;
  return [
    ['approver', approverGroupId],
    ...(escalationGroupId === null ? [] : [['escalation', escalationGroupId] as const]),
  ];
}
