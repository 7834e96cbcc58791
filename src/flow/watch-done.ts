import { nextLook } from '../domain/next-look.ts';
import type { StepRecord } from '../domain/outcome.ts';
import type { Request } from '../domain/request.ts';
import type { StepKind } from '../domain/step.ts';
import { isStopped } from '../domain/stopped-between.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { advanceStep } from './run-step.ts';
import { type StepRun, stepContext } from './step-run.ts';
import { turnedBack } from './turned-back.ts';

/** Nothing to read: a later sign-in or another password is no loss of ours. */
const LEAVES_NO_TRACE: readonly StepKind[] = ['revoke-sessions', 'reset-password'];

/**
 * Done is not forgotten: for a week every effect that can be read is read again, seldom. What is gone turns the request
 * back into one that is watched, and people are told; a read that cannot be made now is made at the next look.
 */
export async function watchDone(context: FlowContext, request: Request): Promise<Request | null> {
  if (request.wakeAt === null || request.wakeAt > tenantNow(context)) return null;
  if (request.state === 'done-with-gaps' && !isStopped(request)) return null;
  const steps = await context.ports.ledger.read(request.id);
  let gone = false;
  for (const step of steps) {
    if (await isGone({ context, request, step, steps, looks: true })) gone = true;
  }
  if (gone)
    return context.ports.requests.change(
      request.id,
      { from: [request.state] },
      { state: 'watching', endedAt: null, wakeAt: tenantNow(context), newVersion: true },
    );
  const wakeAt = nextLook(request, steps, tenantNow(context));
  await context.ports.requests.change(request.id, { from: [request.state] }, { wakeAt });
  return null;
}

async function isGone(run: StepRun): Promise<boolean> {
  const { context, step, steps } = run;
  const lane = context.ports.lanes[step.lane];
  if (lane === undefined || LEAVES_NO_TRACE.includes(step.kind)) return false;
  // Stopped while a sync was awaited: what stands is still proven, or found turned back.
  if (step.state === 'accepted' || step.state === 'attested') return (await advanceStep(run)) && (await isTurned(run));
  if (step.state !== 'verified') return false;
  if (isDeleted(steps) && step.kind !== 'delete-account') return false;
  const found = await lane.verify(stepContext(run));
  return found.status === 'not-seen' && (await turnedBack(run, found));
}

async function isTurned({ context, step }: StepRun): Promise<boolean> {
  const now = (await context.ports.ledger.read(step.requestId)).find(({ id }) => id === step.id);
  return now?.turnedBack?.times !== step.turnedBack?.times;
}

/** The deletion took everything else with it, as it should. */
function isDeleted(steps: readonly StepRecord[]): boolean {
  return steps.some(({ kind, state }) => kind === 'delete-account' && state === 'verified');
}
