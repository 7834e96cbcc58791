import { titleOf } from '../domain/catalogue.ts';
import { hasMore } from '../domain/has-more.ts';
import { isBeingChecked } from '../domain/is-at-rest.ts';
import { isKept } from '../domain/is-kept.ts';
import { haveSessionsEnded, nextLook } from '../domain/next-look.ts';
import { isOnPurpose, type StepRecord } from '../domain/outcome.ts';
import { ACTIVE_STATES, type Request } from '../domain/request.ts';
import { outcomeWithTasks } from '../domain/request-outcome.ts';
import { BRINGS_IN, KEEPS_OUT } from '../domain/sign-in-kinds.ts';
import { soonest } from '../domain/soonest.ts';
import type { StepKind } from '../domain/step.ts';
import { isStopped, isTakenOver, stoppedNote } from '../domain/stopped-between.ts';
import { type Text, text } from '../domain/text.ts';
import { goesBySync } from '../domain/work-left.ts';
import { UNDONE_BY } from '../domain/work-off.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { followHold } from './follow-hold.ts';
import { followRefusal } from './follow-refusal.ts';
import { hourOfUndoing } from './hour-of-undoing.ts';
import { lookWhenDue } from './look-when-due.ts';
import { withNewestNames } from './newest-names.ts';
import { wakeResting } from './rest-behind.ts';
import { advanceStep } from './run-step.ts';
import type { StepRun } from './step-run.ts';
import { isUndone } from './turned-back.ts';

/**
 * One pass over the ledger of a running or watching request, in plan order; then the state that the ledger gives.
 * Gives the request when something moved, null when there is nothing to do before the next look or settle time.
 */
export async function runRequest(context: FlowContext, found: Request): Promise<Request | null> {
  const { ledger } = context.ports;
  const held = await followRefusal(context, await followHold(context, found));
  const looks = held.wakeAt !== null && held.wakeAt <= tenantNow(context);
  const request = looks ? await withNewestNames(context, held) : held;
  let moved = await pass(context, request, (run) => advanceOrLook({ ...run, looks }));
  // Nothing is said to be over by what was read long ago.
  const ending = endingOf(request, await ledger.read(request.id), tenantNow(context));
  if (endsByItself(ending, request) && (await pass(context, request, (run) => lookWhenDue({ ...run, looks }, FRESH))))
    moved = true;
  const settled = await settle(context, request, await ledger.read(request.id), looks);
  return settled.state !== request.state || moved ? settled : null;
}

type Look = Omit<StepRun, 'looks'>;

/** Each step of the ledger as it stands when its turn comes; true when any of them moved. */
async function pass(context: FlowContext, request: Request, take: (run: Look) => Promise<boolean>): Promise<boolean> {
  let moved = false;
  for (const { id } of await context.ports.ledger.read(request.id)) {
    const steps = await context.ports.ledger.read(request.id);
    const step = steps.find((candidate) => candidate.id === id);
    if (step !== undefined && (await take({ context, request, step, steps }))) moved = true;
  }
  return moved;
}

async function advanceOrLook(run: StepRun): Promise<boolean> {
  if (await advanceStep(run)) return true;
  // No sync touches what is not about signing in, but for what goes with groups in AD DS: the rest is read as seldom as when all is over.
  if (!run.looks) return false;
  // What a later request gave back before it was stopped is known to be gone: that is read at once.
  const isSoon = isAboutSignIn(run.step) || goesBySync(run.step, run.steps);
  const isNow = isSoon || (isKept(run.step) && (await isUndone(run)));
  return lookWhenDue(run, isNow ? 0 : SELDOM);
}

function isAboutSignIn({ kind }: StepRecord): boolean {
  return kind === 'block-sign-in' || kind === 'unblock-sign-in';
}

/** Twice a day, less what a look takes; milliseconds of tenant time, as all of these. */
const SELDOM = 11.5 * 3_600_000;
/** What was read within this is what it was. */
const FRESH = 5 * 60_000;

