import { awaitsAgreement } from './agreement.ts';
import { behindOf } from './asks-again.ts';
import { HELD } from './brakes.ts';
import { cannotAt } from './cannot-at.ts';
import { titleOf } from './catalogue.ts';
import { isRefused } from './emergency.ts';
import { ofEveryStep } from './every-step.ts';
import { isFoundInPlace } from './found-in-place.ts';
import { isToDo } from './gap.ts';
import { goneOf } from './gone.ts';
import { hasMore } from './has-more.ts';
import { heldByRestore } from './held-by-restore.ts';
import { heldByStop, stopOf } from './held-by-stop.ts';
import { howLetGo } from './how-let-go.ts';
import { isBack, stateSaid } from './is-back.ts';
import { isLetIn } from './is-let-in.ts';
import { isReported } from './is-reported.ts';
import { isSkippedInVain } from './is-stuck.ts';
import { leavingOthers } from './left-with.ts';
import { type StepRecord, type StepState, worstState } from './outcome.ts';
import { howFarMade } from './refused-block.ts';
import type { Colour } from './report.ts';
import { endedWithGaps } from './report-ending.ts';
import { leftBack, overwrittenHeadline, overwrittenOf } from './report-overwritten.ts';
import { doneWithTasks } from './report-tasks.ts';
import type { Request } from './request.ts';
import { restsBehind } from './rests-behind.ts';
import { decidesInAd } from './sign-in-kinds.ts';
import { stillIn } from './still-in-headline.ts';
import { isStoppedByRefusal, isTakenOver, takenOverHeadline } from './stopped-between.ts';
import { heldDeletion } from './sync-health.ts';
import { takenBackBy } from './taken-back.ts';
import { type Text, text } from './text.ts';
import { isTurnedRound } from './work-off.ts';

/** One sentence of state. `steps` null: nothing is stored yet, it is the plan on the review card. */
export function headlineOf(request: Request, steps: readonly StepRecord[] | null): Text {
  const { state, plan, createdAt, dueAt, decision, endedAt, lateSince } = request;
  const name = request.targetUserName;
  if (steps === null)
    return text(plan.refusals.length > 0 ? 'report.headline.refused' : 'report.headline.draft', { name });
  if (isHeld(request)) return text('report.headline.held', { stop: request.note?.values?.stop ?? '' });
  const reference = behindOf(request);
  if (reference !== null) return text('report.headline.waits-behind', { reference });
  switch (state) {
    case 'pending':
      return pendingHeadline(request);
    case 'approved':
      if (lateSince === null && dueAt !== null && (decision?.at ?? createdAt) < dueAt)
        return text('report.headline.scheduled', { at: { instant: dueAt } });
      return lateSince === null
        ? text('report.headline.approved', decided(request))
        : text('report.headline.late', { at: { instant: dueAt ?? lateSince } });
    case 'scheduled':
      return text('report.headline.scheduled', { at: { instant: dueAt ?? createdAt } });
    case 'running':
    case 'watching':
      return runningHeadline(request, steps);
    case 'done-with-gaps':
      return endedWithGaps(request, steps);
    case 'withdrawn':
      return text(WITHDRAWN[takenBackBy(request) ?? 'requester'], { at: { instant: endedAt ?? createdAt } });
    case 'declined':
      return text('report.headline.declined', { ...decided(request), reason: decision?.reason ?? '' });
    case 'done':
      // Found changed back, or gone, by the look of which this is the first word.
      if (steps.some((step) => goneOf(step) !== null)) return endedWithGaps(request, steps);
      return (
        overwrittenHeadline(overwrittenOf(steps), request, steps) ??
        doneWithTasks(request, steps) ??
        text(ofEveryStep('report.headline.done', steps), { at: { instant: endedAt ?? createdAt } })
      );
    default:
      return text(`report.headline.${state}`, { at: { instant: endedAt ?? createdAt }, name });
  }
}

const WITHDRAWN = {
  requester: 'report.headline.withdrawn',
  restore: 'report.headline.withdrawn-by-restore',
  leaver: 'report.headline.withdrawn-by-leaver',
} as const;

/**
 * Approved, nothing is known to keep it, and its time has come: what it says of that time would be over. Null = not so.
 */
export function dueHeadline(request: Request, now: string): Text | null {
  const { state, dueAt, lateSince } = request;
  if ((state !== 'approved' && state !== 'scheduled') || lateSince !== null || dueAt === null || dueAt > now)
    return null;
  if (isHeld(request) || behindOf(request) !== null || (request.decision?.at ?? '') >= dueAt) return null;
  return text('report.headline.due', { at: { instant: dueAt } });
}

