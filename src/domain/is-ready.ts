import { type Progress, prerequisitesOf } from './catalogue.ts';
import { isReported } from './is-reported.ts';
import { leftWith } from './left-with.ts';
import { isToCome, type StepRecord, type StepState } from './outcome.ts';
import { LETS_IN } from './sign-in-kinds.ts';
import type { PlannedStep } from './step.ts';
import { type Text, text } from './text.ts';
import { UNDOES } from './undoes.ts';

/**
 * Whether a step may start now: every kind it comes after is as far as the catalogue demands, and none leaves it with
 * itself.
 */
export function isReady(step: StepRecord, steps: readonly StepRecord[]): boolean {
  return leftWith(step, steps) === null && awaitedBy(step, steps).length === 0;
}

/** What it comes after that is not as far as the catalogue demands. */
export function awaitedBy(step: StepRecord, steps: readonly StepRecord[]): readonly StepRecord[] {
  return steps.filter(
    (earlier) =>
      step.after.includes(earlier.kind) && !hasReached(earlier, prerequisitesOf(step.kind)[earlier.kind] ?? 'verified'),
  );
}

/** Note of a step that gives back, while the person is not let in. */
export const AFTER_LETTING_IN = 'flow.step-after-letting-in';

/** Why a step waits, where its plan does not say so by itself; null = for what comes before it. */
export function whyItWaits(step: Pick<StepRecord, 'kind' | 'after'>): Text | null {
  return isGivenBackOnceIn(step) ? text(AFTER_LETTING_IN) : null;
}

/** Whether a step gives something back, and waits for those that let the person in. */
export function isGivenBackOnceIn({ kind, after }: Pick<PlannedStep, 'kind' | 'after'>): boolean {
  return kind in UNDOES && after.some((each) => LETS_IN.includes(each));
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
