import { decides } from '../domain/approval.ts';
import type { Person } from '../domain/person.ts';
import type { DecidingRole } from '../domain/policy.ts';
import type { Request } from '../domain/request.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { groupsOf, membersInOffice } from './standing.ts';

/**
 * The groups that decide in which this person is at this moment, of sound ones alone; whether they are in office is for
 * the rules to say, with the reason (`whyNotADecider`).
 */
export async function rolesOf(context: FlowContext, personId: string): Promise<readonly DecidingRole[]> {
  const roles = await Promise.all(
    groupsOf(context).map(async ([role, group]) => ((await isIn(context, personId, group)) ? role : null)),
  );
  return roles.filter((role) => role !== null);
}

/** Whether somebody is in a group that may be decided by at all, read live. */
export async function isIn({ ports: { groups } }: FlowContext, personId: string, groupId: string): Promise<boolean> {
  return (await groups.isMember(personId, groupId)) && (await groups.isUnsound?.(groupId)) !== true;
}

/**
 * Whether it is only the kind of their group that keeps somebody from deciding. `groupIds`: all that decide, by
 * default.
 */
export async function isInUnsound(
  context: FlowContext,
  personId: string,
  groupIds: readonly string[] = groupsOf(context).map(([, id]) => id),
): Promise<boolean> {
  const { groups } = context.ports;
  for (const group of groupIds)
    if ((await groups.isUnsound?.(group)) === true && (await groups.isMember(personId, group))) return true;
  return false;
}

/** Who may decide about this request now: neither its requester nor its target user, nor anybody out of office. */
export async function decidersOf(
  context: FlowContext,
  request: Pick<Request, 'requesterId' | 'targetUserId' | 'needs' | 'askedAt' | 'expiresAt' | 'edited'>,
): Promise<readonly Person[]> {
  const { policy } = context.settings;
  const now = tenantNow(context);
  const asked = groupsOf(context).filter(([role]) => decides([role], request, policy, now));
  const members = await membersInOffice(
    context,
    asked.map(([, group]) => group),
  );
  const { requesterId, targetUserId, needs } = request;
  const not = [requesterId, targetUserId, ...(needs.without ?? []), ...(needs.makers ?? [])];
  return members.filter(({ id }) => !not.includes(id));
}
