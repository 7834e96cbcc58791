import { whyNotADecider } from '../domain/approval.ts';
import type { Decision, Request } from '../domain/request.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { rolesOf } from './deciders.ts';

/** The approvals of people who may not decide about it any more, read live. Throws `DirectoryUnavailable`. */
export async function approvalsLost(context: FlowContext, request: Request): Promise<readonly Decision[]> {
  const { policy } = context.settings;
  const now = tenantNow(context);
  const lost: Decision[] = [];
  for (const approval of request.approvals) {
    const [actor, roles] = await Promise.all([context.ports.people.read(approval.by), rolesOf(context, approval.by)]);
    if (whyNotADecider({ request, actor, roles, now, policy }) !== null) lost.push(approval);
  }
  return lost;
}
