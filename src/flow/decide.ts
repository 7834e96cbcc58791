import { evaluateDecision } from '../domain/approval.ts';
import { noteOnceDecided } from '../domain/asks-again.ts';
import { asksWhen } from '../domain/asks-when.ts';
import type { Person } from '../domain/person.ts';
import { COUNTING_STATES, type Decision, REQUEST_STATES, type Request } from '../domain/request.ts';
import { type Text, text } from '../domain/text.ts';
import { atLastApproval } from './at-last-approval.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { isInUnsound, rolesOf } from './deciders.ts';
import type { Answered } from './flow.ts';
import type { Transaction } from './ports.ts';
import { READ_WITHIN, renewProposal } from './renew-proposal.ts';
import { viewForPerson } from './show-request.ts';

type Decided = { readonly verdict: 'approved' } | { readonly verdict: 'declined'; readonly reason: string };

/** How often to look again when somebody else decided at the same moment. */
const TRIES = 5;

/**
 * One approver approves or declines. The rules are evaluated on what is true at the click (group membership read live,
 * by object id), and the last approval reads once more what it rests on (`atLastApproval`); the decision itself is one
 * compare-and-set, so that of two at once exactly one counts, and the other is evaluated again on what is stored by
 * then: it is the second approval, or hears who decided and when (reliability.md A10). Decision, log row and job commit
 * together.
 */
export async function decide(
  context: FlowContext,
  actorId: string,
  idOrReference: string,
  version: number | null,
  decided: Decided,
): Promise<Answered> {
  const actor = await context.ports.people.read(actorId);
  const roles = await rolesOf(context, actorId);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const request = await context.ports.requests.read(idOrReference);
    if (request === null) return { refused: text('flow.not-yours'), view: null };
    const { verdict } = decided;
    const { policy } = context.settings;
    const now = tenantNow(context);
    const evaluation = evaluateDecision({ request, verdict, actor, roles, version, now, policy });
    if (evaluation.status === 'refused') return refuse(context, request, actorId, evaluation.reason);
    // The rules refuse everybody whom the directory does not know.
    if (actor === null) return refuse(context, request, actorId, text('flow.not-an-approver'));
    if (decided.verdict === 'declined' && decided.reason.trim() === '')
      return refuse(context, request, actorId, text('flow.decline-needs-reason'));
    if (verdict === 'approved') {
      const found = await renewProposal(context, request, READ_WITHIN.deciding);
      if (found.status === 'looking') return refuse(context, request, actorId, found.why);
      if (found.status === 'renewed') return refuseAnew(context, found.request, actorId);
    }
    if (verdict === 'approved' && evaluation.complete) {
      const found = await atLastApproval(context, request);
      if (found.status === 'moved') continue;
      if (found.status === 'not-known') return refuse(context, request, actorId, found.why);
      if (found.status === 'anew') return refuseAnew(context, found.request, actorId);
    }
    const changed = await record(context, request, decisionOf(actor, decided, now), evaluation);
    if (changed === null) continue;
    context.log({ kind: `request-${verdict}`, requestId: request.id, personId: actorId });
    context.nudge(request.id);
    return { refused: null, view: await viewForPerson(context, changed, actorId) };
  }
  const request = await context.ports.requests.read(idOrReference);
  return request === null
    ? { refused: text('flow.not-yours'), view: null }
    : refuse(context, request, actorId, text('flow.changed-meanwhile'));
}

/** What was to be approved is not so any more; the card says why. */
function refuseAnew(context: FlowContext, anew: Request, actorId: string): Promise<Answered> {
  context.nudge(anew.id);
  return refuse(context, anew, actorId, anew.note ?? text('flow.changed-meanwhile'));
}

function decisionOf(actor: Person, decided: Decided, at: string): Decision {
  const reason = decided.verdict === 'declined' ? decided.reason.trim() : null;
  return { verdict: decided.verdict, by: actor.id, byName: actor.displayName, reason, at };
}

type Allowed = { readonly complete: boolean; readonly late: boolean };

function record(context: FlowContext, request: Request, given: Decision, allowed: Allowed): Promise<Request | null> {
  const { transactions, requests, decisions, queue, starts } = context.ports;
  return transactions.run(async (transaction) => {
    const { version, approvals } = request;
    const expected = { from: ['pending'] as const, version, approvals: approvals.length };
    const isRestore = request.choices.kind === 'restore-user';
    // Before or after a block that is made at once, and never beside it: the later of the two knows of the other.
    if (isRestore) await starts.takeTurn(transaction);
    const decision = isRestore
      ? { ...given, at: tenantNow(context), turn: await starts.nextNumber(transaction) }
      : given;
    const changed = await requests.change(request.id, expected, changeFor(request, decision, allowed), transaction);
    if (changed === null) return null;
    await decisions.add(request.id, version, decision, transaction);
    await keepBlock(context, changed, transaction);
    await queue.send('advance-request', request.id, transaction);
    return changed;
  });
}

/** Who declines to undo a block at once decides that it stays: with all that is still to be done for it. */
async function keepBlock(
  context: FlowContext,
  { proposal, decision, reference, targetUserId }: Request,
  transaction: Transaction,
) {
  if (proposal === null || decision?.verdict !== 'declined') return;
  const { requests, queue } = context.ports;
  const about = await requests.list({ targetUserId, kinds: ['block-sign-in'], states: COUNTING_STATES }, transaction);
  const block = about.find((each) => each.reference === proposal.block);
  if (block === undefined || block.emergency === null) return;
  const { by, byName, at } = decision;
  const emergency = { ...block.emergency, kept: { by, byName, at } };
  const expected = { from: REQUEST_STATES, proposal: reference };
  await requests.change(block.id, expected, { emergency }, transaction);
  await queue.send('advance-request', block.id, transaction);
}

/**
 * One of several approvals leaves it pending, at the same version: the others saw the same plan. Approved after its
 * hour, the requester may have to say when.
 */
function changeFor(request: Request, decision: Decision, { complete, late }: Allowed) {
  const note = noteOnceDecided(request.note);
  if (decision.verdict === 'declined') {
    return { state: 'declined', decision, endedAt: decision.at, wakeAt: null, note, newVersion: true } as const;
  }
  const approvals = [...request.approvals, decision];
  if (!complete) return { approvals } as const;
  const asks = late && asksWhen(request);
  return {
    state: 'approved',
    approvals,
    decision,
    lateSince: asks ? decision.at : null,
    wakeAt: asks ? null : decision.at,
    note,
    newVersion: true,
  } as const;
}

/**
 * A refusal with the current view for a party, and without for everybody else, who learn at most that their group
 * decides nothing.
 */
export async function refuse(context: FlowContext, request: Request, actorId: string, reason: Text): Promise<Answered> {
  const view = await viewForPerson(context, request, actorId);
  if (view !== null) return { refused: reason, view };
  const isOfKind = actorId !== request.targetUserId && (await isInUnsound(context, actorId));
  return { refused: text(isOfKind ? 'approval.group-unsound' : 'flow.not-yours'), view: null };
}
