import { goneOnceAt } from '../domain/gone.ts';
import { minutesAfter } from '../domain/minutes-after.ts';
import { haveSessionsEnded, nextLook } from '../domain/next-look.ts';
import type { StepRecord } from '../domain/outcome.ts';
import type { Request, RequestState } from '../domain/request.ts';
import { outcomeWithTasks } from '../domain/request-outcome.ts';
import { soonest } from '../domain/soonest.ts';
import { isStopped } from '../domain/stopped-between.ts';
import { isWatchEnded } from '../domain/work-off.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { hourOfUndoing } from './hour-of-undoing.ts';
import { type Look, lookAgain } from './look-again.ts';
import { withNewestNames } from './newest-names.ts';
import { advanceStep } from './run-step.ts';
import type { StepRun } from './step-run.ts';

/** Minutes until what did not answer is read again, where only that keeps it from being done. */
const UNREAD = 30;
const ENDED: readonly RequestState[] = ['done', 'done-with-gaps'];

/**
 * Done is not forgotten: for a week every effect that can be read is read again, seldom, and what was left to people
 * with it. What is gone turns the request back into one that is watched, and people are told; when the last gap is read
 * closed, it is done. A read that cannot be made now is made at the next look, and nothing is said to be done before.
 */
export async function watchDone(context: FlowContext, given: Request): Promise<Request | null> {
  if (given.wakeAt === null || given.wakeAt > tenantNow(context)) return null;
  if (isWatchEnded(given)) return rest(context, given);
  const request = await withNewestNames(context, given);
  const steps = await context.ports.ledger.read(request.id);
  const found: Look[] = [];
  for (const step of steps) found.push(await lookNow({ context, request, step, steps, looks: true }));
  const now = tenantNow(context);
  if (found.includes('undone'))
    return context.ports.requests.change(
      request.id,
      { from: ENDED },
      { state: 'watching', endedAt: null, wakeAt: now, newVersion: true },
    );
  const read = await context.ports.ledger.read(request.id);
  const state = outcomeWithTasks(request, read);
  const isUnread = state === 'done' && request.state !== 'done' && found.includes('unread');
  const next = nextLook(request, read, now);
  const look = isUnread && next !== null ? minutesAfter(now, UNREAD) : next;
  // What kept the undoing of a block at once from being proposed is looked at too.
  const wakeAt = soonest(look, await hourOfUndoing(context, request, look));
  // What an approver stopped never becomes done by itself.
  const isChanged = state !== request.state && !(state === 'done' && (isUnread || isDoubted(read)));
  const isNews = ENDED.includes(state) && (isChanged || hasLost(steps, read)) && !isStopped(request);
  const ended = haveSessionsEnded(request, read, now);
  // Of what was not found by one look cards say no hour at which it was seen, until another one finds it.
  const isOtherwise = ended || isDoubted(steps) !== isDoubted(read);
  const asItWas = isOtherwise ? { wakeAt, hourPassed: true } : { wakeAt };
  const change = isNews ? { state, wakeAt, endedAt: now, newVersion: true } : asItWas;
  const changed = await context.ports.requests.change(request.id, { from: [request.state] }, change);
  if (isNews || isOtherwise) context.nudge(request.id);
  // What went may leave something to people.
  return isNews ? changed : null;
}

/** A result of before was given: there is nothing to see of it any more. */
async function rest({ ports }: FlowContext, { id }: Request): Promise<null> {
  await ports.requests.change(id, { from: ENDED }, { wakeAt: null });
  return null;
}

/**
 * One look did not find what a step was done to: before the next one says whether that is so, nothing is said to be
 * done.
 */
function isDoubted(steps: readonly StepRecord[]): boolean {
  return steps.some((step) => goneOnceAt(step) !== null);
}

/** Something went since, with what it was done to. */
function hasLost(before: readonly StepRecord[], now: readonly StepRecord[]): boolean {
  const lost = (steps: readonly StepRecord[]) => steps.filter(({ state }) => state === 'gone').length;
  return lost(now) > lost(before);
}

async function lookNow(run: StepRun): Promise<Look> {
  const { state } = run.step;
  // Stopped while a sync was awaited: what stands is still proven, or found turned back.
  if (state === 'accepted' || state === 'attested')
    return (await advanceStep(run)) && (await isTurned(run)) ? 'undone' : 'stands';
  return lookAgain(run);
}

async function isTurned({ context, step }: StepRun): Promise<boolean> {
  const now = (await context.ports.ledger.read(step.requestId)).find(({ id }) => id === step.id);
  return now?.turnedBack?.times !== step.turnedBack?.times;
}