/** Approved, and a stop keeps it from starting: no hour can be said. */
export function isHeld({ state, note }: Request): boolean {
  return note?.key === HELD && (state === 'approved' || state === 'scheduled');
}

/** Colour by the worst step (design, section 10): green is only for what was seen, or was not needed. */
export function colourOf(request: Request, steps: readonly StepRecord[] | null): Colour {
  if (steps === null) return request.plan.refusals.length > 0 ? 'attention' : 'accent';
  if (isHeld(request)) return 'warning';
  if (isTurnedRound(request)) return 'default';
  if (restsBehind(request) !== null) return 'warning';
  if (request.hold?.how === 'hold')
    return overwrittenOf(steps).length > 0 || steps.some(({ state }) => state === 'failed') ? 'attention' : 'warning';
  switch (request.state) {
    case 'pending':
    case 'scheduled':
      return 'accent';
    case 'approved':
      return request.lateSince === null ? 'accent' : 'warning';
    case 'stopped':
      return 'attention';
    case 'declined':
    case 'expired':
    case 'withdrawn':
      return 'default';
    case 'done-with-gaps':
      return COLOURS[worstState(steps.map(stateSaid))] === 'attention' ? 'attention' : 'warning';
    case 'done': {
      const colour = colourOfSteps(steps);
      return colour === 'good' && doneWithTasks(request, steps) !== null ? 'warning' : colour;
    }
    default: {
      const colour = colourOfSteps(steps);
      return colour === 'good' && steps.some(hasWork) ? 'warning' : colour;
    }
  }
}

const COLOURS = {
  failed: 'attention',
  overwritten: 'attention',
  ambiguous: 'warning',
  'needs-person': 'warning',
  attested: 'warning',
  running: 'accent',
  waiting: 'accent',
  planned: 'accent',
  accepted: 'accent',
  gone: 'warning',
  waived: 'warning',
  skipped: 'good',
  verified: 'good',
} as const satisfies Record<StepState, Colour>;

/** Amber where the worst is a block that directory sync may still turn back. */
function colourOfSteps(steps: readonly StepRecord[]): Colour {
  const worst = worstState(steps.map(stateSaid));
  return worst === 'accepted' && isTemporary(steps) ? 'warning' : COLOURS[worst];
}

/** Part of it is left to people. */
function hasWork({ gaps }: StepRecord): boolean {
  return gaps.some(isToDo);
}

function isTemporary(steps: readonly StepRecord[]): boolean {
  return steps.some((step) => decidesInAd(step) && step.state !== 'verified' && step.state !== 'skipped');
}

function pendingHeadline({ askedAt, approvals, needs, edited, requesterName: name }: Request): Text {
  if (edited !== null && awaitsAgreement({ edited }))
    return text('report.headline.edited', { by: edited.byName, name });
  const last = approvals.at(-1);
  if (last === undefined) return text('report.headline.pending', { at: { instant: askedAt } });
  const count = needs.count - approvals.length;
  return text('report.headline.half-approved', { name: last.byName, at: { instant: last.at }, count });
}

/** An approver holds it, or has stopped it; null = neither. */
function heldHeadline(request: Request, steps: readonly StepRecord[]): Text | null {
  const { hold, emergency } = request;
  const by = emergency?.answer?.byName ?? '';
  if (isTakenOver(request)) return takenOverHeadline(request);
  if (isStoppedByRefusal(request) || (isRefused(request) && howFarMade(request, steps) === 'unknown'))
    return text('report.headline.refusing', { by });
  if (hold === null) return null;
  if (hold.how === 'stop') return text('report.headline.stopping', { by: hold.byName });
  const [reference, at] = [heldByRestore(request), { instant: hold.at }];
  if (reference !== null) return text('report.headline.held-by-restore', { reference, at });
  return text('report.headline.on-hold', { by: hold.byName, at });
}

/** That the person can sign in comes before what is left to do about it. */
function runningHeadline(request: Request, steps: readonly StepRecord[]): Text {
  const headline = withStop(stateHeadline(request, steps), request, steps);
  const sure = stillIn(headline, request, steps);
  if (sure !== null) return sure;
  if (!isLetIn(steps) && leavingOthers(steps).length > 0)
    return text('report.headline.not-let-in-yet', { name: request.targetUserName, headline });
  if (overwrittenOf(steps).length > 0) return headline;
  const back = overwrittenHeadline(leftBack(steps), request, steps);
  return back === null
    ? headline
    : text('report.headline.overwritten-and-failed', { headline: back, failed: headline });
}

/** What is not made, and why, while a stop holds it back. */
function withStop(headline: Text, { hold }: Request, steps: readonly StepRecord[]): Text {
  const stop = hold === null ? stopOf(steps) : null;
  if (stop === null) return headline;
  const isBlock = steps.some((step) => isBack(step) && heldByStop(step) !== null);
  return text(`report.headline.${isBlock ? 'block-held' : 'step-held'}`, { headline, stop });
}

