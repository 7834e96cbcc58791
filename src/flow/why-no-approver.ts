import { type Text, text } from '../domain/text.ts';
import type { FlowContext } from './context.ts';
import { standingOf } from './standing.ts';

/**
 * What somebody hears who asks for what is for approvers (`who`: and for whom else): a member whose account is blocked
 * hears that it is.
 */
export async function whyNoApprover(
  context: FlowContext,
  personId: string,
  who: 'flow.not-an-approver' | 'flow.not-of-a-task-group' = 'flow.not-an-approver',
): Promise<Text> {
  const { person, isListed } = await standingOf(context, personId);
  const isBlocked = isListed && person?.accountEnabled === false;
  return text(isBlocked ? 'approval.blocked-approver' : who);
}
