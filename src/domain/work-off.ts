import { isRefused } from './emergency.ts';
import { type Gap, isWork } from './gap.ts';
import type { StepRecord } from './outcome.ts';
import type { Request } from './request.ts';
import { restsBehind } from './rests-behind.ts';
import { isStopped } from './stopped-between.ts';
import { openGaps, workLeft } from './work-left.ts';

/** Note of a request that a later one changed the other way round. */
export const UNDONE_BY = 'flow.watch-ended-by';
/** The same, of one whose account a later one deletes. */
export const DELETED_BY = 'flow.watch-ended-by-deletion';

/** Whether a later request has changed the account the other way. */
export function isTurnedRound({ note }: Pick<Request, 'note'>): boolean {
  return note?.key === UNDONE_BY;
}

/** Whether a later request is the last word about the account. */
export function isWatchEnded({ note }: Pick<Request, 'note'>): boolean {
  return note?.key === UNDONE_BY || note?.key === DELETED_BY;
}

/**
 * Whether nobody is asked any more to do what a request left to people: an approver stopped it, or refused a block at
 * once, or a later request turned it round or goes on with it. Who did it all the same would take from somebody what
 * they are to have.
 */
export function isWorkOff({ hold, emergency, note }: Pick<Request, 'hold' | 'emergency' | 'note'>): boolean {
  return isStopped({ hold }) || isRefused({ emergency }) || isTurnedRound({ note }) || restsBehind({ note }) !== null;
}

/** The parts that stay as they are then; a password is nothing that could. */
export function leftAsIs(request: Request, steps: readonly StepRecord[]): readonly Gap[] {
  return isWorkOff(request) ? workLeft(steps, isTurnedRound(request)).filter(({ kind }) => kind !== 'password') : [];
}

/** What a ledger asks of people, and what it only explains: the latter alone once the work is off. */
export function stillAsked(request: Request, steps: readonly StepRecord[]): readonly StepRecord[] {
  return isWorkOff(request) ? explainedOnly(steps, isTurnedRound(request)) : openGaps(steps);
}

/** What is nobody's to do, and only explained: it holds whatever becomes of the work. */
export function explainedOnly(steps: readonly StepRecord[], isBack = false): readonly StepRecord[] {
  return openGaps(steps, isBack).map((step) => ({ ...step, gaps: step.gaps.filter((gap) => !isWork(gap)) }));
}
