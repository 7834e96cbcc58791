import { isToAskWhen } from './asks-when.ts';
import { canSignIn } from './can-sign-in.ts';
import { isRefused as isRefusedBlock } from './emergency.ts';
import { endedBefore } from './ended-before.ts';
import { isFailedBlock, letInWhenFailed } from './failed-block.ts';
import { firstSeen } from './first-seen.ts';
import { goneOf, isOfDeleted } from './gone.ts';
import { heldByStop } from './held-by-stop.ts';
import { isBack, waitsAgain } from './is-back.ts';
import { jsonField } from './json-field.ts';
import { isGivenUp, isMade, isToCome, type StepRecord } from './outcome.ts';
import { restorableUntil } from './plan-returning.ts';
import type { Done, Expected } from './propagation-input.ts';
import { howFarMade, wasMade } from './refused-block.ts';
import { keptOutSince } from './refused-let-go.ts';
import { isBySync, isSaid, leftBack } from './report-overwritten.ts';
import type { Request } from './request.ts';
import { decidesInAd, LETS_IN } from './sign-in-kinds.ts';
import type { StepKind } from './step.ts';
import { isNotInAd, isStillLetIn } from './still-let-in.ts';
import type { Json } from './text.ts';
import { isDoneByLeaver } from './who-does-it.ts';

/** What the ledger says happened to the account, for the propagation model. */
export function doneOf(request: Request, steps: readonly StepRecord[]): Done {
  const restoring = request.choices.kind === 'restore-user';
  const find = (...kinds: StepKind[]) => kinds.map((kind) => steps.find((step) => step.kind === kind)).find(Boolean);
  const cloud = restoring ? (find('unblock-sign-in') ?? cloudOnly(find('restore-account'))) : find('block-sign-in');
  const onPremises = find(restoring ? 'enable-account' : 'disable-account');
  const durableSeenAt = durableAt(onPremises, restoring ? cloud : undefined);
  return {
    cloudAt: doneAt(cloud),
    cloudSeenAt:
      seenFirst(cloud, request, durableSeenAt) ?? (restoring && cloud === undefined ? seenInAd(steps) : null),
    ...sessionsOf(find('revoke-sessions'), request),
    onPremisesAt: resultAt(onPremises) ?? doneAt(onPremises),
    onPremisesProven: resultAt(onPremises) !== null || onPremises?.state === 'verified',
    durableSeenAt,
    ...undoneOf(cloud, onPremises, request, leftBack(steps)),
    goneAt: restoring ? goneAt(steps) : null,
    goneInAdAt: restoring || onPremises === undefined ? null : (goneOf(onPremises)?.at ?? null),
    isNotEnabled: restoring && cloud?.state !== 'skipped' && onPremises?.state === 'failed',
    isNotDisabled: !restoring && onPremises?.state === 'failed' && !wasMade(onPremises),
    isRefused: !restoring && isStillLetIn(steps),
    isFailed: !restoring && isFailedBlock(steps),
    isOutByAd: !restoring && keptOutSince(cloud) !== null,
    isUnseen: !restoring && (isNoneYet(cloud, steps) || isStillLetIn(steps) || isOutSinceThen(cloud, steps)),
    staysDeletedUntil: restoring ? staysDeletedUntil(request, find('restore-account')) : null,
    wasAllowed: restoring && wasAllowed(request, steps),
  };
}

/** No look has shown a block: whoever signs in has a session that nothing has ended. */
function isNoneYet(cloud: StepRecord | undefined, steps: readonly StepRecord[]): boolean {
  if (cloud?.state === 'needs-person' || letInWhenFailed(steps) !== null) return true;
  const isToCome = cloud?.state === 'planned' || cloud?.state === 'waiting';
  return isToCome && cloud.attempt > 0 && cloud.acceptedAt === null && isNotInAd(steps);
}

/**
 * When sessions were ended. Of those that are to be ended again the first time counts for as long as the second one is not
 * about to be made.
 */
function sessionsOf(revoke: StepRecord | undefined, { hold }: Request): Pick<Done, 'revokedAt' | 'onlyOnce'> {
  const before = revoke === undefined ? null : endedBefore(revoke);
  const isSoon = revoke !== undefined && isComing(revoke) && hold === null;
  if (revoke === undefined || before === null || isSoon) return { revokedAt: doneAt(revoke) };
  return { revokedAt: before.at, onlyOnce: { stop: heldByStop(revoke) } };
}

