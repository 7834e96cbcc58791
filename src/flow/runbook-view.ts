import type { StepRecord } from '../domain/outcome.ts';
import type { Report, View } from '../domain/report.ts';
import type { Request } from '../domain/request.ts';
import { runbookOf } from '../domain/runbook.ts';

/** The card with the work in Active Directory: open while such a step waits for its answer, then final in place. */
export function runbookView({
  request,
  steps,
  report,
}: {
  readonly request: Request;
  readonly steps: readonly StepRecord[];
  readonly report: Report;
}): View {
  const open = openRunbookSteps(request, steps);
  if (open.length === 0) return { kind: 'runbook', report, runbook: null, open: false };
  const runbook = runbookOf({ request, actions: open.map(({ kind }) => kind) });
  return { kind: 'runbook', report, runbook, open: true };
}

/** What is left to do or to prove in Active Directory; nothing any more once the request is over. */
export function openRunbookSteps(request: Request, steps: readonly StepRecord[]): readonly StepRecord[] {
  return request.endedAt === null ? steps.filter(isOpenRunbookStep) : [];
}

/** Waiting for a person, or attested by a bare Done for which the evidence may still come. */
function isOpenRunbookStep(step: StepRecord): boolean {
  if (step.lane !== 'on-premises') return false;
  return step.state === 'needs-person' || (step.state === 'attested' && step.evidence === null);
}
