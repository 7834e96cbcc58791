import type { StepRecord } from '../domain/outcome.ts';
import { ACTIVE_STATES, type Request } from '../domain/request.ts';
import { outcomeOf } from '../domain/request-outcome.ts';
import { text } from '../domain/text.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { advanceStep } from './run-step.ts';

/** Tenant minutes between two looks at what is only waited for: often in the first hours, then seldom. */
const LOOK_OFTEN = { every: 5, during: 4 * 60 };
const LOOK_SELDOM = 60;
/** What still is not durable after a week ends with its gap said (issue 3 makes this policy). */
const WATCH_MINUTES = 7 * 24 * 60;

/**
 * One pass over the ledger of a running or watching request, in plan order; then the state that the ledger gives.
 * Gives the request when something moved, null when there is nothing to do before the next look or settle time.
 */
export async function runRequest(context: FlowContext, request: Request): Promise<Request | null> {
  const { ledger } = context.ports;
  const looks = request.wakeAt !== null && request.wakeAt <= tenantNow(context);
  let moved = false;
  for (const { id } of await ledger.read(request.id)) {
    const steps = await ledger.read(request.id);
    const step = steps.find((candidate) => candidate.id === id);
    if (step !== undefined && (await advanceStep({ context, request, step, steps, looks }))) moved = true;
  }
  const settled = await settle(context, request, await ledger.read(request.id), looks);
  return settled.state !== request.state || moved ? settled : null;
}

/** Writes the state that follows from the ledger and when to look again. */
async function settle(
  context: FlowContext,
  request: Request,
  steps: readonly StepRecord[],
  looked: boolean,
): Promise<Request> {
  const now = tenantNow(context);
  const found = watchedLongEnough(request, now) ? 'done-with-gaps' : outcomeOf(steps);
  // Once it watches it stays so, whatever a person lets it do again: another request may be open by now.
  const outcome = found === 'running' ? request.state : found;
  const over = outcome === 'done' || outcome === 'done-with-gaps';
  if (outcome === request.state && !looked) return request;
  const changed = await context.ports.requests.change(
    request.id,
    { from: ACTIVE_STATES },
    {
      state: outcome,
      wakeAt: over ? null : nextLook(request, context),
      endedAt: over ? now : null,
      newVersion: outcome !== request.state,
      ...(over && outcomeOf(steps) === 'watching' ? { note: text('flow.watch-over') } : {}),
    },
  );
  if (changed !== null && changed.state !== request.state) {
    context.log({ kind: 'request-state', requestId: request.id, state: changed.state });
  }
  return changed ?? request;
}

function watchedLongEnough(request: Request, now: string): boolean {
  return request.state === 'watching' && minutesSince(request.startedAt, now) > WATCH_MINUTES;
}

function nextLook(request: Request, context: FlowContext): string {
  const now = context.ports.clock.now();
  const often = minutesSince(request.startedAt, now.toISOString()) < LOOK_OFTEN.during;
  return new Date(now.getTime() + (often ? LOOK_OFTEN.every : LOOK_SELDOM) * 60_000).toISOString();
}

function minutesSince(start: string | null, now: string): number {
  return start === null ? 0 : (Date.parse(now) - Date.parse(start)) / 60_000;
}
