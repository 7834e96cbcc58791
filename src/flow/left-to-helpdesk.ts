import { asTurned } from '../domain/as-turned.ts';
import { answersTo } from '../domain/is-stuck.ts';
import type { StepRecord } from '../domain/outcome.ts';
import type { Request } from '../domain/request.ts';
import { heldDeletion } from '../domain/sync-health.ts';
import { answerableTasks, waitsForApprover } from '../domain/tasks-of.ts';
import { openRunbookSteps } from './runbook-view.ts';

/**
 * Whether something waits for who answers what was left to the helpdesk (`answersOf`): a step to retry or to skip, work
 * in Active Directory, a deletion that does not come over, a task that somebody cannot do or that is late.
 */
export function isLeftToHelpdesk(request: Request, stored: readonly StepRecord[]): boolean {
  const steps = asTurned(request, stored);
  return (
    steps.some((step) => answersTo(step, steps, request).length > 0) ||
    openRunbookSteps(request, stored).length > 0 ||
    heldDeletion(request, steps) !== null ||
    answerableTasks(request).some(waitsForApprover)
  );
}
