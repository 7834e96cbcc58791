import { type Text, text } from '../domain/text.ts';
import type { FlowContext } from './context.ts';
import { standingOf } from './standing.ts';

/** What somebody hears who asks for what is for approvers alone: a member whose account is blocked hears that it is. */
export async function whyNoApprover(context: FlowContext, personId: string): Promise<Text> {
  const { person, isListed } = await standingOf(context, personId);
  const isBlocked = isListed && person?.accountEnabled === false;
  return text(isBlocked ? 'approval.blocked-approver' : 'flow.not-an-approver');
}
