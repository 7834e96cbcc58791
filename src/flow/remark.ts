import { text } from '../domain/text.ts';
import { type ApproversChange, changeAsApprover } from './change-as-approver.ts';
import { changeOwn } from './change-own-request.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { refuse } from './decide.ts';
import type { Answered } from './flow.ts';
import { asksRequester } from './lasting-authority.ts';

/** Questions and answers of one request, all together; whoever has more to say talks. */
const MOST = 20;
const LONGEST = 500;

/**
 * An approver asks the requester something; the request goes on waiting at the same version. Nobody is asked who counts
 * no more.
 */
export function askQuestion(context: FlowContext, asked: ApproversChange, question: string): Promise<Answered> {
  return changeAsApprover(context, asked, async (request, actor) => {
    const { remarks, proposal, requesterName: name } = request;
    const words = question.trim().slice(0, LONGEST);
    if (words === '') return text('flow.question-empty');
    if (remarks.length >= MOST) return text('flow.too-many-remarks');
    if (proposal === null && !(await asksRequester(context, request))) return text('flow.nobody-to-ask', { name });
    const at = tenantNow(context);
    return { remarks: [...remarks, { from: 'approver', by: actor.id, byName: actor.displayName, words, at }] };
  });
}

/** The requester answers the last question. */
export async function answerQuestion(context: FlowContext, asked: ApproversChange, answer: string): Promise<Answered> {
  const words = answer.trim().slice(0, LONGEST);
  if (words === '') return nothingAnswered(context, asked);
  return changeOwn(
    context,
    { ...asked, onlySays: true },
    ['pending'],
    ({ remarks, requesterId: by, requesterName: byName }) => {
      if (remarks.at(-1)?.from !== 'approver') return text('flow.no-question');
      return { remarks: [...remarks, { from: 'requester', by, byName, words, at: tenantNow(context) }] };
    },
  );
}

async function nothingAnswered(context: FlowContext, { actorId, idOrReference }: ApproversChange): Promise<Answered> {
  const request = await context.ports.requests.read(idOrReference);
  if (request === null) return { refused: text('flow.not-yours'), view: null };
  return refuse(context, request, actorId, text('flow.answer-empty'));
}