/** Writes the state that follows from the ledger and when to look again. */
async function settle(
  context: FlowContext,
  request: Request,
  steps: readonly StepRecord[],
  looked: boolean,
): Promise<Request> {
  const now = tenantNow(context);
  const ending = endingOf(request, steps, now);
  const outcome = ending.state;
  if (outcome === request.state && !looked) return request;
  // What is done is still looked at, seldom; a watch that was ended is over.
  const isOver = ending.note !== null && (!isStopped(request) || (isTakenOver(request) && hasEnded(outcome)));
  // Or when what an approver holds comes back to people.
  const look = isOver ? null : nextLook(request, steps, now);
  const isEnded = isOver && ending.note?.key !== WATCH_OVER;
  const undoing = isEnded ? null : await hourOfUndoing(context, request, look);
  const wakeAt = isOver ? undoing : soonest(look, request.hold?.until ?? null, undoing);
  const over = hasEnded(outcome);
  const ended = { state: outcome, wakeAt, endedAt: over ? now : null, newVersion: true };
  const note = ending.note === null ? {} : { note: ending.note };
  const changed = await context.ports.requests.change(
    request.id,
    { from: ACTIVE_STATES },
    outcome === request.state ? atLook(request, steps, now, wakeAt) : { ...ended, ...note },
  );
  if (changed !== null && changed.state !== request.state) {
    context.log({ kind: 'request-state', requestId: request.id, state: changed.state });
    await wakeResting(context, changed);
  }
  return changed ?? request;
}

function hasEnded(state: Request['state']): boolean {
  return state === 'done' || state === 'done-with-gaps';
}

/** Over, and not because somebody meant it otherwise, or because its week is. */
function endsByItself({ state, note }: Ending, request: Request): boolean {
  return (state === 'done' || state === 'done-with-gaps') && (note === null || isStopped(request));
}

/** Nothing moved: the cards are brought up to date only where the hour itself is the news. */
function atLook(request: Request, steps: readonly StepRecord[], now: string, wakeAt: string | null) {
  return haveSessionsEnded(request, steps, now) ? { wakeAt, hourPassed: true } : { wakeAt };
}

/** Its week is. */
const WATCH_OVER = 'flow.watch-over';

type Ending = { readonly state: Request['state']; readonly note: Text | null };

function endingOf(request: Request, steps: readonly StepRecord[], now: string): Ending {
  if (isStopped(request)) return endingOfStopped(request, steps);
  const found = outcomeWithTasks(request, steps);
  const meant = steps.find(isMeant);
  if (found !== 'running' && meant !== undefined) return { state: 'done-with-gaps', note: endedBy(meant) };
  if (request.state === 'watching' && found === 'watching' && nextLook(request, steps, now) === null)
    return { state: 'done-with-gaps', note: text(WATCH_OVER) };
  // Once it watches it stays so, whatever a person lets it do again: another request may be open by now.
  return { state: found === 'running' ? request.state : found, note: null };
}

/**
 * Stopped between two steps: what was begun is finished first; what stands is watched on, as something that has ended.
 */
function endingOfStopped(request: Request, steps: readonly StepRecord[]): Ending {
  return hasMore(steps) || steps.some(isBeingChecked)
    ? { state: request.state, note: null }
    : { state: 'done-with-gaps', note: stoppedNote(request, steps) };
}

/** Somebody let the person in again, in the cloud or in AD DS, or a later request decided otherwise. */
function isMeant({ kind, state, turnedBack }: StepRecord): boolean {
  const decides = turnedBack?.how === 'request' ? ACCOUNT : KEEPS_OUT;
  return decides.includes(kind) && state === 'overwritten' && isOnPurpose(turnedBack);
}

const ACCOUNT: readonly StepKind[] = [...KEEPS_OUT, ...BRINGS_IN];

function endedBy({ kind, turnedBack }: StepRecord): Text {
  if (turnedBack?.how !== 'request') return text('flow.watch-ended-meant', { step: titleOf(kind) });
  return text(UNDONE_BY, { reference: turnedBack.by ?? '', at: { instant: turnedBack.at } });
}
