import type { StepRecord } from './outcome.ts';
import { fateOf } from './stopped-between.ts';
import { wasDone } from './was-done.ts';

/**
 * Work in AD DS that people were given, or whose answer was lost, and of which nobody has said how it ended: who has
 * the runbook may have run it. What they said cannot be done, what failed and what never began was not done.
 */
export function mayBeDone(step: StepRecord): boolean {
  return step.lane === 'on-premises' && step.state !== 'failed' && !wasDone(step) && fateOf(step) === 'unsure';
}
