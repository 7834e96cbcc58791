import { isLetIn } from './is-let-in.ts';
import type { StepRecord } from './outcome.ts';
import type { Request } from './request.ts';
import { BRINGS_IN } from './sign-in-kinds.ts';
import { isNotInAd } from './still-let-in.ts';
import { fateOf, isStopped, isTakenOver, isTurnedBack } from './stopped-between.ts';
import { type Text, text } from './text.ts';
import { isWatchEnded } from './work-off.ts';

/** What becomes of somebody whose request was stopped, and that nobody has to do anything about that. */
export function stoppedTodo(request: Request, steps: readonly StepRecord[]): readonly Text[] {
  const name = request.targetUserName;
  if (isLastWord(request) && howLetIn(request, steps) !== null) return [text('report.todo.stopped-restore', { name })];
  const block = blockAlone(request, steps);
  if (block === null) return [];
  return [text(isTurnedBack(block) ? 'report.todo.stopped-back' : 'report.todo.stopped-block', { name })];
}

/**
 * The block in the cloud that a stopped request leaves alone, since nobody disables the account in AD DS any more, or
 * that directory sync has turned back since; null = there is none.
 */
export function blockAlone(request: Request, steps: readonly StepRecord[]): StepRecord | null {
  const { choices, facts } = request;
  if (!isLastWord(request) || choices.kind === 'restore-user' || facts.identity !== 'synced') return null;
  const block = steps.find(({ kind }) => kind === 'block-sign-in');
  if (block === undefined || !isNotInAd(steps)) return null;
  return block.state === 'accepted' || isTurnedBack(block) ? block : null;
}

function isLastWord(request: Request): boolean {
  return isStopped(request) && !isTakenOver(request) && !isWatchEnded(request);
}

/** A restore that was stopped, and how the person stands by it. */
export function stoppedRestore(headline: Text, request: Request, steps: readonly StepRecord[]): Text {
  const how = howLetIn(request, steps);
  if (how === null) return headline;
  return text(`report.headline.stopped-${how}`, { name: request.targetUserName, headline });
}

/** Null = it let the person in, or they could sign in already, or it is no restore. */
function howLetIn({ choices }: Request, steps: readonly StepRecord[]): 'not-let-in' | 'perhaps-let-in' | null {
  const own = steps.filter(({ kind, state }) => BRINGS_IN.includes(kind) && state !== 'skipped');
  if (choices.kind !== 'restore-user' || own.length === 0 || isLetIn(steps)) return null;
  const isKnown = own.every((step) => fateOf(step) === 'left');
  return isKnown ? 'not-let-in' : 'perhaps-let-in';
}
