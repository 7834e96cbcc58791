import { isFoundInPlace } from './found-in-place.ts';
import { isMade, type StepRecord } from './outcome.ts';
import type { EarlierRun } from './plan-input.ts';
import { BRINGS_IN } from './sign-in-kinds.ts';
import type { StepKind } from './step.ts';
import { stepsOfRuns } from './steps-of-runs.ts';

/**
 * Whether, as far as Leaver's own rows say, the person cannot sign in: blocked, found so, or deleted, and not let in
 * since. `runs`: all about them, oldest first.
 */
export function isKeptOut(runs: readonly EarlierRun[]): boolean {
  const last = stepsOfRuns(runs).findLast(({ step }) => isOut(step) || isIn(step));
  return last !== undefined && isOut(last.step);
}

const OUT: readonly StepKind[] = ['block-sign-in', 'delete-account'];

function isOut(step: StepRecord): boolean {
  return OUT.includes(step.kind) && (isMade(step.state) || step.state === 'gone' || isFoundInPlace(step));
}

/** By Leaver, or by others, as a look found. */
function isIn(step: StepRecord): boolean {
  return BRINGS_IN.includes(step.kind) && (step.acceptedAt !== null || isFoundInPlace(step));
}
