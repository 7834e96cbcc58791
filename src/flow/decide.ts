import { evaluateDecision } from '../domain/approval.ts';
import type { Person } from '../domain/person.ts';
import type { View } from '../domain/report.ts';
import type { Decision, Request } from '../domain/request.ts';
import { type Text, text } from '../domain/text.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { isApprover, viewForPerson } from './show-request.ts';

export type Answered = { readonly refused: Text | null; readonly view: View | null };

/**
 * One approver approves or declines. The rules are evaluated on what is true at the click (group membership read live, by
 * object id); the decision itself is one compare-and-set, so that of two at once exactly one counts and the other is told
 * who decided and when (reliability.md A10). Decision, log row and job commit together.
 */
export async function decide(
  context: FlowContext,
  actorId: string,
  idOrReference: string,
  version: number | null,
  verdict: { readonly verdict: 'approved' } | { readonly verdict: 'declined'; readonly reason: string },
): Promise<Answered> {
  const request = await context.ports.requests.read(idOrReference);
  if (request === null) return { refused: text('flow.not-yours'), view: null };
  const actor = await context.ports.people.read(actorId);
  const now = tenantNow(context);
  const actorIsApprover = await isApprover(context, actorId);
  const evaluation = evaluateDecision({ request, actor, actorIsApprover, version, now });
  if (evaluation.status === 'refused') return refuse(context, request, actorId, evaluation.reason);
  // The rules refuse everybody whom the directory does not know.
  if (actor === null) return refuse(context, request, actorId, text('flow.not-an-approver'));
  if (verdict.verdict === 'declined' && verdict.reason.trim() === '') {
    return refuse(context, request, actorId, text('flow.decline-needs-reason'));
  }
  const decision: Decision = {
    verdict: verdict.verdict,
    by: actorId,
    byName: actor.displayName,
    reason: verdict.verdict === 'declined' ? verdict.reason.trim() : null,
    at: now,
  };
  const decided = await record(context, request, decision, evaluation.late);
  if (decided === null) return lostTheRace(context, request, actor);
  context.log({ kind: `request-${decision.verdict}`, requestId: request.id, personId: actorId });
  context.nudge(request.id);
  return { refused: null, view: await viewForPerson(context, decided, actorId) };
}

function record(context: FlowContext, request: Request, decision: Decision, late: boolean): Promise<Request | null> {
  const { transactions, requests, decisions, queue } = context.ports;
  return transactions.run(async (transaction) => {
    const expected = { from: ['pending'] as const, version: request.version };
    const changed = await requests.change(request.id, expected, changeFor(request, decision, late), transaction);
    if (changed === null) return null;
    await decisions.add(request.id, request.version, decision, transaction);
    await queue.send('advance-request', request.id, transaction);
    return changed;
  });
}

/**
 * Approved after its hour: the requester is asked "now or a new date", unless it is only a block, which runs at once
 * (design, section 10).
 */
function changeFor(request: Request, decision: Decision, late: boolean) {
  if (decision.verdict === 'declined') {
    return { state: 'declined', decision, endedAt: decision.at, wakeAt: null, newVersion: true } as const;
  }
  const asks = late && request.choices.kind !== 'block-sign-in';
  return {
    state: 'approved',
    decision,
    lateSince: asks ? decision.at : null,
    wakeAt: asks ? null : decision.at,
    newVersion: true,
  } as const;
}

/** Somebody was quicker: the rules, asked again about what is stored now, say who and when. */
async function lostTheRace(context: FlowContext, request: Request, actor: Person): Promise<Answered> {
  const current = (await context.ports.requests.read(request.id)) ?? request;
  const now = tenantNow(context);
  const again = evaluateDecision({ request: current, actor, actorIsApprover: true, version: null, now });
  return refuse(context, current, actor.id, again.status === 'refused' ? again.reason : text('flow.changed-meanwhile'));
}

/** A refusal with the current view for a party, and without for everybody else. */
export async function refuse(context: FlowContext, request: Request, actorId: string, reason: Text): Promise<Answered> {
  const view = await viewForPerson(context, request, actorId);
  return view === null ? { refused: text('flow.not-yours'), view: null } : { refused: reason, view };
}
