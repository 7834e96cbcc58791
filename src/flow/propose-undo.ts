import { isDeepStrictEqual } from 'node:util';
import { isBlockOnItsWay } from '../domain/blocked-at-once.ts';
import { type Emergency, REQUEST_STATES, type Request } from '../domain/request.ts';
import { stepRecordsOf } from '../domain/step-records.ts';
import type { Text } from '../domain/text.ts';
import { waitsForOther } from '../domain/waits-for-other.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { hourOfUndoing } from './hour-of-undoing.ts';
import { undoingOf } from './undoing-of.ts';

/**
 * A restore of who was blocked, asked for in the name of who blocked, so that they cannot approve it
 * ({@link undoingOf}). While a decided request keeps the person out anyway it is not proposed, and that is said; while
 * another one stands in the way it cannot be stored. Both are looked at again.
 */
export async function proposeUndo(context: FlowContext, request: Request): Promise<Request> {
  const { requests, ledger } = context.ports;
  const { emergency } = request;
  if (emergency === null) return request;
  const own = await ledger.read(request.id);
  // Until the block is at rest nobody knows what there is to undo; that it has come to rest is looked at right then.
  if (isBlockOnItsWay(own)) return lookLater(context, request, emergency);
  const notYet = (why: Text) => lookLater(context, request, notProposed(emergency, why, tenantNow(context)));
  const { undoing } = await undoingOf(context, request, own, null);
  if (undoing.status === 'kept-by')
    return lookLater(context, request, { ...emergency, keptBy: undoing.reference, notProposed: null });
  if (undoing.status === 'nothing') return notYet(undoing.why);
  const { made, note } = undoing;
  const stored = await storeProposal(context, request, emergency, { ...made, note });
  if (stored === 'proposed-meanwhile') return (await requests.read(request.id)) ?? request;
  if ('openRequest' in stored) {
    // Stored, or opened, at this moment.
    const other = await requests.read(stored.openRequest);
    return other === null ? request : notYet(waitsForOther(other));
  }
  context.nudge(stored.id);
  context.nudge(request.id);
  return (await requests.read(request.id)) ?? request;
}

/** The proposal, and on the block that it is there, in one transaction: neither is ever without the other. */
function storeProposal(
  context: FlowContext,
  block: Request,
  { answer: given, ...emergency }: Emergency,
  made: Omit<Request, 'reference'>,
): Promise<Request | { readonly openRequest: string } | 'proposed-meanwhile'> {
  const { transactions, requests, queue, starts } = context.ports;
  const verdict = given?.verdict === 'refused' ? 'refused' : 'unanswered';
  const proposal = { block: block.reference, verdict, byName: given?.byName ?? null } as const;
  const done = transactions.run(async (transaction) => {
    await starts.takeTurn(transaction);
    const steps = stepRecordsOf(made.plan, made.id, context.newId);
    const stored = await requests.insert(transaction, { ...made, proposal }, steps);
    if ('openRequest' in stored) return stored;
    const kept = {
      ...emergency,
      answer: given,
      keptBy: null,
      notProposed: null,
      inVain: false,
      proposal: stored.reference,
    };
    // An approver may have confirmed what nobody had answered in time.
    const expected = { from: REQUEST_STATES, answered: verdict, proposal: null } as const;
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

/** At its next look, and within the hour. */
async function lookLater(context: FlowContext, request: Request, emergency: Emergency): Promise<Request> {
  const { wakeAt } = request;
  const soon = await hourOfUndoing(context, { ...request, emergency }, wakeAt);
  // A look that is due comes first, and then says itself when the next one is.
  const isSooner = soon !== null && (wakeAt === null || wakeAt > soon);
  const isNews =
    (request.emergency?.keptBy ?? null) !== (emergency.keptBy ?? null) ||
    (request.emergency?.notProposed ?? null) !== (emergency.notProposed ?? null);
  if (!isNews && !isSooner) return request;
  const change = { ...(isNews && { emergency }), ...(isSooner && { wakeAt: soon }) };
  // At the same moment the job about it may have proposed it, or an approver answered after all.
  const answered = emergency.answer?.verdict;
  const expected = { from: [request.state], proposal: null, ...(answered === undefined ? {} : { answered }) };
  const changed = await context.ports.requests.change(request.id, expected, change);
  return changed ?? (await context.ports.requests.read(request.id)) ?? request;
}
