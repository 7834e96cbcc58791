import { cannotAt } from './cannot-at.ts';
import { adToCloud } from './delays.ts';
import { isFoundInPlace } from './found-in-place.ts';
import { goneOnceAt } from './gone.ts';
import { hasMore } from './has-more.ts';
import { stuckAnswers } from './is-stuck.ts';
import { jsonField } from './json-field.ts';
import { isSyncedByConnect } from './last-cycle.ts';
import { minutesAfter } from './minutes-after.ts';
import type { StepRecord, StepState } from './outcome.ts';
import { linesOf, sessionsEndIn } from './report-lines.ts';
import type { Request } from './request.ts';
import { nextSync } from './sync-clock.ts';
import { lastSyncIn } from './sync-health.ts';
import { syncModelOf } from './sync-model.ts';

/** Minutes for which a request is looked at after it started; policy: a week. */
export const WATCH_MINUTES = 7 * 24 * 60;

/**
 * While a sync is awaited: its earliest, typical and latest end after the hour it was due (hybrid.md b, `connectRun`).
 */
const AFTER_SYNC = [1, 3, 15];
/** No look sooner than this after another, whatever the cycle. */
const CLOSEST = 0.5;
/** So long after a look that did not find it, while Graph may not answer. */
const DOUBT = 10;
/** Once everything that can be expected has passed. */
const SELDOM = 12 * 60;

/**
 * When to look again at what was done, ISO UTC; null = the watch is over. While something waits for directory sync:
 * when the next cycle can have brought it. Always: at the typical and the latest moment that a change takes, one cycle
 * after that for the pessimist (hybrid.md b, "Verification loop", step 5), when open sessions have ended or files and
 * mail are back, a minute after one look did not find an account, a mailbox or files any more, and then twice a day
 * until the week is over; and twice a day for as long as a step waits for people, or for their answer to one that they
 * cannot do.
 */
export function nextLook(request: Request, steps: readonly StepRecord[], now: string): string | null {
  const start = Date.parse(request.startedAt ?? now);
  const from = Date.parse(now) + CLOSEST * MINUTE;
  const candidates = [
    ...settledMoments(request, steps).map((minutes) => start + minutes * MINUTE),
    ...sessionMoments(request, steps, now).map((moment) => Math.max(moment, from)),
    ...(waitsForSync(request, steps, now) ? syncMoments(request, steps, now) : []),
    ...(isDoubtful(steps, now) ? [from + CLOSEST * MINUTE] : []),
    from - CLOSEST * MINUTE + SELDOM * MINUTE,
  ].filter((moment) => moment >= from);
  const next = Math.min(...candidates);
  if (next - start <= WATCH_MINUTES * MINUTE) return new Date(next).toISOString();
  return isLeftToAnswer(request, steps) ? minutesAfter(now, SELDOM) : null;
}

/**
 * Who was handed work may do it yet, and nobody else would see that, or what comes of it undone. Who said that it
 * cannot be done is asked whether to try again or to let it go; what waits behind either has its end in their answer.
 */
function isLeftToAnswer(request: Request, steps: readonly StepRecord[]): boolean {
  if (steps.some(({ state }) => state === 'needs-person')) return true;
  // Of what has ended nothing is answered any more; of what only rests, once it no longer does.
  return stuckAnswers({ ...request, note: null }).length > 0 && (hasMore(steps) || steps.some(isSaidImpossible));
}

function isSaidImpossible(step: StepRecord): boolean {
  return step.state === 'failed' && cannotAt(step) !== null;
}

/**
 * Open sessions ended, or files and mail are back, between the hour of this look and now: no read shows it, so the hour
 * alone is the news. True once: the look after this one has a later hour.
 */
export function haveSessionsEnded(request: Request, steps: readonly StepRecord[], now: string): boolean {
  if (request.wakeAt === null) return false;
  const ended = sessionsEnd(request, steps, now);
  return ended !== null && ended <= now && Date.parse(ended) > Date.parse(request.wakeAt) - CLOSEST * MINUTE;
}

const MINUTE = 60_000;

function sessionMoments(request: Request, steps: readonly StepRecord[], now: string): readonly number[] {
  const end = sessionsEnd(request, steps, now);
  return end === null || end <= now ? [] : [Date.parse(end)];
}

function sessionsEnd(request: Request, steps: readonly StepRecord[], now: string): string | null {
  return sessionsEndIn(linesOf(request, steps, now));
}

/** From the last change in AD DS where there was one, else from the start. */
function settledMoments(request: Request, steps: readonly StepRecord[]): readonly number[] {
  const sync = syncModelOf(request.facts.adDomain);
  const [, typical, latest] = adToCloud(sync);
  const changed = steps.flatMap(({ acceptedAt, lane }) => (lane === 'on-premises' && acceptedAt ? [acceptedAt] : []));
  const after = minutesBetween(request.startedAt, changed.sort().at(-1) ?? request.startedAt);
  return [typical, latest, latest + sync.cycleMinutes].map((minutes) => after + minutes);
}

function syncMoments(request: Request, steps: readonly StepRecord[], now: string): readonly number[] {
  const { facts, startedAt } = request;
  // When Cloud Sync last ran nothing says: its cycles are counted from the start.
  const last = isSyncedByConnect(facts.adDomain) ? (lastSyncIn(request, steps)?.at ?? null) : (startedAt ?? now);
  if (last === null) return [];
  const { cycleMinutes: cycle } = syncModelOf(facts.adDomain);
  // The cycle before may be running still, unless it is the one that was seen.
  const due = Date.parse(nextSync(last, now, cycle));
  const cycles = [due - cycle * MINUTE, due].filter((start) => start > Date.parse(last));
  return cycles.flatMap((at) => AFTER_SYNC.map((minutes) => at + minutes * MINUTE));
}

/** Something was written here or there, or a block found here, that the next sync confirms, or turns back. */
function waitsForSync({ facts }: Request, steps: readonly StepRecord[], now: string): boolean {
  if (steps.some((step) => WAITING.includes(step.state) || mayComeBack(step, facts, now))) return true;
  const inAd = steps.some(({ kind, state }) => kind === 'disable-account' && state === 'verified');
  const found = steps.some((step) => step.kind === 'block-sign-in' && isFoundInPlace(step));
  return found && facts.identity === 'synced' && !inAd;
}

/**
 * One look, a moment ago, did not find an account, a mailbox or files any more: the next one says whether that is so.
 */
function isDoubtful(steps: readonly StepRecord[], now: string): boolean {
  const lately = Date.parse(now) - DOUBT * MINUTE;
  return steps.some((step) => Date.parse(goneOnceAt(step) ?? '') > lately);
}

/**
 * Deleted in the cloud alone, the account comes back with a sync, and what was to be done in AD DS is to be done again.
 */
function mayComeBack(step: StepRecord, { adDomain }: Request['facts'], now: string): boolean {
  const at = step.lane === 'on-premises' && step.acceptedAt === null ? jsonField(step.evidence, 'read') : null;
  if (step.state !== 'gone' || typeof at !== 'string') return false;
  const sync = syncModelOf(adDomain);
  const [, , latest] = adToCloud(sync);
  return minutesBetween(at, now) <= latest + sync.cycleMinutes;
}

const WAITING: readonly StepState[] = ['accepted', 'attested', 'needs-person', 'overwritten'];

function minutesBetween(start: string | null, end: string | null): number {
  return start === null || end === null ? 0 : (Date.parse(end) - Date.parse(start)) / MINUTE;
}
