import { followAgain } from './follow-again.ts';
import type { StepChange } from './ports.ts';
import { move, type StepRun } from './step-run.ts';

/**
 * A step, and what goes with it, back to the start of its way: looked at, intended, sent and seen like the first time.
 * True when it was moved; `change` says why it is done again.
 */
export function doAgain(run: StepRun, change: StepChange): Promise<boolean> {
  const again: StepChange = { notBefore: null, note: null, verifiedAt: null, acceptedAt: null };
  return move(run, [run.step.state], 'planned', { ...again, ...change }, (transaction) =>
    followAgain(run, transaction),
  );
}
