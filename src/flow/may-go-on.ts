import { holdingStopOfRunning } from '../domain/brakes.ts';
import type { StepRecord } from '../domain/outcome.ts';
import { afterRefusal } from '../domain/refused-block.ts';
import { isActive, type Request } from '../domain/request.ts';
import { ENDS_ACCESS } from '../domain/sign-in-kinds.ts';
import { isStoppedByRestore } from '../domain/stopped-between.ts';
import { startNow } from './start-now.ts';
import type { StepRun } from './step-run.ts';

/**
 * Whether what this attempt of a step has still to send may leave, read anew: nobody paused, held or stopped it, and no
 * other worker took it over. What ends access is finished through a hold and a stop, since half a block helps nobody.
 */
export async function mayGoOn({ context, ...run }: StepRun): Promise<boolean> {
  const { requests, ledger, stops } = context.ports;
  const [request, steps, open] = await Promise.all([
    requests.read(run.request.id),
    ledger.read(run.request.id),
    stops.open(),
  ]);
  const step = steps.find(({ id }) => id === run.step.id);
  if (request === null || step === undefined || !isSameAttempt(step, run.step)) return false;
  if (!isMeantStill(request, step, steps)) return false;
  return holdingStopOfRunning(request, step, open, await startNow(context, request, open)) === null;
}

/** Whose lease ran out has lost the step: another attempt of it may be on its way by now. */
function isSameAttempt({ state, attempt }: StepRecord, ours: StepRecord): boolean {
  return state === 'running' && attempt === ours.attempt;
}

function isMeantStill(request: Request, step: StepRecord, steps: readonly StepRecord[]): boolean {
  if (!isActive(request.state) || afterRefusal(request, step, steps) !== 'goes-on') return false;
  return request.hold === null || (ENDS_ACCESS.includes(step.kind) && !isStoppedByRestore(request));
}