/** What did not succeed is no less so while an approver holds the rest; a restore that is about to start stops it. */
function withFailed(headline: Text, request: Request, steps: readonly StepRecord[]): Text {
  const failed = steps.filter(({ state }) => state === 'failed');
  if (request.hold?.how !== 'hold' || heldByRestore(request) !== null || failed.length === 0) return headline;
  return text('report.headline.failed-also', { headline, steps: failed.map(({ kind }) => titleOf(kind)) });
}

function stateHeadline(request: Request, steps: readonly StepRecord[]): Text {
  const awaited = steps.filter((each) => !isReported(each));
  const overwritten = overwrittenHeadline(overwrittenOf(awaited), request, steps);
  const held = heldHeadline(request, steps);
  // That the person may be able to sign in is no less urgent while an approver holds it.
  if (held !== null) return withFailed(overwritten ?? held, request, awaited);
  const worst = worstState(awaited.map(stateSaid));
  const worstSteps = awaited.filter((each) => stateSaid(each) === worst);
  // What waits for AD DS first: a block that Graph refused resolves itself once AD DS has it.
  const step = worstSteps.find(({ lane }) => lane === 'on-premises') ?? worstSteps[0];
  // What has a result of the script waits for directory sync; of what is said without one, a result is asked.
  const isAlike = (each: StepRecord) => worst !== 'attested' || (each.evidence === null) === (step?.evidence === null);
  const likewise = worstSteps.filter((each) => each.lane === step?.lane && isAlike(each));
  const values = {
    steps: likewise.map(({ kind }) => titleOf(kind)),
    count: likewise.length,
    name: request.targetUserName,
  };
  const isDeletionHeld = heldDeletion(request, worstSteps) !== null;
  if (isDeletionHeld && (worst === 'accepted' || step?.evidence !== null)) return text('report.headline.deletion-held');
  if (worst === 'attested' && step?.evidence !== null) return text('report.headline.waits-for-sync', values);
  if (worst === 'needs-person' && step?.lane !== 'on-premises')
    return text('report.headline.needs-person-cloud', values);
  if (worst === 'overwritten' && overwritten !== null) return overwritten;
  if (worst === 'failed' || worst === 'needs-person' || worst === 'attested') {
    const isCannot = worst === 'failed' && likewise.every((each) => cannotAt(each) !== null);
    const headline = text(`report.headline.${isCannot ? 'cannot' : worst}`, values);
    // That the block does not stand is no less urgent where what would make it last failed.
    return overwritten !== null && worst === 'failed'
      ? text('report.headline.overwritten-and-failed', { headline: overwritten, failed: headline })
      : headline;
  }
  // A step that is tried again while the rest is watched has not happened: that is not "done here".
  const state = hasMore(steps) ? 'running' : request.state;
  // No effect is to come of that: the next sync undoes it.
  const skipped = steps.filter((each) => isSkippedInVain(each, steps));
  if (state === 'watching' && skipped.length > 0)
    return text('report.headline.cloud-alone', { steps: skipped.map(({ kind }) => titleOf(kind)) });
  const refused = request.emergency?.answer;
  // Until the end of the run is written, what people had in hand is neither done here nor to come.
  if (state === 'watching' && refused != null && isRefused(request) && steps.some(isUnknown))
    return text('report.headline.refused-between', { by: refused.byName ?? '', at: { instant: refused.at } });
  return text(`report.headline.${state === 'running' ? 'running' : 'watching'}`, {
    done: steps.filter((each) => isChecked(each, steps)).length,
    count: steps.filter(isWanted).length,
    out: steps.filter((each) => !isWanted(each)).length,
    name: request.targetUserName,
  });
}

function isUnknown(step: StepRecord): boolean {
  return step.state === 'waived' && howLetGo(step) === 'not-known';
}

/**
 * What is not needed, cannot be done here or was let go is no step of those that are counted; a block that was found is
 * kept like one.
 */
function isWanted(step: StepRecord): boolean {
  if (step.state === 'waived') return false;
  return step.state !== 'skipped' || isFoundInPlace(step);
}

/** What its row ticks off, or was found: not what is only temporary there, done in part, or still being checked. */
function isChecked(step: StepRecord, steps: readonly StepRecord[]): boolean {
  if (hasWork(step)) return false;
  return step.state === 'verified' || (isFoundInPlace(step) && !isTemporary(steps));
}

function decided({ decision, createdAt }: Request) {
  return { by: decision?.byName ?? '', at: { instant: decision?.at ?? createdAt } };
}
