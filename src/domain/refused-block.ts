import { isRefused } from './emergency.ts';
import { isToCome, type StepRecord } from './outcome.ts';
import type { Request } from './request.ts';
import { ENDS_ACCESS, KEEPS_OUT } from './sign-in-kinds.ts';
import { isUnanswered } from './unanswered.ts';

/**
 * How far a block at once has come by its ledger, in the cloud or in AD DS. `made`: it was, or may have been without
 * anybody knowing. `unknown`: it was tried, and the next look says. `nothing`: not begun, refused by the service, or in
 * the hands of people who have reported nothing. What one that was made before left to this one was made.
 */
export function howFarMade(
  { emergency }: Pick<Request, 'emergency'>,
  steps: readonly StepRecord[],
): 'made' | 'unknown' | 'nothing' {
  if (emergency?.tookOver != null) return 'made';
  const halves = steps.filter(({ kind }) => KEEPS_OUT.includes(kind));
  if (halves.some(wasMade)) return 'made';
  return halves.some(({ state, attempt }) => attempt > 0 && isToCome(state)) ? 'unknown' : 'nothing';
}

/** Whether this half was made once, or may have been; what became of it since is another matter. */
export function wasMade(step: StepRecord): boolean {
  const { acceptedAt, verifiedAt, turnedBack } = step;
  // What was only said, and was not so, was never made.
  if (turnedBack?.how === 'said') return false;
  if (acceptedAt !== null || verifiedAt !== null || turnedBack !== null) return true;
  return isUnanswered(step);
}

/**
 * What becomes of a step once an approver refused the block: `goes-on`: nobody refused it, or the step keeps the person
 * out and the block was made, which one approver does not undo. `waits`: whether it was made is looked at first.
 * `let-go`: the rest.
 */
export function afterRefusal(
  request: Pick<Request, 'emergency'>,
  { kind }: Pick<StepRecord, 'kind'>,
  steps: readonly StepRecord[],
): 'goes-on' | 'waits' | 'let-go' {
  if (!isRefused(request)) return 'goes-on';
  if (!ENDS_ACCESS.includes(kind)) return 'let-go';
  return ({ made: 'goes-on', unknown: 'waits', nothing: 'let-go' } as const)[howFarMade(request, steps)];
}
