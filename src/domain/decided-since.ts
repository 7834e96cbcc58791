import { titleOf } from './catalogue.ts';
import { REPORTED_AFTER } from './disabled-after.ts';
import { isMade, type StepRecord } from './outcome.ts';
import { headlineOf } from './report-headline.ts';
import type { Request } from './request.ts';
import { restsBehind } from './rests-behind.ts';
import { type Text, text } from './text.ts';
import type { TextKey } from './text-key.ts';
import { isTurnedRound } from './work-off.ts';

/**
 * The headline of a request about which people decided something since: that a later one changes the account the other
 * way, or has, or that a block at once stays which they were asked to undo. Else `headline`. What was done before is in
 * the rows. `stored`: the ledger as it is, of which `steps` shows nothing that people were asked for while the request
 * rests.
 */
export function decidedSince(
  request: Request,
  steps: readonly StepRecord[] | null,
  stored: readonly StepRecord[],
  headline: Text,
): Text {
  const behind = restsBehind(request);
  if (behind !== null) return resting(behind, headlineOf(request, steps), stored);
  if (isTurnedRound(request)) return turnedRound(request, steps ?? []);
  const { emergency, targetUserName: name } = request;
  const by = emergency?.kept?.byName;
  return by === undefined || !stands(steps ?? []) ? headline : text('report.headline.stays', { name, by, headline });
}

/** Work that nobody is asked for now was not done: what is watched beside it is no word about that. */
function resting(reference: string, headline: Text, stored: readonly StepRecord[]): Text {
  const open = stored.filter(({ state }) => state === 'needs-person' || state === 'failed');
  if (open.length === 0 || !SAYS_NOTHING_OF_WORK.includes(headline.key))
    return text('report.headline.rests', { reference, headline });
  const steps = open.map(({ kind }) => titleOf(kind));
  return text('report.headline.rests-open', { reference, steps, count: open.length });
}

const SAYS_NOTHING_OF_WORK: readonly TextKey[] = [
  'report.headline.attested',
  'report.headline.running',
  'report.headline.waits-for-sync',
  'report.headline.watching',
];

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
