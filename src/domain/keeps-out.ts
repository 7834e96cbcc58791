import { awaitsAgreement } from './agreement.ts';
import type { StepRecord, StepState } from './outcome.ts';
import type { Request, RequestState } from './request.ts';
import type { StepKind } from './step.ts';

const RAN: readonly RequestState[] = ['running', 'watching', 'done', 'done-with-gaps'];
const WILL_RUN: readonly RequestState[] = ['approved', 'scheduled'];

/** What starts within this time keeps the person out already: nobody could decide about letting them in before. */
const SOON_MINUTES = 60;

/**
 * The decided request that keeps this emergency's person out anyway, by reference; null = there is none. It runs, will run
 * within the hour, or ran and no restore came after it, and by its ledger its block stands or is still to come. While there
 * is one, nobody proposes to let the person in. `requests`: all about the same person; `ledgers`: their steps, by id; `now`:
 * tenant time.
 */
export function keepsOut(
  emergency: Pick<Request, 'id'>,
  requests: readonly Request[],
  ledgers: ReadonlyMap<string, readonly StepRecord[]>,
  now: string,
): string | null {
  const ran = requests
    .filter(({ state, startedAt }) => startedAt !== null && RAN.includes(state))
    .sort((one, other) => String(one.startedAt).localeCompare(String(other.startedAt)));
  const restored = ran.findLastIndex(({ choices }) => choices.kind === 'restore-user');
  const soon = new Date(Date.parse(now) + SOON_MINUTES * 60_000).toISOString();
  const will = requests.filter((request) => isDueBy(request, soon));
  const blocking = ran.slice(restored + 1).filter(({ id }) => isBlockThere(ledgers.get(id) ?? []));
  return [...blocking, ...will].find((each) => each.id !== emergency.id && isDecided(each))?.reference ?? null;
}

/** By its hour; what was approved too late waits for its requester, who may put it off. */
function isDueBy(request: Request, soon: string): boolean {
  const { state, dueAt, lateSince, edited } = request;
  if (isMoved(request)) return (edited?.before?.dueAt ?? soon) <= soon;
  return WILL_RUN.includes(state) && lateSince === null && (dueAt ?? soon) <= soon;
}

/** An approver moved what was decided, and its requester has not agreed: what was approved holds at its own hour. */
function isMoved({ state, edited }: Request): boolean {
  return state === 'pending' && edited?.before !== undefined && awaitsAgreement({ edited });
}

/** A block made at once counts once an approver confirmed it. */
function isDecided(request: Request): boolean {
  const { choices, emergency, decision } = request;
  if (choices.kind === 'restore-user') return false;
  if (decision?.verdict !== 'approved') return isMoved(request);
  return emergency === null || emergency.answer?.verdict === 'confirmed';
}

const BLOCKS: readonly StepKind[] = ['block-sign-in', 'disable-account', 'delete-account'];
const NOT_THERE: readonly StepState[] = ['waived', 'failed', 'overwritten'];

/** It stands, or one of them is still to come. Turned back, by whomever, the person can sign in. */
function isBlockThere(steps: readonly StepRecord[]): boolean {
  return steps.some(({ kind, state }) => BLOCKS.includes(kind) && !NOT_THERE.includes(state));
}
