import type { Remark } from '../domain/request.ts';
import { text } from '../domain/text.ts';
import { type ApproversChange, changeAsApprover } from './change-as-approver.ts';
import { changeOwn } from './change-own-request.ts';
import { type FlowContext, tenantNow } from './context.ts';
import type { Answered } from './flow.ts';

/** What stands on cards: the newest ones, and no essays. */
const KEPT = 6;
const LONGEST = 500;

/** An approver asks the requester something; the request goes on waiting at the same version. */
export function askQuestion(context: FlowContext, asked: ApproversChange, question: string): Promise<Answered> {
  return changeAsApprover(context, asked, async (request, actor) => {
    const words = question.trim().slice(0, LONGEST);
    if (words === '') return text('flow.question-empty');
    const remark = {
      from: 'approver',
      by: actor.id,
      byName: actor.displayName,
      words,
      at: tenantNow(context),
    } as const;
    return { remarks: added(request.remarks, remark) };
  });
}

/** The requester answers the last question. */
export function answerQuestion(context: FlowContext, asked: ApproversChange, answer: string): Promise<Answered> {
  const words = answer.trim().slice(0, LONGEST);
  return changeOwn(context, asked, ['pending'], ({ remarks, requesterId, requesterName }) => {
    if (words === '' || remarks.at(-1)?.from !== 'approver') return null;
    const remark = {
      from: 'requester',
      by: requesterId,
      byName: requesterName,
      words,
      at: tenantNow(context),
    } as const;
    return { remarks: added(remarks, remark) };
  });
}

function added(remarks: readonly Remark[], remark: Remark): readonly Remark[] {
  return [...remarks, remark].slice(-KEPT);
}
