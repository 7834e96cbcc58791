import { isStuck } from './is-stuck.ts';
import { isMade, type StepRecord } from './outcome.ts';
import { BRINGS_IN } from './sign-in-kinds.ts';
import type { StepKind } from './step.ts';

/** Note of a step that is left because people skipped what lets the person in. */
export const LEFT_WITH = 'flow.step-left-with';

/**
 * The skipped step with which this one is left, where it comes after one that lets the person in: what was skipped was
 * not done, so the person stays blocked, or directory sync blocks them again. Null = none, or the account was enabled
 * in AD DS: then directory sync lets them in. What was sent before is looked at instead.
 */
export function leftWith(
  step: Pick<StepRecord, 'after' | 'attempt' | 'state'>,
  steps: readonly StepRecord[],
): StepRecord | null {
  if (step.attempt > 0 || !(step.state === 'planned' || step.state === 'waiting')) return null;
  const isInAd = steps.some(({ kind, state }) => kind === 'enable-account' && isMade(state));
  const found = steps.find(
    ({ kind, state }) =>
      state === 'waived' &&
      step.after.includes(kind) &&
      BRINGS_IN.includes(kind) &&
      !(isInAd && kind === 'unblock-sign-in'),
  );
  return found ?? null;
}

/** The steps that are stuck, and which leave others when they are skipped: by kind, in plan order. */
export function leavingOthers(steps: readonly StepRecord[]): readonly StepKind[] {
  const stuck = steps.filter((step) => BRINGS_IN.includes(step.kind) && isStuck(step));
  return stuck.flatMap(({ id, kind }) => {
    const then = steps.map((step): StepRecord => (step.id === id ? { ...step, state: 'waived' } : step));
    return then.some((step) => leftWith(step, then)?.id === id) ? [kind] : [];
  });
}
