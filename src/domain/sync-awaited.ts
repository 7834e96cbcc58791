import { titleOf } from './catalogue.ts';
import { adToCloud } from './delays.ts';
import { isBack } from './is-back.ts';
import { isReported } from './is-reported.ts';
import { lastCycleOf } from './last-cycle.ts';
import type { StepRecord } from './outcome.ts';
import { withNewestSync } from './report-lines.ts';
import { isSaid } from './report-overwritten.ts';
import type { Request } from './request.ts';
import { after } from './spread.ts';
import { isSyncStale } from './sync-clock.ts';
import { heldDeletion } from './sync-health.ts';
import { syncModelOf } from './sync-model.ts';
import { type Text, text } from './text.ts';
import { workLeft } from './work-left.ts';
import { stillAsked } from './work-off.ts';

/**
 * What people have said done in AD DS, with a result, is for the next sync to show: which, where more is to be done
 * there; by when, where nothing else on the card says so (a block that was turned back has no hours) and the hour is to
 * come. Not of a deletion that two syncs did not bring: the next one is not known to. `now`: tenant time, ISO UTC.
 */
export function syncAwaited(request: Request, steps: readonly StepRecord[], now: string): readonly Text[] {
  const held = heldDeletion(request, steps);
  const shown = steps.filter((step) => isToBeShown(step) && step.kind !== held?.kind);
  if (shown.length === 0) return [];
  if (held !== null || steps.some(isOpenInAd) || hasWorkInAd(request, steps))
    return [text('report.todo.said-waits-for-sync', { steps: shown.map(({ kind }) => titleOf(kind)) })];
  const until = steps.some(isBack) ? latestOf(request, steps) : null;
  return until === null || until <= now
    ? [text('report.todo.waits-for-sync')]
    : [text('report.todo.waits-for-sync-until', { until: { instant: until } })];
}

/** Said done, and for a sync to show. */
function isToBeShown(step: StepRecord): boolean {
  return step.state === 'attested' && !isReported(step);
}

/** Somebody has still to do it there, or to say what becomes of it. */
function isOpenInAd(step: StepRecord): boolean {
  const { lane, state } = step;
  if (lane !== 'on-premises') return false;
  return state === 'needs-person' || state === 'failed' || (state === 'overwritten' && isSaid(step));
}

/** Parts of what was run, or of an earlier request, that are left to who manages AD DS. */
function hasWorkInAd(request: Request, steps: readonly StepRecord[]): boolean {
  return workLeft(stillAsked(request, steps)).some(({ who }) => who === 'active-directory');
}

/** Null where directory sync stands still, or nobody knows when it ran. */
function latestOf(request: Request, steps: readonly StepRecord[]): string | null {
  const facts = withNewestSync(request, steps);
  const last = lastCycleOf(facts);
  if (last === null || isSyncStale(last, facts.readAt)) return null;
  const newest = steps
    .filter(isToBeShown)
    .map(({ acceptedAt }) => acceptedAt ?? '')
    .toSorted()
    .at(-1);
  const spread = after(newest === undefined || newest === '' ? null : newest, adToCloud(syncModelOf(facts.adDomain)));
  return spread === null ? null : new Date(spread[2]).toISOString();
}
