import type { Choices } from '../domain/choices.ts';
import type { View } from '../domain/report.ts';
import type { Request } from '../domain/request.ts';
import { stepRecordsOf } from '../domain/step-records.ts';
import { text } from '../domain/text.ts';
import { mayAskNow } from './ask.ts';
import { asksTooOften } from './asks-too-often.ts';
import type { FlowContext } from './context.ts';
import { makeRequest, tooFewApprovers } from './draft-request.ts';
import type { OpenAbout, Refused } from './flow.ts';
import { openAbout } from './open-about.ts';
import { viewOf } from './show-request.ts';

/**
 * Stores request, plan, plan hash, ledger and job in one transaction: after a crash there is all of it or nothing.
 * Refused, and nothing stored, when the plan is no longer what the review card showed, holds a refusal, or another
 * request about the same target user is open (decided by the database, not by a read before), or who asks did so too
 * often.
 */
export async function submitRequest(
  context: FlowContext,
  requesterId: string,
  choices: Choices,
  planHash: string,
): Promise<(Refused & { readonly open?: OpenAbout }) | { readonly request: Request; readonly view: View }> {
  const allowed = await mayAskNow(context, requesterId, choices.kind, choices.targetUserId);
  if ('refused' in allowed) return allowed;
  const made = await makeRequest(context, allowed.requester, choices);
  if ('refused' in made) return made;
  const refusal = (await tooFewApprovers(context, made.request)) ?? made.request.plan.refusals[0];
  if (refusal !== undefined) return { refused: refusal };
  if (made.request.planHash !== planHash) return { refused: text('flow.plan-changed') };
  const stored = await store(context, made.request);
  if ('key' in stored) return { refused: stored };
  if ('openRequest' in stored) return openRefusal(context, requesterId, choices);
  context.log({ kind: 'request-submitted', requestId: stored.id, personId: requesterId });
  context.nudge(stored.id);
  return { request: stored, view: await viewOf(context, stored, { role: 'requester' }) };
}

/** Somebody was quicker: the same answer as at the first message. */
async function openRefusal(context: FlowContext, requesterId: string, { kind, targetUserId }: Choices) {
  const open = await openAbout(context, requesterId, kind, targetUserId);
  return { refused: text('flow.open-request'), ...(open === null ? {} : { open }) };
}

function store(context: FlowContext, request: Omit<Request, 'reference'>) {
  const { transactions, requests, asks, queue } = context.ports;
  const { requesterId, createdAt } = request;
  return transactions.run(async (transaction) => {
    const tooOften = await asksTooOften(context, requesterId, 'request', transaction);
    if (tooOften !== null) return tooOften;
    const steps = stepRecordsOf(request.plan, request.id, context.newId);
    const stored = await requests.insert(transaction, request, steps);
    if ('openRequest' in stored) return stored;
    await asks.add(requesterId, createdAt, transaction);
    await queue.send('advance-request', stored.id, transaction);
    return stored;
  });
}
