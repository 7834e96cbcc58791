import { isWholeStep, isWork } from '../domain/gap.ts';
import { jsonField } from '../domain/json-field.ts';
import { haveSessionsEnded, nextLook } from '../domain/next-look.ts';
import type { StepRecord } from '../domain/outcome.ts';
import type { Request, RequestState } from '../domain/request.ts';
import { outcomeOf } from '../domain/request-outcome.ts';
import { isInPlace } from '../domain/skip.ts';
import type { StepKind } from '../domain/step.ts';
import { isStopped } from '../domain/stopped-between.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { gone } from './gone.ts';
import { withNewestNames } from './newest-names.ts';
import type { StepLane, Verified } from './ports.ts';
import { advanceStep } from './run-step.ts';
import { gapsRead, move, type StepRun, stepContext } from './step-run.ts';
import { turnedBack } from './turned-back.ts';

/** Nothing to read: a later sign-in or another password is no loss of ours. */
const LEAVES_NO_TRACE: readonly StepKind[] = ['revoke-sessions', 'reset-password'];

/** Found in place by a read, which may lag, and meant to stay so: read again like one of ours. */
const FOUND_IN_PLACE: readonly StepKind[] = ['block-sign-in'];

const ENDED: readonly RequestState[] = ['done', 'done-with-gaps'];

/**
 * Done is not forgotten: for a week every effect that can be read is read again, seldom, and what was left to people with
 * it. What is gone turns the request back into one that is watched, and people are told; when the last gap is read closed,
 * it is done. A read that cannot be made now is made at the next look.
 */
export async function watchDone(context: FlowContext, found: Request): Promise<Request | null> {
  if (found.wakeAt === null || found.wakeAt > tenantNow(context)) return null;
  const request = await withNewestNames(context, found);
  const steps = await context.ports.ledger.read(request.id);
  let isUndone = false;
  for (const step of steps) {
    if (await isGone({ context, request, step, steps, looks: true })) isUndone = true;
  }
  const now = tenantNow(context);
  if (isUndone)
    return context.ports.requests.change(
      request.id,
      { from: ENDED },
      { state: 'watching', endedAt: null, wakeAt: now, newVersion: true },
    );
  const read = await context.ports.ledger.read(request.id);
  const wakeAt = nextLook(request, read, now);
  const state = outcomeOf(read);
  // What an approver stopped never becomes done by itself.
  const isNews = ENDED.includes(state) && (state !== request.state || hasLost(steps, read)) && !isStopped(request);
  const ended = haveSessionsEnded(request, read, now);
  const asItWas = ended ? { wakeAt, hourPassed: true } : { wakeAt };
  const change = isNews ? { state, wakeAt, endedAt: now, newVersion: true } : asItWas;
  await context.ports.requests.change(request.id, { from: [request.state] }, change);
  if (isNews || ended) context.nudge(request.id);
  return null;
}

/** Something went since, with what it was done to. */
function hasLost(before: readonly StepRecord[], now: readonly StepRecord[]): boolean {
  const lost = (steps: readonly StepRecord[]) => steps.filter(({ state }) => state === 'gone').length;
  return lost(now) > lost(before);
}

async function isGone(run: StepRun): Promise<boolean> {
  const { context, step, steps } = run;
  const lane = context.ports.lanes[step.lane];
  if (lane === undefined || LEAVES_NO_TRACE.includes(step.kind)) return false;
  // Stopped while a sync was awaited: what stands is still proven, or found turned back.
  if (step.state === 'accepted' || step.state === 'attested') return (await advanceStep(run)) && (await isTurned(run));
  if (isDeleted(steps) && step.kind !== 'delete-account') return false;
  if (step.state === 'skipped' && step.gaps.length > 0) return lookAtGaps(run, lane);
  const isLetGo = step.state === 'waived' && step.gaps.length > 0;
  if (!isKept(step) && !isLetGo) return false;
  const found = await lane.verify(stepContext(run));
  if (found.status === 'not-seen') return !isLetGo && turnedBack(run, found);
  if (found.status === 'gone' && !isLetGo) await gone(run, found);
  if (found.status === 'seen') await keep(run, found);
  return false;
}

function isKept({ state, kind }: StepRecord): boolean {
  return state === 'verified' || (state === 'skipped' && FOUND_IN_PLACE.includes(kind));
}

/** Nothing was done here that could be gone; what was left may be done by now. */
async function lookAtGaps(run: StepRun, lane: StepLane): Promise<false> {
  const looked = await lane.look(stepContext(run));
  if (looked.status !== 'already' && looked.status !== 'needed') return false;
  const whole = run.step.gaps.filter(isWholeStep);
  if (whole.length === 0) await keepGaps(run, looked.gaps);
  // Impossible from here, and in place all the same: people did it.
  else if (looked.status === 'already' && isInPlace(looked.note)) await keepGaps(run, looked.gaps ?? []);
  return false;
}

/** Deleted since, or back again: a block holds either way, and which it is is news. */
async function keep(run: StepRun, { evidence, gaps }: Extract<Verified, { status: 'seen' }>): Promise<void> {
  const { step } = run;
  const isNews = jsonField(evidence, 'found') !== jsonField(step.evidence, 'found');
  const isThere = jsonField(step.evidence, 'found') === null && jsonField(evidence, 'found') === 'active';
  if (isNews && !isThere) await move(run, [step.state], step.state, { evidence });
  await keepGaps(run, gaps);
}

async function keepGaps(run: StepRun, gaps: StepRun['step']['gaps'] | undefined): Promise<void> {
  const read = gapsRead(run.step, gaps);
  if (read.gaps === undefined) return;
  // The last of it is seen now: what was seen earlier was not all.
  const isWhole = run.step.state === 'verified' && !read.gaps.some(isWork);
  const seen = isWhole ? { verifiedAt: tenantNow(run.context) } : {};
  await move(run, [run.step.state], run.step.state, { ...read, ...seen });
}

async function isTurned({ context, step }: StepRun): Promise<boolean> {
  const now = (await context.ports.ledger.read(step.requestId)).find(({ id }) => id === step.id);
  return now?.turnedBack?.times !== step.turnedBack?.times;
}

/** The deletion took everything else with it, as it should. */
function isDeleted(steps: readonly StepRecord[]): boolean {
  return steps.some(({ kind, state }) => kind === 'delete-account' && state === 'verified');
}
