import { attemptsOver } from './attempts-over.ts';
import type { StepRecord } from './outcome.ts';
import { fateOf } from './stopped-between.ts';
import { wasDone } from './was-done.ts';

/**
 * Sent to Microsoft 365, and no answer and no read ever said whether it was done. What has parts says so of each.
 */
export function wasTried(step: StepRecord): boolean {
  if (step.lane === 'on-premises' || step.parts.length > 0 || wasDone(step)) return false;
  if (step.attempt === attemptsOver(step)) return false;
  // Also where nothing was written down of its attempts: the first was refused.
  if (step.state === 'failed' && step.note?.key === 'flow.refused-unchanged') return false;
  return fateOf(step) === 'unsure';
}
