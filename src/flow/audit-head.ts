import { type AuditHead, NO_HEAD } from '../domain/audit-entry.ts';
import type { FlowContext } from './context.ts';
import type { Refused } from './flow.ts';
import { isApprover } from './show-request.ts';
import { whyNoApprover } from './why-no-approver.ts';

/** The head of the audit, for approvers: whoever wrote it down can show later that nothing before it was changed. */
export async function auditHead(
  context: FlowContext,
  actorId: string,
): Promise<Refused | { readonly head: AuditHead }> {
  if (!(await isApprover(context, actorId))) return { refused: await whyNoApprover(context, actorId) };
  return { head: (await context.ports.audit.head()) ?? NO_HEAD };
}
