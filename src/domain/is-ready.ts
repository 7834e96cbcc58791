import { type Progress, prerequisitesOf } from './catalogue.ts';
import { isReported } from './is-reported.ts';
import { isToCome, type StepRecord, type StepState } from './outcome.ts';

/** Whether a step may start now: every kind it comes after is as far as the catalogue demands. */
export function isReady(step: StepRecord, steps: readonly StepRecord[]): boolean {
  return step.after.every((kind) => {
    const earlier = steps.find((each) => each.kind === kind);
    return earlier === undefined || hasReached(earlier, prerequisitesOf(step.kind)[kind] ?? 'verified');
  });
}

const ACCEPTED: readonly StepState[] = ['accepted', 'attested', 'verified', 'skipped', 'waived', 'gone'];
const VERIFIED: readonly StepState[] = ['verified', 'skipped', 'waived', 'gone'];

/** `accepted` without a settled read counts as attempted and as accepted, never as verified. */
function hasReached(step: StepRecord, progress: Progress): boolean {
  const { state } = step;
  if (progress === 'attempted') return !isToCome(state);
  if (progress === 'accepted') return ACCEPTED.includes(state);
  // Nothing more will ever be known of what was only reported: what comes after it does not wait for ever.
  return VERIFIED.includes(state) || isReported(step);
}
