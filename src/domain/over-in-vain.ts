import { isLetIn } from './is-let-in.ts';
import type { StepRecord } from './outcome.ts';
import type { Request } from './request.ts';
import { LETS_IN } from './sign-in-kinds.ts';

/**
 * Whether a restore is over that was to let somebody in and has not: it was stopped before it began, or what lets them
 * in was skipped or let go. Of one that had only the rest to give back, this is no question; declined and expired have
 * their own words.
 */
export function isOverInVain({ state }: Pick<Request, 'state'>, steps: readonly StepRecord[]): boolean {
  if (!steps.some(({ kind, state }) => LETS_IN.includes(kind) && state !== 'skipped')) return false;
  if (state === 'stopped') return true;
  const isLetGo = steps.some(({ kind, state }) => LETS_IN.includes(kind) && state === 'waived');
  return state === 'done-with-gaps' && isLetGo && !isLetIn(steps);
}
