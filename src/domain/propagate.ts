import { addDelays, adToCloud, COMMON_SYNC, DELAYS, type Delay, type SyncModel, sessionDelay } from './delays.ts';
import { checkedInAd, cloudStart, cutSpread, revokeStart, signInSpread } from './effect-spread.ts';
import { explainLine, type Why } from './explain-line.ts';
import { isCheckedElsewhere } from './is-checked-elsewhere.ts';
import { hasGuestTokens, isExternal } from './is-external.ts';
import { lastCycleOf } from './last-cycle.ts';
import { PROPAGATION_LINES, type PropagationLine, type PropagationLineId } from './propagation.ts';
import { figuresOf } from './propagation-figures.ts';
import type { PropagationInput } from './propagation-input.ts';
import { after, bothOf, plus, type Spread } from './spread.ts';
import { isSyncStale, nextSync } from './sync-clock.ts';
import { type Text, text } from './text.ts';
import { noPromise, seen, turnedBack } from './unreckoned-line.ts';

/**
 * When it is effective where: three lines and one for connected applications, each with the articles' figure (seed 004:
 * 30 minutes, 60 minutes, 3 hours and more; seed 003) beside today's. Model and numbers: hybrid.md (b). A restore is
 * the same model the other way round. What waits for a person in AD DS gets no hour: nobody can promise one.
 */
export function propagate(input: PropagationInput): readonly PropagationLine[] {
  const { goneAt } = input.done;
  if (goneAt !== null) return PROPAGATION_LINES.map((id) => goneLine(input, id, goneAt));
  return [signInLine(input), sessionLine(input), durableLine(input), applicationsLine(input)];
}

function goneLine(input: PropagationInput, id: PropagationLineId, at: string): PropagationLine {
  return noPromise(input, id, 'unknown', text('propagation.restore.explains.gone', { at: { instant: at } }));
}

function signInLine(input: PropagationInput): PropagationLine {
  const { done, targetUser } = input;
  if (done.wasAllowed === true) return allowedAlready(input, 'new-sign-ins');
  if (done.overwrittenAt !== null) return turnedBack(input, 'new-sign-ins', done.overwrittenAt);
  if (done.cloudSeenAt !== null) return seen(input, 'new-sign-ins', done.cloudSeenAt);
  if (done.isRefused === true) return refusedLine(input, 'new-sign-ins');
  const checked = `password-checked-${targetUser.signIn === 'federated' ? 'by-provider' : 'in-ad'}` as const;
  const inAd = checkedInAd(targetUser) && input.kind !== 'restore-user';
  return expected(input, 'new-sign-ins', signInSpread(input), inAd ? checked : null);
}

/** No hour is that of something which was there all the time. */
function allowedAlready(input: PropagationInput, id: PropagationLineId): PropagationLine {
  return noPromise(input, id, 'unknown', text('propagation.restore.explains.allowed-already'));
}

/** No block that lasts until anything: what has to come first is said where somebody is to do it. */
function refusedLine(input: PropagationInput, id: PropagationLineId): PropagationLine {
  const { expected: planned, sync = COMMON_SYNC, targetUser } = input;
  const isElsewhere = isCheckedElsewhere(targetUser);
  const waits = isElsewhere ? 'waits-for-ad-alone' : 'waits-for-ad-refused';
  const ends = isElsewhere ? 'block-refused-elsewhere' : 'block-refused';
  return planned?.onPremises === true
    ? noPromise(input, id, 'at-risk', explainLine(input, waits, reckonedFromAd(sync)))
    : noPromise(input, id, 'at-risk', explainLine(input, ends));
}

