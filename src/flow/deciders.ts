import { decides } from '../domain/approval.ts';
import type { Person } from '../domain/person.ts';
import type { DecidingRole } from '../domain/policy.ts';
import type { Request } from '../domain/request.ts';
import { type FlowContext, tenantNow } from './context.ts';

/** The roles in which this person may decide at this moment, read live: the group must be one that decides, too. */
export function rolesOf(context: FlowContext, personId: string): Promise<readonly DecidingRole[]> {
  return rolesWhere(context, (group) => isIn(context, personId, group));
}

/** The deciding groups that this person is in, read live, whatever is wrong with them: for what they may see. */
export function memberRolesOf(context: FlowContext, personId: string): Promise<readonly DecidingRole[]> {
  return rolesWhere(context, (group) => context.ports.groups.isMember(personId, group));
}

async function rolesWhere(context: FlowContext, has: (groupId: string) => Promise<boolean>) {
  const roles = await Promise.all(groupsOf(context).map(async ([role, group]) => ((await has(group)) ? role : null)));
  return roles.filter((role) => role !== null);
}

/** Whether somebody is in a group that may be decided by at all, read live. */
export async function isIn({ ports: { groups } }: FlowContext, personId: string, groupId: string): Promise<boolean> {
  return (await groups.isMember(personId, groupId)) && (await groups.isUnsound?.(groupId)) !== true;
}

/** Whether it is only the kind of their group that keeps somebody from deciding. */
export async function isInUnsound(context: FlowContext, personId: string): Promise<boolean> {
  const { groups } = context.ports;
  for (const [, group] of groupsOf(context))
    if ((await groups.isUnsound?.(group)) === true && (await groups.isMember(personId, group))) return true;
  return false;
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
