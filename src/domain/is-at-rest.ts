import { isToCome, type StepRecord } from './outcome.ts';
import { ENDS_ACCESS } from './sign-in-kinds.ts';

/**
 * Whether nothing of a request that is on hold is on its way: no answer is awaited, what was sent has been read, and no
 * block that was begun is still to be sent, since a hold lets that be finished.
 */
export function isAtRest(steps: readonly StepRecord[]): boolean {
  return !steps.some((step) => isOnItsWay(step) || isBeingChecked(step) || isFinishedThroughHold(step));
}

/** Sent, and not read yet: within seconds it is seen, or known not to be so. */
export function isBeingChecked({ lane, state, verifiedAt }: StepRecord): boolean {
  return lane === 'cloud' && state === 'accepted' && verifiedAt === null;
}

function isOnItsWay({ state }: StepRecord): boolean {
  return state === 'running' || state === 'ambiguous';
}

function isFinishedThroughHold({ kind, state, attempt }: StepRecord): boolean {
  return isToCome(state) && attempt > 0 && ENDS_ACCESS.includes(kind);
}
