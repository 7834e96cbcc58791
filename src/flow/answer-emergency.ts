import { isDeepStrictEqual } from 'node:util';
import { PROPOSAL_WITHDRAWS } from '../domain/asks-again.ts';
import { isBlockOnItsWay, mayStand } from '../domain/blocked-at-once.ts';
import { emptyChoices } from '../domain/choices.ts';
import { awaitsAnswer, mayAnswerEmergency, NOTHING_OF_IT, nextTry } from '../domain/emergency.ts';
import { keepsOut } from '../domain/keeps-out.ts';
import type { StepRecord } from '../domain/outcome.ts';
import {
  type Emergency,
  type EmergencyAnswer,
  isOpen,
  mayStandBeside,
  REQUEST_STATES,
  type Request,
} from '../domain/request.ts';
import { stepRecordsOf } from '../domain/step-records.ts';
import { type Text, text } from '../domain/text.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { refuse } from './decide.ts';
import { rolesOf } from './deciders.ts';
import { makeRequest } from './draft-request.ts';
import type { Answered } from './flow.ts';
import type { Transaction } from './ports.ts';
import { viewForPerson } from './show-request.ts';

/** How often to look again when somebody else wrote at the same moment. */
const TRIES = 5;

/**
 * An approver confirms or refuses a block that was made at once. The first answer counts (compare-and-set); refused means
 * that nothing more of it is begun, and that its undoing is proposed once it is at rest, as a request of its own that
 * people approve: Leaver does not let anybody in by itself.
 * `version` is what the card showed; null = typed, which decides nothing.
 */
export async function answerEmergency(
  context: FlowContext,
  actorId: string,
  idOrReference: string,
  version: number | null,
  verdict: 'confirmed' | 'refused',
): Promise<Answered> {
  const actor = await context.ports.people.read(actorId);
  const roles = await rolesOf(context, actorId);
  for (let tries = 0; tries < TRIES; tries += 1) {
    const request = await context.ports.requests.read(idOrReference);
    if (request === null) return { refused: text('flow.not-yours'), view: null };
    const now = tenantNow(context);
    const reason = mayAnswerEmergency({ request, actor, roles, now, policy: context.settings.policy });
    if (reason !== null || actor === null)
      return refuse(context, request, actorId, reason ?? text('flow.not-an-approver'));
    if (version === null) return refuse(context, request, actorId, text('approval.typed'));
    const answered = await answer(context, request, { verdict, by: actor.id, byName: actor.displayName, at: now });
    if (answered === null) continue;
    context.log({ kind: `emergency-${verdict}`, requestId: request.id, personId: actorId });
    context.nudge(request.id);
    const proposed = verdict === 'refused' ? await proposeUndo(context, answered) : answered;
    return { refused: null, view: await viewForPerson(context, proposed, actorId) };
  }
  return { refused: text('flow.changed-meanwhile'), view: null };
}

/** Nobody answered in time, or the proposal could not be made yet; called whenever the request is looked at. */
export async function followEmergency(context: FlowContext, request: Request): Promise<Request> {
  const { emergency } = request;
  if (emergency === null || emergency.proposal !== null) return request;
  if (emergency.answer?.verdict === 'confirmed' || emergency.answer?.verdict === 'renewed') return request;
  const now = tenantNow(context);
  if (emergency.answer !== null) return proposeUndo(context, request);
  if (now < emergency.confirmBy) return request;
  const answered = await write(context, request, { verdict: 'unanswered', by: null, byName: null, at: now });
  context.log({ kind: 'emergency-unanswered', requestId: request.id });
  return answered === null ? request : proposeUndo(context, answered);
}

/** With the job that proposes to undo it, should that fail right afterwards. */
function answer(context: FlowContext, request: Request, given: EmergencyAnswer): Promise<Request | null> {
  return context.ports.transactions.run(async (transaction) => {
    const answered = await write(context, request, given, transaction);
    if (answered !== null) await context.ports.queue.send('advance-request', request.id, transaction);
    return answered;
  });
}

function write(
  context: FlowContext,
  request: Request,
  given: EmergencyAnswer,
  transaction?: Transaction,
): Promise<Request | null> {
  if (request.emergency === null || !awaitsAnswer(request)) return Promise.resolve(null);
  const emergency = { ...request.emergency, answer: given };
  return context.ports.requests.change(
    request.id,
    { from: [request.state], version: request.version, unanswered: true },
    { emergency, newVersion: true },
    transaction,
  );
}

/**
 * A restore of who was blocked, asked for in the name of who blocked, so that they cannot approve it: only where this block was
 * made and stands, and never because somebody else blocked the same person since. While a decided request
 * keeps the person out anyway it is not proposed, and that is said; while another one stands in the way it cannot be
 * stored. Both are looked at again.
 */
