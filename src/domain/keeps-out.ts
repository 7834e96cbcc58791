import { awaitsAgreement, withoutAgreement } from './agreement.ts';
import { jsonField } from './json-field.ts';
import { lastRead } from './last-read.ts';
import { letInAt } from './let-in-at.ts';
import { minutesAfter } from './minutes-after.ts';
import { isMade, isToCome, type StepRecord } from './outcome.ts';
import type { Request, RequestState } from './request.ts';
import { KEEPS_OUT } from './sign-in-kinds.ts';
import { isInPlace } from './skip.ts';
import type { StepKind } from './step.ts';
import { turningOf } from './turning-round.ts';

const RAN: readonly RequestState[] = ['running', 'watching', 'done', 'done-with-gaps'];
const WILL_RUN: readonly RequestState[] = ['approved', 'scheduled'];

/** What starts within this time keeps the person out already: nobody could decide about letting them in before. */
const SOON_MINUTES = 60;

/**
 * The decided request that keeps this emergency's person out anyway, by reference; null = there is none. It runs, will
 * run within the hour, or ran and no restore let the person in after it, and by its ledger its block stands or, while
 * it runs, is still to come. A later block that found the account enabled proves that none of before stood. While there
 * is one, nobody proposes to let the person in. `requests`: all about the same person; `ledgers`: their steps, by id;
 * `now`: tenant time.
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
  const soon = minutesAfter(now, SOON_MINUTES);
  const will = requests.filter((request) => isDueBy(request, soon));
  const stepsOf = ({ id }: Request) => ledgers.get(id) ?? [];
  const restored = ran.findLastIndex((each) => letsIn(each, stepsOf(each)));
  const since = ran.findLast((each) => foundEnabled(stepsOf(each)))?.startedAt ?? '';
  const blocking = ran.slice(restored + 1).filter((each) => isBlockThere(each, stepsOf(each), since));
  return [...blocking, ...will].find((each) => each.id !== emergency.id && isDecided(each))?.reference ?? null;
}

/** It did, or is about to: one that was stopped before takes nothing back. */
function letsIn(request: Request, steps: readonly StepRecord[]): boolean {
  if (request.choices.kind !== 'restore-user') return false;
  return letInAt({ request, steps }) !== null || turningOf(request, steps) === 'under-way';
}

/** By its hour; what was approved too late waits for its requester, who may put it off. */
function isDueBy(request: Request, soon: string): boolean {
  const { state, dueAt, lateSince } = request;
  if (isMoved(request)) return hourOfMoved(request) <= soon;
  return WILL_RUN.includes(state) && lateSince === null && (dueAt ?? soon) <= soon;
}

/**
 * An approver moved what was decided, and its requester has not agreed: what was approved holds at its own hour, if
 * that is still to come by then.
 */
function isMoved(request: Request): boolean {
  return request.state === 'pending' && awaitsAgreement(request) && hourOfMoved(request) !== NEVER;
}

const NEVER = '\uffff';

function hourOfMoved(request: Request): string {
  const then = withoutAgreement(request, request.expiresAt);
  return then?.holds === 'approved' ? (then.before.dueAt ?? NEVER) : NEVER;
}

/** A block made at once counts once an approver confirmed it, or declined to undo it. */
function isDecided(request: Request): boolean {
  const { choices, emergency, decision } = request;
  if (choices.kind === 'restore-user') return false;
  if (decision?.verdict !== 'approved') return isMoved(request);
  return emergency === null || emergency.answer?.verdict === 'confirmed' || emergency.kept != null;
}

const BLOCKS: readonly StepKind[] = [...KEEPS_OUT, 'delete-account'];

/** Its block was needed: right before it, the person could sign in. */
function foundEnabled(steps: readonly StepRecord[]): boolean {
  return steps.some(({ kind, snapshot }) => kind === 'block-sign-in' && jsonField(snapshot, 'accountEnabled') === true);
}

/**
 * It stands and was made, or found, since; or it is still to come of what runs. Lifted in the cloud or in AD DS, by
 * whomever, the person can sign in, and what is over does nothing about that any more.
 */
function isBlockThere({ state }: Request, all: readonly StepRecord[], since: string): boolean {
  const steps = all.filter(({ kind }) => BLOCKS.includes(kind));
  const isOver = state === 'done' || state === 'done-with-gaps';
  if (isOver && steps.some((step) => step.state === 'overwritten')) return false;
  const isComing = (step: StepRecord) => isToCome(step.state) || step.state === 'needs-person';
  return steps.some((step) => (!isOver && isComing(step)) || (isStanding(step) && hourOf(step) >= since));
}

function isStanding({ state, note }: StepRecord): boolean {
  return isMade(state) || (state === 'skipped' && isInPlace(note));
}

/**
 * When it was found, made or seen first; what is known of no hour proves nothing, but where nothing speaks against it.
 */
function hourOf(step: StepRecord): string {
  const found = lastRead(step) ?? '';
  return step.state === 'skipped' ? found : (step.acceptedAt ?? step.verifiedAt ?? '');
}
