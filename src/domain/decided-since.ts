import { REPORTED_AFTER } from './disabled-after.ts';
import { isMade, type StepRecord } from './outcome.ts';
import { headlineOf } from './report-headline.ts';
import type { Request } from './request.ts';
import { restsBehind } from './rests-behind.ts';
import { type Text, text } from './text.ts';
import { isTurnedRound } from './work-off.ts';

/**
 * The headline of a request about which people decided something since: that a later one changes the account the other way, or
 * has, or that a block at once stays which they were asked to undo. Else `headline`. What was done before is in the rows.
 */
export function decidedSince(request: Request, steps: readonly StepRecord[] | null, headline: Text): Text {
  const behind = restsBehind(request);
  if (behind !== null)
    return text('report.headline.rests', { reference: behind, headline: headlineOf(request, steps) });
  if (isTurnedRound(request)) return turnedRound(request, steps ?? []);
  const { emergency, targetUserName: name } = request;
  const by = emergency?.kept?.byName;
  return by === undefined || !stands(steps ?? []) ? headline : text('report.headline.stays', { name, by, headline });
}

function turnedRound(request: Request, steps: readonly StepRecord[]): Text {
  const { note, choices, targetUserName: name, endedAt, createdAt } = request;
  const values = { reference: '', at: { instant: endedAt ?? createdAt }, ...note?.values, name };
  if (steps.some((step) => step.note?.key === REPORTED_AFTER))
    return text('report.headline.turned-round-disabled', values);
  if (choices.kind === 'restore-user') return text('report.headline.turned-round-restore', values);
  const since = letInBefore(steps);
  if (since === null) return text('report.headline.turned-round', values);
  return text('report.headline.turned-round-in-before', { ...values, since: { instant: since } });
}

/** When the block was found turned back, not by the later request, where AD DS did not keep the person out either. */
function letInBefore(steps: readonly StepRecord[]): string | null {
  const block = steps.find(({ kind }) => kind === 'block-sign-in');
  if (block?.state !== 'overwritten' || block.turnedBack === null || block.turnedBack.how === 'request') return null;
  const isOutInAd = steps.some(({ kind, state }) => kind === 'disable-account' && isMade(state));
  return isOutInAd ? null : block.turnedBack.at;
}

/** Made, or found so: what was turned back is said instead. */
function stands(steps: readonly StepRecord[]): boolean {
  return steps.some(({ kind, state }) => kind === 'block-sign-in' && (isMade(state) || state === 'skipped'));
}