/**
 * Kept out since the sessions were ended: whoever signed in between has others, unless the account is deleted, which
 * has none.
 */
function isOutSinceThen(cloud: StepRecord | undefined, steps: readonly StepRecord[]): boolean {
  if (isOfDeleted(cloud?.evidence ?? null)) return false;
  const endedAt = doneAt(steps.find(({ kind }) => kind === 'revoke-sessions'));
  return endedAt !== null && endedAt < (keptOutSince(cloud) ?? endedAt);
}

/** Of a return that AD DS alone brings about: what is verified there is what a sync brought, and the cloud shows. */
function seenInAd(steps: readonly StepRecord[]): string | null {
  const inAd = steps.filter(({ kind, state, lane }) => {
    return lane === 'on-premises' && (kind === 'enable-account' || kind === 'restore-account') && state !== 'skipped';
  });
  if (inAd.length === 0 || inAd.some(({ state }) => state !== 'verified')) return null;
  return (
    inAd
      .map(({ verifiedAt }) => verifiedAt ?? '')
      .sort()
      .at(-1) ?? null
  );
}

/**
 * By its half in AD DS; where a restore has none to do there, by a sync that came after it and left it so
 * (`set-sign-in`).
 */
function durableAt(onPremises: StepRecord | undefined, alone: StepRecord | undefined): string | null {
  const decides = onPremises === undefined || onPremises.state === 'skipped' ? alone : onPremises;
  return decides?.state === 'verified' ? decides.verifiedAt : null;
}

/** The step that was to bring the account back failed, or was let go. */
function staysDeletedUntil({ facts }: Request, restore: StepRecord | undefined): string | null {
  return restore !== undefined && isGivenUp(restore.state) ? restorableUntil(facts) : null;
}

/** Nothing of the plan lets them in, in the cloud or in AD DS: by what was read they could sign in. */
function wasAllowed({ facts }: Request, steps: readonly StepRecord[]): boolean {
  if (!canSignIn(facts)) return false;
  return !steps.some(({ kind }) => LETS_IN.includes(kind) || kind === 'restore-account');
}

/** By what lets them in: a group or a licence that went with the account says nothing once that was read anew. */
function goneAt(steps: readonly StepRecord[]): string | null {
  const letsIn = steps.filter(({ kind }) => LETS_IN.includes(kind) || kind === 'restore-account');
  return letsIn.map(goneOf).find((found) => found?.what === 'account')?.at ?? null;
}

/**
 * What was only said about AD DS was never there to be undone. Where Graph refused, AD DS decides about new sign-ins as
 * well. `left`: what was turned back, and left so.
 */
function undoneOf(
  cloud: StepRecord | undefined,
  onPremises: StepRecord | undefined,
  request: Request,
  left: readonly StepRecord[],
) {
  const isUndone = (step: StepRecord) => isBack(step) || left.includes(step);
  const undoneAt = (step: StepRecord | undefined) =>
    step !== undefined && isUndone(step) ? overwrittenAt(step, request) : null;
  const inCloud = undoneAt(cloud);
  const inAd = onPremises === undefined || isSaid(onPremises) ? null : undoneAt(onPremises);
  const overwritten = [cloud, onPremises].filter((step) => step !== undefined && isUndone(step));
  return {
    overwrittenAt: inCloud ?? (doneAt(cloud) === null ? inAd : null),
    undoneInAdAt: inAd,
    overwrittenBySync: overwritten.some((step) => step !== undefined && isBySync(step)),
  };
}

/**
 * What is still to come of it; null when nothing will (any more): once it ended nobody waits for what was never
 * reported.
 */
