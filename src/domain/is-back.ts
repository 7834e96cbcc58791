import { isToCome, type StepRecord, type StepState } from './outcome.ts';

/**
 * Found turned back, and not in place again since: also a block that is to be made again, by itself or because people
 * said so, for as long as something keeps that from being made. What was only said to be done was never in place.
 */
export function isBack(step: Back): boolean {
  return step.state === 'overwritten' || waitsAgain(step);
}

type Back = Pick<StepRecord, 'kind' | 'state' | 'turnedBack'>;

/** The same of a block whose next attempt is to come: no look shows it any more until then. */
export function waitsAgain({ kind, state, turnedBack }: Back): boolean {
  return kind === 'block-sign-in' && isToCome(state) && turnedBack !== null && turnedBack.how !== 'said';
}

/** What a step is said to be: what is back is that first, whatever becomes of it next. */
export function stateSaid(step: Back): StepState {
  return isBack(step) ? 'overwritten' : step.state;
}
