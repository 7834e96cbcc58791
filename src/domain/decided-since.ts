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
  if (isTurnedRound(request)) return turnedRound(request);
  const { emergency, targetUserName: name } = request;
  const by = emergency?.kept?.byName;
  return by === undefined || !stands(steps ?? []) ? headline : text('report.headline.stays', { name, by, headline });
}

function turnedRound({ note, choices, targetUserName: name, endedAt, createdAt }: Request): Text {
  const values = { reference: '', at: { instant: endedAt ?? createdAt }, ...note?.values, name };
  return text(`report.headline.turned-round${choices.kind === 'restore-user' ? '-restore' : ''}`, values);
}

/** Made, or found so: what was turned back is said instead. */
function stands(steps: readonly StepRecord[]): boolean {
  return steps.some(({ kind, state }) => kind === 'block-sign-in' && (isMade(state) || state === 'skipped'));
}