/** Open sessions end with the refresh tokens, or for a restore: mail, files and Teams come back. */
function sessionLine(input: PropagationInput): PropagationLine {
  const { done, expected: planned } = input;
  const isCut = done.revokedAt !== null || planned?.revoke === true;
  // Nothing cut them, or what came back is gone again: then no hour holds any more.
  if (done.overwrittenAt !== null && (input.kind === 'restore-user' || !isCut))
    return turnedBack(input, 'open-sessions', done.overwrittenAt);
  if (input.kind === 'restore-user') return servicesLine(input);
  if (isCut && revokeStart(input) === null) return notMade(input, 'open-sessions');
  const guest = hasGuestTokens(input.targetUser);
  const ofGuest = isExternal(input.targetUser) ? 'guest-sessions' : 'guest-tokens';
  const why = guest ? ofGuest : isCut ? null : 'not-revoked';
  return ended(input, expected(input, 'open-sessions', plus(cutSpread(input), sessionDelay(guest)), why));
}

/** No hour without what they wait for; behind us only once signing in was seen to work. */
function servicesLine(input: PropagationInput): PropagationLine {
  const { services, expected: planned, done } = input;
  const lacks = services?.lacks ?? (services?.licences === 'coming' && planned === null ? 'licences' : null);
  if (lacks !== null) return noPromise(input, 'open-sessions', 'unknown', text(`propagation.restore.lacks.${lacks}`));
  if (services?.licences === 'coming' && planned?.startsAt === null) return notMade(input, 'open-sessions');
  const account = plus(signInSpread(input), returnDelay(input));
  const givenAt = services?.licences === 'coming' ? (planned?.startsAt ?? null) : (services?.licences ?? null);
  const spread = account === null ? null : bothOf(account, after(givenAt, DELAYS.mailboxReturn));
  const line = expected(input, 'open-sessions', spread, null);
  return done.cloudSeenAt === null ? line : ended(input, line);
}

/**
 * After its latest hour: it is not waited for any more. What is still to come is never behind us. Where somebody may
 * have signed in since the block was turned back, or since sessions were ended without one, that is said at once: the
 * hour is that of the sessions before.
 */
function ended(input: PropagationInput, line: PropagationLine): PropagationLine {
  const { now, kind } = input;
  const isOver = line.latest !== null && line.latest <= now;
  const newer = kind === 'restore-user' ? null : newSessions(input);
  const explains = newer ?? (isOver ? null : line.explains);
  return isOver ? { ...line, state: 'ended', explains } : { ...line, explains };
}

function newSessions(input: PropagationInput): Text | null {
  const { overwrittenAt, revokedAt, isUnseen, onlyOnce = null } = input.done;
  if (overwrittenAt !== null) return explainLine(input, 'new-sessions');
  if ((isUnseen !== true && onlyOnce === null) || revokedAt === null) return null;
  const at = { instant: revokedAt };
  const stop = onlyOnce?.stop ?? null;
  return stop === null
    ? explainLine(input, 'sessions-unblocked', { at })
    : explainLine(input, 'sessions-held', { at, stop });
}

function returnDelay({ returns, targetUser }: PropagationInput): Delay {
  if (isExternal(targetUser) || returns === 'without-mail') return DELAYS.evaluation;
  return returns === 'restored' ? DELAYS.mailboxReturn : DELAYS.servicesReturn;
}

function durableLine(input: PropagationInput): PropagationLine {
  const { done, targetUser, sync = COMMON_SYNC } = input;
  if (done.wasAllowed === true) return allowedAlready(input, 'durable');
  const undoneAt = done.overwrittenAt ?? done.undoneInAdAt;
  if (undoneAt !== null) return turnedBack(input, 'durable', undoneAt);
  if (targetUser.identity !== 'synced') return durableInCloud(input);
  if (done.durableSeenAt !== null) return seen(input, 'durable', done.durableSeenAt);
  if (done.goneInAdAt != null) return goneLine(input, 'durable', done.goneInAdAt);
  // What AD DS has had all the time is not waited for: only the sync that leaves it so.
  const inAdAt = input.onlyInCloud === true ? cloudStart(input) : done.onPremisesAt;
  if (inAdAt === null) return input.onlyInCloud === true ? durableInCloud(input) : waitsForAd(input);
  const last = lastCycleOf(targetUser);
  if (last !== null && isSyncStale(last, targetUser.readAt)) {
    return noPromise(input, 'durable', 'unknown', explainLine(input, 'sync-stale', { at: { instant: last } }));
  }
  const spread = bothOf(after(cloudStart(input), DELAYS.graphWrite), after(inAdAt, adToCloud(sync)));
  const isProven = done.onPremisesProven || input.onlyInCloud === true;
  const line = expected(input, 'durable', spread, isProven ? null : 'attested');
  const isOver = !isProven && line.latest !== null && line.latest <= input.now;
  return isOver ? noPromise(input, 'durable', 'at-risk', explainLine(input, 'attested-over')) : line;
}

