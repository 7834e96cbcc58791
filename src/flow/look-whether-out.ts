import { GONE_AGAIN_AFTER, goneOnceAt, isOfDeleted, withGoneOnce } from '../domain/gone.ts';
import { jsonField } from '../domain/json-field.ts';
import type { StepState } from '../domain/outcome.ts';
import { keptOutSince, noteAtLook } from '../domain/refused-let-go.ts';
import { isActive } from '../domain/request.ts';
import { isStopped } from '../domain/stopped-between.ts';
import { tellsTheSame } from '../domain/sync-health.ts';
import type { Json } from '../domain/text.ts';
import { withWaivedAt } from '../domain/waived-at.ts';
import { tenantNow } from './context.ts';
import { followAgain } from './follow-again.ts';
import type { StepLane } from './ports.ts';
import { move, type StepRun, stepContext, type WithIt } from './step-run.ts';

/**
 * Looks whether a person whose block was refused, and let go, can sign in: Active Directory may keep them out since, or
 * nobody does any more. One look that finds the account nowhere may lag: it says nothing until a second one does. True
 * when sessions are ended once more, since some may have been opened after they had been; a deleted account has none.
 */
export async function lookWhetherOut(run: StepRun, lane: StepLane): Promise<boolean> {
  const { context, step } = run;
  const found = await lane.verify(stepContext(run));
  if (found.status === 'later' || found.status === 'unreadable') return false;
  if (isGoneForOnce(run, found.evidence)) {
    await noteGoneOnce(run);
    return false;
  }
  const isOut = found.status !== 'not-seen';
  const isNews = isOut !== (keptOutSince(step) !== null);
  const evidence = withWaivedAt(found.evidence, step);
  const note = noteAtLook(step, isOut, tenantNow(context));
  const quiet = !isNews && tellsTheSame(step.evidence, evidence);
  const endsSessions = isNews && isOut && !isOfDeleted(found.evidence) && mayEndSessions(run);
  const made = { ...run, steps: run.steps.filter(({ state }) => MADE.includes(state)) };
  const withIt: WithIt | undefined = endsSessions ? (transaction) => followAgain(made, transaction) : undefined;
  return (await move(run, ['waived'], 'waived', { note, evidence, quiet }, withIt)) && endsSessions;
}

async function noteGoneOnce(run: StepRun): Promise<void> {
  const { context, step } = run;
  const evidence = withGoneOnce(step.evidence, goneOnceAt(step) ?? tenantNow(context));
  await move(run, ['waived'], 'waived', { evidence, quiet: true });
}

/** Found nowhere, where nothing that was known says that they are out, and no earlier look found the same. */
function isGoneForOnce({ context, step }: StepRun, found: Json): boolean {
  if (jsonField(found, 'found') !== 'gone' || keptOutSince(step) !== null) return false;
  const once = goneOnceAt(step);
  return once === null || Date.parse(tenantNow(context)) - Date.parse(once) < GONE_AGAIN_AFTER;
}

function mayEndSessions({ request }: StepRun): boolean {
  return isActive(request.state) && !isStopped(request);
}
const MADE: readonly StepState[] = ['accepted', 'verified'];