async function proposeUndo(context: FlowContext, request: Request): Promise<Request> {
  const { requests, ledger } = context.ports;
  const { emergency } = request;
  if (emergency === null) return request;
  const own = await ledger.read(request.id);
  // Until the block is at rest nobody knows what there is to undo; that it has come to rest is looked at right then.
  if (isBlockOnItsWay(own)) return lookLater(context, request, emergency);
  const notYet = (why: Text) => lookLater(context, request, notProposed(emergency, why, tenantNow(context)));
  // Nobody but who blocked otherwise has anything to undo.
  if (!mayStand(own)) return notYet(text(NOTHING_OF_IT, { name: request.targetUserName }));
  const about = await requests.list({ targetUserId: request.targetUserId, limit: 200 });
  const ledgers = new Map<string, readonly StepRecord[]>();
  for (const { id } of about) ledgers.set(id, await ledger.read(id));
  const keptBy = keepsOut(request, about, ledgers, tenantNow(context));
  if (keptBy !== null) return lookLater(context, request, { ...emergency, keptBy, notProposed: null });
  const requester = { id: request.requesterId, displayName: request.requesterName };
  const made = await makeRequest(context, requester, emptyChoices('restore-user', request.targetUserId));
  if ('refused' in made) return notYet(made.refused);
  const [refusal] = made.request.plan.refusals;
  if (refusal !== undefined) return notYet(refusal);
  // To be told so by the database would cost a number of a request that never was, at every look.
  const asked = { state: 'pending', emergency: null, choices: made.request.choices } as const;
  if (about.some((other) => isOpen(other.state) && !mayStandBeside(asked, other)))
    return notYet(text('emergency.other-open'));
  const note = withdraws(about);
  const stored = await storeProposal(context, request, emergency, { ...made.request, note });
  if (stored === 'proposed-meanwhile') return (await requests.read(request.id)) ?? request;
  if ('openRequest' in stored) return notYet(text('emergency.other-open'));
  context.nudge(stored.id);
  context.nudge(request.id);
  return (await requests.read(request.id)) ?? request;
}

/** What is planned for later goes when a restore starts: who decides about that is told. */
function withdraws(about: readonly Request[]): Text | null {
  const planned = about.find(({ state, dueAt }) => state === 'scheduled' && dueAt !== null);
  return planned === undefined ? null : text(PROPOSAL_WITHDRAWS, { reference: planned.reference });
}

/** The proposal, and on the block that it is there, in one transaction: neither is ever without the other. */
function storeProposal(
  context: FlowContext,
  block: Request,
  { answer: given, ...emergency }: Emergency,
  made: Omit<Request, 'reference'>,
): Promise<Request | { readonly openRequest: string } | 'proposed-meanwhile'> {
  const { transactions, requests, queue } = context.ports;
  const verdict = given?.verdict === 'refused' ? 'refused' : 'unanswered';
  const proposal = { block: block.reference, verdict, byName: given?.byName ?? null } as const;
  const done = transactions.run(async (transaction) => {
    const steps = stepRecordsOf(made.plan, made.id, context.newId);
    const stored = await requests.insert(transaction, { ...made, proposal }, steps);
    if ('openRequest' in stored) return stored;
    const kept = { ...emergency, answer: given, keptBy: null, notProposed: null, proposal: stored.reference };
    const expected = { from: REQUEST_STATES, proposal: null };
    if ((await requests.change(block.id, expected, { emergency: kept }, transaction)) === null)
      throw new ProposedMeanwhile();
    await queue.send('advance-request', stored.id, transaction);
    return stored;
  });
  return done.catch((error: unknown) => {
    if (error instanceof ProposedMeanwhile) return 'proposed-meanwhile' as const;
    throw error;
  });
}

/** Rolls back the proposal that would be the second. */
class ProposedMeanwhile extends Error {}

/** Since when it is so; found so again, it is no news. */
function notProposed(emergency: Emergency, why: Text, at: string): Emergency {
  const { notProposed: before = null } = emergency;
  const isSame = before !== null && isDeepStrictEqual(before.why, why);
  return isSame
    ? { ...emergency, keptBy: null, notProposed: before }
    : { ...emergency, keptBy: null, notProposed: { why, at } };
}

/** At its next look, and within the hour while the block is watched: what is over is looked at no more. */
async function lookLater(context: FlowContext, request: Request, emergency: Emergency): Promise<Request> {
  const now = tenantNow(context);
  const soon = nextTry({ ...request, emergency }, now);
  const { wakeAt } = request;
  // A look that is due comes first, and then says itself when the next one is.
  const isSooner = soon !== null && wakeAt !== null && wakeAt > soon;
  const isNews =
    (request.emergency?.keptBy ?? null) !== (emergency.keptBy ?? null) ||
    (request.emergency?.notProposed ?? null) !== (emergency.notProposed ?? null);
  if (!isNews && !isSooner) return request;
  const change = { ...(isNews && { emergency }), ...(isSooner && { wakeAt: soon }) };
  // At the same moment the job about it may have proposed it.
  const expected = { from: [request.state], proposal: null };
  const changed = await context.ports.requests.change(request.id, expected, change);
  return changed ?? (await context.ports.requests.read(request.id)) ?? request;
}
