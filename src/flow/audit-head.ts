import { type AuditHead, NO_HEAD } from '../domain/audit-entry.ts';
import { text } from '../domain/text.ts';
import type { FlowContext } from './context.ts';
import type { Refused } from './flow.ts';
import { isApprover } from './show-request.ts';

/** The head of the audit, for approvers: whoever wrote it down can show later that nothing before it was changed. */
export async function auditHead(
  context: FlowContext,
  actorId: string,
): Promise<Refused | { readonly head: AuditHead }> {
  if (!(await isApprover(context, actorId))) return { refused: text('flow.not-an-approver') };
  return { head: (await context.ports.audit.head()) ?? NO_HEAD };
}
