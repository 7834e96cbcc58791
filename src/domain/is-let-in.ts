import { isMade, type StepRecord } from './outcome.ts';
import { LETS_IN } from './sign-in-kinds.ts';

/** Whether a step of a restore that lets the person in was made, as far as it is known. */
export function isLetIn(steps: readonly Pick<StepRecord, 'kind' | 'state'>[]): boolean {
  return steps.some(({ kind, state }) => LETS_IN.includes(kind) && isMade(state));
}