/** Applications keep their own sessions and accounts (seed 003; hybrid.md b): nobody can promise an hour. */
function applicationsLine(input: PropagationInput): PropagationLine {
  const { assignedApplications: count } = input.targetUser;
  const why =
    count === 'unknown' ? explainLine(input, 'applications-unknown') : explainLine(input, 'applications', { count });
  return noPromise(input, 'connected-apps', 'unknown', why);
}

/** What the cloud masters lasts as soon as it is written. */
function durableInCloud(input: PropagationInput): PropagationLine {
  const { done, targetUser } = input;
  if (done.cloudSeenAt !== null) return seen(input, 'durable', done.cloudSeenAt);
  const why = isExternal(targetUser) ? 'guest-home' : targetUser.identity === 'cloud-managed' ? 'ad-copy-stays' : null;
  return expected(input, 'durable', after(cloudStart(input), DELAYS.graphWrite), why);
}

/** The cloud alone does not last: says from when the next sync may turn it back (hybrid.md 0.3 and b, revertWindow). */
function waitsForAd(input: PropagationInput): PropagationLine {
  const { done, expected: planned, targetUser, now, sync = COMMON_SYNC } = input;
  const waits = planned?.onPremises === true;
  if (done.isRefused === true) return refusedLine(input, 'durable');
  if (waits && planned?.onPremisesByLeaver === true)
    return expected(input, 'durable', after(planned.startsAt, adToCloud(sync)), null);
  if (isBehindEnabling(input)) return noPromise(input, 'durable', 'at-risk', text(`${RETURNS}.enable-failed`));
  // Nothing was let in or kept out in the cloud, nor will be (a return waits for AD DS, where nobody does it): not "in
  // the cloud".
  const isToCome = planned?.cloud === true && input.kind !== 'restore-user';
  const isNowhere = done.cloudAt === null && done.cloudSeenAt === null && !isToCome;
  if (!waits && (isNowhere || done.isOutByAd === true)) return nothingPlanned(input, 'durable');
  const failed = done.isNotDisabled === true ? 'only-in-cloud-failed' : 'only-in-cloud';
  const which = waits ? 'waits-for-ad' : failed;
  const reckoned = waits ? reckonedFromAd(sync) : {};
  const last = lastCycleOf(targetUser);
  if (waits && (done.isFailed === true || done.isOutByAd === true))
    return noPromise(input, 'durable', 'at-risk', explainLine(input, 'waits-for-ad-alone', reckoned));
  if (last === null || planned?.after != null || input.isWatched === false)
    return noPromise(input, 'durable', 'at-risk', explainLine(input, which, reckoned));
  const from = done.cloudAt === null ? (planned?.startsAt ?? now) : now;
  const at = { instant: nextSync(last, from, sync.cycleMinutes) };
  return noPromise(input, 'durable', 'at-risk', explainLine(input, `${which}-until`, { ...reckoned, at }));
}

/** It is planned still, and waits for an answer about AD DS: not "nothing brings this about". */
function isBehindEnabling({ done, expected: planned }: PropagationInput): boolean {
  return done.isNotEnabled === true && planned?.cloud === true && done.cloudAt === null && done.cloudSeenAt === null;
}

