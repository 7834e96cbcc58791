import { firstSeen } from './first-seen.ts';
import { waitsAgain } from './is-back.ts';
import type { StepRecord } from './outcome.ts';
import { type Text, text } from './text.ts';

/**
 * What a step says that was turned back and is not that any more: a block may be turned back once more, so that is said
 * for as long as it may happen; null = its own note says what there is to say.
 */
export function doneAgain(step: StepRecord): Text | null {
  const { state, turnedBack, acceptedAt, note } = step;
  if (turnedBack === null || turnedBack.how === 'said') return null;
  const { by } = turnedBack;
  const at = { instant: turnedBack.at };
  const isOwn = isAgainByLeaver(step);
  const isSync = turnedBack.how === 'sync';
  if (isOwn && waitsAgain(step)) {
    const how = isSync ? '' : '-unknown';
    return note === null ? text(`flow.again-soon${how}`, { at }) : text(`flow.again-waits${how}`, { at, why: note });
  }
  if (state !== 'accepted' || acceptedAt === null || !isAgain(step)) return null;
  if (isOwn && !isOwnWrite(step))
    return text(`flow.in-place-since${isSync ? '' : '-unknown'}`, { at, again: { instant: acceptedAt } });
  if (isOwn && !isSync) return text('flow.done-again-unknown', { at });
  if (isOwn) return by === null ? text('flow.done-again', { at }) : text('flow.done-again-by', { at, by });
  const again = { instant: acceptedAt };
  return by === null
    ? text('flow.changed-done-again', { at, again })
    : text('flow.changed-done-again-by', { at, by, again });
}

/** Accepted once more since it was found turned back; what was only said was never done before. */
export function isAgain({ turnedBack, acceptedAt }: Pick<StepRecord, 'turnedBack' | 'acceptedAt'>): boolean {
  return turnedBack !== null && turnedBack.how !== 'said' && acceptedAt !== null && acceptedAt >= turnedBack.at;
}

/**
 * Taken in from Leaver since it was found turned back: what a look found in place first may be somebody else's, or
 * brought by directory sync, also where something was sent that was throttled or not answered.
 */
export function isOwnWrite(step: StepRecord): boolean {
  const { intendedAt, acceptedAt, turnedBack } = step;
  return turnedBack !== null && (intendedAt ?? '') >= turnedBack.at && acceptedAt !== firstSeen(step);
}

/**
 * A block that directory sync turned back, or that nobody is known to have lifted, is all that Leaver does again by
 * itself.
 */
export function isAgainByLeaver({ kind, turnedBack }: Pick<StepRecord, 'kind' | 'turnedBack'>): boolean {
  return kind === 'block-sign-in' && (turnedBack?.how === 'sync' || turnedBack?.how === 'unknown');
}