export function expectedOf(request: Request, steps: readonly StepRecord[], now: string): Expected | null {
  if (request.state === 'done' || request.state === 'done-with-gaps') return null;
  // Whether a block that was refused was made at all is looked at; it is not sent any more.
  if (isRefusedBlock(request) && howFarMade(request, steps) !== 'made') return null;
  const coming = (...kinds: StepKind[]) => steps.some((step) => kinds.includes(step.kind) && isComing(step));
  // Refused by Graph, it is in the hands of people in AD DS: no hour from now on is that of Leaver's own change.
  const isOurs = (kind: StepKind) => steps.some((step) => step.kind === kind && isComing(step) && !isRefused(step));
  const isInHand = (step: StepRecord) => isComing(step) || (step.state === 'overwritten' && isSaid(step));
  const inAd = steps.filter((step) => decidesInAd(step) && isInHand(step) && !isBehindFailed(step, steps));
  const after = reckonedAfter(request, now);
  return {
    // A card that is read again would say another hour each time: of what was not made none is known.
    startsAt: hourAhead(request, now) ?? (after === null ? null : now),
    after,
    cloud: isOurs('block-sign-in') || isOurs('unblock-sign-in') || coming('restore-account'),
    revoke: coming('revoke-sessions'),
    // What was deleted in AD DS comes back with a sync.
    letsInAfterAd: isOurs('unblock-sign-in') && !inAd.some(({ kind }) => kind === 'restore-account'),
    onPremises: inAd.length > 0,
    onPremisesByLeaver: isDoneByLeaver(request.facts) && inAd.every(({ state }) => state !== 'needs-person'),
  };
}

/**
 * What the times of a request are reckoned from while it has not begun and no hour is set: a card that waits says no
 * hour that will have passed when somebody reads it. With an approval that asks the requester when, nothing begins. Null
 * = from hours, which are known.
 */
export function reckonedAfter(request: Request, now: string): 'approval' | 'start' | null {
  if (request.startedAt !== null || hourAhead(request, now) !== null) return null;
  if (request.state === 'pending') return isToAskWhen(request, now) ? 'start' : 'approval';
  return request.state === 'approved' ? 'start' : null;
}

function hourAhead({ dueAt, startedAt }: Request, now: string): string | null {
  return dueAt !== null && startedAt === null && dueAt > now ? dueAt : null;
}

function isRefused({ lane, state }: StepRecord): boolean {
  return lane === 'cloud' && state === 'needs-person';
}

/**
 * A deletion waits for what goes before it in AD DS: where that failed, nobody works there before the helpdesk has
 * answered.
 */
function isBehindFailed({ state }: StepRecord, steps: readonly StepRecord[]): boolean {
  return state === 'waiting' && steps.some((step) => decidesInAd(step) && step.state === 'failed');
}

/** What a stop holds back gets no hour: nobody knows when that is lifted. */
function isComing(step: StepRecord): boolean {
  return (isToCome(step.state) && heldByStop(step) === null) || step.state === 'needs-person';
}

function cloudOnly(step: StepRecord | undefined): StepRecord | undefined {
  return step?.lane === 'cloud' ? step : undefined;
}

function doneAt(step: StepRecord | undefined): string | null {
  if (step === undefined || !isMade(step.state)) return null;
  return step.acceptedAt ?? step.verifiedAt;
}

/** A skipped step was found as wished: by the look at its turn, or when the facts were read for the plan. */
function seenAt(step: StepRecord | undefined, request: Request): string | null {
  if (step?.state === 'skipped') return momentIn(step.evidence, 'read') ?? request.facts.readAt;
  return step?.state === 'verified' || step?.state === 'accepted' ? firstSeen(step) : keptOutSince(step);
}

/** What lasts was there by then; of what was found so, each look writes a later hour. */
function seenFirst(step: StepRecord | undefined, request: Request, durableAt: string | null): string | null {
  const at = seenAt(step, request);
  return step?.state === 'skipped' && at !== null && durableAt !== null && durableAt < at ? durableAt : at;
}

/** When it was found changed back; the lanes say in their evidence when they read it. */
function overwrittenAt(step: StepRecord, { createdAt }: Request): string {
  const { evidence, verifiedAt, acceptedAt, turnedBack } = step;
  // What it was found by is no more in what waits for its next attempt.
  if (waitsAgain(step) && turnedBack !== null) return turnedBack.at;
  return momentIn(evidence, 'read') ?? momentIn(evidence, 'personLastSync') ?? verifiedAt ?? acceptedAt ?? createdAt;
}

/** When the account was changed in AD, by the pasted result of the runbook; null = no proof. */
function resultAt(step: StepRecord | undefined): string | null {
  return step === undefined ? null : momentIn(jsonField(step.evidence, 'result'), 'at');
}

function momentIn(evidence: Json, field: string): string | null {
  const moment = jsonField(evidence, field);
  return typeof moment === 'string' && !Number.isNaN(Date.parse(moment)) ? new Date(moment).toISOString() : null;
}
