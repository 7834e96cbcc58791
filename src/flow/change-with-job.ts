import { decisionsOf } from '../domain/decisions-of.ts';
import { AnotherIsOpen } from '../domain/errors.ts';
import type { Decision, Request } from '../domain/request.ts';
import { type Text, text } from '../domain/text.ts';
import { asksTooOften } from './asks-too-often.ts';
import { type FlowContext, tenantNow } from './context.ts';
import type { RequestChange, Transaction } from './ports.ts';
import { nowBehind } from './rest-behind.ts';
import { whyHourIsFixed } from './restore-beside.ts';

/**
 * Changes a request as it was read, with the job that looks at it: both are committed or neither is. Gives the reason
 * where somebody else was quicker, or where another request about the person leaves no room for this one to wait for a
 * decision. `asks`: by whom approvers are asked anew with it, which counts as an ask; the reason where that is one too
 * many.
 */
export async function changeWithJob(
  context: FlowContext,
  request: Request,
  wanted: RequestChange,
  asks: string | null = null,
): Promise<Request | Text> {
  const changed = await unlessAnotherIsOpen(change(context, request, wanted, asks));
  if (changed !== null && 'key' in changed) return changed;
  if (changed !== null) {
    context.log({ kind: 'request-changed', requestId: request.id, state: changed.state });
    context.nudge(request.id);
    return changed;
  }
  const fixed = wanted.state === 'pending' ? await whyHourIsFixed(context, request) : null;
  return fixed ?? text('flow.changed-meanwhile');
}

/** Null as well where another request came at the same moment: only the index of the database saw it. */
export async function unlessAnotherIsOpen<Result>(work: Promise<Result>): Promise<Result | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof AnotherIsOpen) return null;
    throw error;
  }
}

function change(context: FlowContext, request: Request, wanted: RequestChange, by: string | null) {
  const { requests, transactions, asks, queue, starts } = context.ports;
  const { id, state, version, choices, hold } = request;
  const isRestore = choices.kind === 'restore-user';
  return transactions.run(async (transaction) => {
    // What it holds goes on with that: rows of two requests are changed under the turn, so that nobody waits in a
    // circle.
    if (isRestore) await starts.takeTurn(transaction);
    const tooOften = by === null ? null : await asksTooOften(context, by, 'hour', transaction);
    if (tooOften !== null) return tooOften;
    const ours = isRestore ? await numbered(context, request, wanted, transaction) : wanted;
    const done = await requests.change(id, { from: [state], version }, ours, transaction);
    if (done === null) return null;
    if (isRestore && hold !== null && done.hold === null) {
      const behind = await nowBehind(context, done, transaction);
      transactions.afterCommit(transaction, () => behind.forEach(context.wake));
    }
    if (by !== null) await asks.add(by, tenantNow(context), transaction);
    await queue.send('advance-request', id, transaction);
    return done;
  });
}

/**
 * An approval that a restore has since just now, by the number of this turn: which came first, it or a block at once,
 * is told by that, and not by two clocks.
 */
async function numbered(context: FlowContext, before: Request, wanted: RequestChange, transaction: Transaction) {
  const { approvals, decision } = wanted;
  const given = decisionsOf({ approvals: approvals ?? [], decision: decision ?? null });
  const known = decisionsOf(before);
  const isNew = ({ by, at, turn }: Decision) =>
    turn === undefined && !known.some((other) => other.by === by && other.at === at);
  if (!given.some(isNew)) return wanted;
  const turn = await context.ports.starts.nextNumber(transaction);
  const now = (each: Decision): Decision => (isNew(each) ? { ...each, turn } : each);
  return {
    ...wanted,
    ...(approvals === undefined ? {} : { approvals: approvals.map(now) }),
    ...(decision == null ? {} : { decision: now(decision) }),
  };
}
