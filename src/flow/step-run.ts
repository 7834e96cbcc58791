import { withFailedAt } from '../domain/failed-at.ts';
import type { Gap } from '../domain/gap.ts';
import type { StepRecord, StepState } from '../domain/outcome.ts';
import { canonicalJson } from '../domain/plan-hash.ts';
import { ACTIVE_STATES, type Request } from '../domain/request.ts';
import { countsForAll } from '../domain/seen-by-another.ts';
import { type FlowContext, tenantNow } from './context.ts';
import { endEarlierWatches, mayEndWatches } from './end-earlier-watches.ts';
import type { StepChange, StepContext, Transaction } from './ports.ts';

export type StepRun = {
  readonly context: FlowContext;
  readonly request: Request;
  readonly step: StepRecord;
  /** The whole ledger of the request, as it stands now. */
  readonly steps: readonly StepRecord[];
  /** The hour of the next look has come: what is only waited for is read again. */
  readonly looks: boolean;
};

/**
 * One conditional write to the ledger, then the parties are nudged; false when somebody else moved the step first, or
 * is at another attempt of it. Where it changes the account, the watch over what earlier requests did the other way
 * ends with it.
 */
export async function move(
  run: StepRun,
  from: readonly StepState[],
  to: StepState,
  change: StepChange,
  withIt?: WithIt,
): Promise<boolean> {
  const isTurning = mayEndWatches(run.step.kind, to) && (run.step.state !== to || run.step.acceptedAt === null);
  const ours = { ...change, ...failing(run, to, change), ofAttempt: run.step.attempt };
  const moved = isTurning ? await moveAndEnd(run, withIt, from, to, ours) : await moveWith(run, withIt, from, to, ours);
  if (moved === null) return false;
  if (moved.state !== run.step.state) {
    run.context.log({
      kind: 'step-state',
      requestId: run.request.id,
      stepId: moved.id,
      step: moved.kind,
      state: moved.state,
    });
    run.context.nudge(run.request.id);
    if (moved.state === 'verified' && countsForAll(moved.kind)) await wakeOthers(run);
  }
  return true;
}

/** A refusal may come before anything is sent, of what was made, or seen, long before. */
function failing({ context, step }: StepRun, to: StepState, { evidence = step.evidence }: StepChange): StepChange {
  return to === 'failed' && step.state !== to ? { evidence: withFailedAt(evidence, tenantNow(context)) } : {};
}

/** What is seen of the person counts for the other requests about them as well, at once (`seenByAnother`). */
async function wakeOthers({ context, request }: StepRun): Promise<void> {
  const { id, targetUserId } = request;
  const about = await context.ports.requests.list({ targetUserId, states: ACTIVE_STATES });
  for (const other of about) if (other.id !== id) context.wake(other.id);
}

/** Rows that are written with a move of a step, or neither is. */
export type WithIt = (transaction: Transaction) => Promise<void>;

async function moveWith({ context, step }: StepRun, withIt: WithIt | undefined, ...[from, to, change]: Move) {
  const { transactions, ledger } = context.ports;
  if (withIt === undefined) return ledger.move(step.id, from, to, change);
  return transactions.run(async (transaction) => {
    const moved = await ledger.move(step.id, from, to, change, transaction);
    if (moved !== null) await withIt(transaction);
    return moved;
  });
}

async function moveAndEnd(
  { context, request, step, steps }: StepRun,
  withIt: WithIt | undefined,
  ...[from, to, change]: Move
) {
  const { transactions, ledger, starts } = context.ports;
  const done = await transactions.run(async (transaction) => {
    await starts.takeTurn(transaction);
    const moved = await ledger.move(step.id, from, to, change, transaction);
    if (moved === null) return { moved, ended: [] };
    await withIt?.(transaction);
    const now = steps.map((other) => (other.id === moved.id ? moved : other));
    return { moved, ended: await endEarlierWatches(context, request, now, transaction) };
  });
  for (const id of done.ended) context.nudge(id);
  return done.moved;
}

type Move = readonly [from: readonly StepState[], to: StepState, change: StepChange];

/**
 * The parts that a look found refused or left, where they differ from what is known; nothing when it did not read them.
 */
export function gapsRead({ gaps: known }: StepRecord, gaps: readonly Gap[] | undefined): Pick<StepChange, 'gaps'> {
  return gaps === undefined || canonicalJson({ gaps }) === canonicalJson({ gaps: known }) ? {} : { gaps };
}

/** What a look or a read says of the parts; nothing of a step that has none. */
export function withParts(partsFound: StepChange['partsFound']): Pick<StepChange, 'partsFound'> {
  return partsFound === undefined ? {} : { partsFound };
}

export function stepContext(run: StepRun): StepContext {
  return { step: run.step, targetUserId: run.request.targetUserId, facts: run.request.facts, steps: run.steps };
}