/** "Then typically 18 minutes, at most 47": for what waits for a person in AD DS, as this domain syncs. */
function reckonedFromAd(sync: SyncModel) {
  return reckonedAfter(adToCloud(sync), [0, 0, 0]);
}

function reckonedAfter(account: Delay, more: Delay) {
  const [, typical, latest] = addDelays(account, more);
  return { typical: Math.max(1, Math.round(typical)), latest: Math.ceil(latest) };
}

function expected(input: PropagationInput, id: PropagationLineId, spread: Spread, why: Why | null): PropagationLine {
  if (spread === null) {
    if (input.done.isRefused === true) return refusedLine(input, id);
    // Found so, and nothing that a restore changed: what was never away is not waited for.
    const { wasAllowed, cloudSeenAt } = input.done;
    if (input.kind === 'restore-user' && (wasAllowed === true || cloudSeenAt !== null))
      return allowedAlready(input, id);
    const until = input.done.staysDeletedUntil ?? null;
    if (until !== null && until > input.now)
      return noPromise(input, id, 'unknown', text(`${RETURNS}.stays-deleted`, { at: { instant: until } }));
    if (isBehindEnabling(input)) return noPromise(input, id, 'at-risk', text(`${RETURNS}.enable-failed`));
    if (isToBeMade(input)) return notMade(input, id);
    const waits = input.expected?.onPremises === true && input.targetUser.identity === 'synced';
    if (waits) return noPromise(input, id, 'at-risk', behindAd(input, id));
    return nothingPlanned(input, id);
  }
  const [earliest, typical, latest] = spread.map((moment) => new Date(moment).toISOString());
  return {
    ...figuresOf(input, id),
    state: 'expected',
    earliest: earliest ?? null,
    typical: typical ?? null,
    latest: latest ?? null,
    explains: why === null ? null : explainLine(input, why),
  };
}

/** By Leaver itself, at once: only the call is still to come. A return in the cloud may wait for people in AD DS first. */
function isToBeMade({ kind, targetUser, done, onlyInCloud, expected: planned }: PropagationInput): boolean {
  if (planned === null || planned.startsAt !== null) return false;
  if (planned.onPremises && planned.onPremisesByLeaver === true) return true;
  const inAd = kind === 'restore-user' && targetUser.identity === 'synced' && onlyInCloud !== true;
  return planned.cloud && (!inAd || done.onPremisesAt !== null);
}

function notMade(input: PropagationInput, id: PropagationLineId): PropagationLine {
  return noPromise(input, id, 'unknown', explainLine(input, 'not-made'));
}

function nothingPlanned(input: PropagationInput, id: PropagationLineId): PropagationLine {
  return noPromise(input, id, 'unknown', explainLine(input, input.standstill ?? 'not-planned'));
}

/**
 * What waits for a person in AD DS: by the sync that follows; where Leaver lets somebody in itself then, by its own
 * write. Mail, files and Teams have a figure of their own, after that of the account.
 */
function behindAd(input: PropagationInput, id: PropagationLineId): Text {
  const { kind, sync = COMMON_SYNC } = input;
  // There is no block in the cloud that directory sync could turn back until then.
  const { isFailed, isOutByAd } = input.done;
  if (kind !== 'restore-user' && (isFailed === true || isOutByAd === true))
    return explainLine(input, 'waits-for-ad-alone', reckonedFromAd(sync));
  const more: Delay = kind === 'restore-user' && id === 'open-sessions' ? returnDelay(input) : [0, 0, 0];
  if (input.expected?.letsInAfterAd !== true)
    return explainLine(input, 'waits-for-ad', reckonedAfter(adToCloud(sync), more));
  const which = input.isAdUnknown === true ? 'waits-for-ad-unknown' : 'waits-for-ad';
  return text(`${RETURNS}.${which}`, reckonedAfter(DELAYS.graphWrite, more));
}

const RETURNS = 'propagation.restore.explains';
