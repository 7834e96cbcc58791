import type { Answers } from '../domain/answers.ts';
import { isSkippedInVain, stuckAnswers } from '../domain/is-stuck.ts';
import { isWatched } from '../domain/is-watched.ts';
import type { StepRecord } from '../domain/outcome.ts';
import type { Report, View } from '../domain/report.ts';
import { isSaid } from '../domain/report-overwritten.ts';
import type { Request } from '../domain/request.ts';
import { runbookOf } from '../domain/runbook.ts';
import { toRunNow } from '../domain/runbook-off.ts';
import type { StepKind } from '../domain/step.ts';
import { isHandedOut, isStopped } from '../domain/stopped-between.ts';
import { type Text, text } from '../domain/text.ts';
import { isTurnedRound } from '../domain/work-off.ts';

/** The card with the work in Active Directory: open while such a step waits for its answer, then final in place. */
export function runbookView({
  request,
  steps,
  report,
  answers,
}: {
  readonly request: Request;
  readonly steps: readonly StepRecord[];
  readonly report: Report;
  /** What is taken from who looks: nobody else is asked to do anything. */
  readonly answers: Answers;
}): View {
  const actions = openActions(request, steps);
  if (actions.length === 0 || answers === null) return { kind: 'runbook', report, runbook: null, open: false };
  const runbook = runbookOf({ request, actions });
  return { kind: 'runbook', report, runbook, open: true, ...(answers === 'by-word' ? {} : { byProof: true }) };
}

/** What a runbook that is made now is of; none where nothing is open. */
export function openActions(request: Request, steps: readonly StepRecord[]): readonly StepKind[] {
  const open = openRunbookSteps(request, steps).map(({ kind }) => kind);
  return toRunNow(request, open);
}

/**
 * What is left to do or to prove in Active Directory; nothing any more once the request is over. Of one that was
 * stopped: what the helpdesk had in hand then, for as long as it is watched; of one that a later request turned round,
 * for good.
 */
export function openRunbookSteps(request: Request, steps: readonly StepRecord[]): readonly StepRecord[] {
  if (isTurnedRound(request)) return steps.filter(isHandedOut);
  if (isStopped(request)) return isWatched(request) ? steps.filter(mayBeDone) : [];
  return request.endedAt === null ? steps.filter(isOpenRunbookStep) : [];
}

/**
 * Why there is no runbook to give or to answer: the helpdesk said that it cannot be done, or skipped it, or nothing
 * waits.
 */
export function whyNoRunbook(request: Request, steps: readonly StepRecord[]): Text {
  const cannot = steps.some(
    ({ lane, state, note }) => lane === 'on-premises' && state === 'failed' && note?.key === 'flow.runbook-cannot',
  );
  const { reference } = request;
  if (!stuckAnswers(request).includes('retry')) return text('flow.runbook-closed');
  if (cannot) return text('flow.runbook-given-back', { reference });
  return steps.some((step) => isSkippedInVain(step, steps))
    ? text('flow.runbook-skipped', { reference })
    : text('flow.runbook-closed');
}

/** Handed out before the stop, or said done by a bare Done: what its script printed still says more. */
function mayBeDone(step: StepRecord): boolean {
  return isHandedOut(step) || isOpenRunbookStep(step);
}

/**
 * Waiting for a person, attested by a bare Done for which the evidence may still come, or said done and seen not to be
 * so.
 */
function isOpenRunbookStep(step: StepRecord): boolean {
  if (step.lane !== 'on-premises') return false;
  if (step.state === 'overwritten') return isSaid(step);
  return step.state === 'needs-person' || (step.state === 'attested' && step.evidence === null);
}
