import { isMade } from './outcome.ts';
import type { EarlierRun } from './plan-input.ts';
import { stepsOfRuns } from './steps-of-runs.ts';

/** The step by which Leaver had the account deleted in AD DS last, with the request that it is of. */
export function deletionInAd(runs: readonly EarlierRun[]) {
  return stepsOfRuns(runs).findLast(({ step }) => step.kind === 'delete-account' && isMade(step.state));
}
