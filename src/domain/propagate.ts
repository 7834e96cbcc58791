import { personKindOf } from './authority.ts';
import type { RequestKind } from './choices.ts';
import {
  addDelays,
  adToCloud,
  adVisible,
  COMMON_SYNC,
  DELAYS,
  type Delay,
  type SyncModel,
  sessionDelay,
} from './delays.ts';
import { hasGuestTokens, isExternal } from './is-external.ts';
import { lastCycleOf } from './last-cycle.ts';
import { PROPAGATION_LINES, type PropagationLine, type PropagationLineId } from './propagation.ts';
import type { ServicesReturn } from './services-return.ts';
import { after, bothOf, firstOf, plus, type Spread } from './spread.ts';
import { isSyncStale, nextSync } from './sync-clock.ts';
import type { TargetUser } from './target-user.ts';
import { type Text, type TextValue, text } from './text.ts';
import type { KeyAfter, TextKey } from './text-key.ts';

/**
 * What happened already, each ISO UTC or null. "Cloud" is the account in Entra ID (blocked, or brought back and unblocked
 * for a restore), "on-premises" the account in AD DS (disabled, or enabled).
 */
export type Done = {
  readonly cloudAt: string | null;
  /** A later read showed it; also for an account that was found as wished. */
  readonly cloudSeenAt: string | null;
  readonly revokedAt: string | null;
  readonly onPremisesAt: string | null;
  /** Evidence from AD: a pasted result or a read; a bare Done is none. */
  readonly onPremisesProven: boolean;
  /** A later sync left it as wished, with evidence from AD. */
  readonly durableSeenAt: string | null;
  /** A read showed the cloud otherwise again. */
  readonly overwrittenAt: string | null;
  /** A read showed AD DS otherwise again, after it had been seen as wished. */
  readonly undoneInAdAt: string | null;
  /** Directory sync did it. */
  readonly overwrittenBySync: boolean;
  /** A restored account was found deleted again. */
  readonly goneAt: string | null;
  /** Of a block: the account was found deleted, and so nobody has to disable it in AD DS. */
  readonly goneInAdAt?: string | null;
  /** Of a restore: enabling the account in AD DS failed, and people have to answer before anything else lets the person in. */
  readonly isNotEnabled?: boolean;
  /** Of a block: disabling the account in AD DS failed, or the helpdesk answered that it cannot. */
  readonly isNotDisabled?: boolean;
  /** Microsoft 365 refused the block, and AD DS is not known to have it. */
  readonly isRefused?: boolean;
  /** The block in Microsoft 365 failed: there is none that directory sync could turn back. */
  readonly isFailed?: boolean;
  /** Microsoft 365 refused the block, and no look has shown one: sessions that were ended may have been opened anew. */
  readonly isUnseen?: boolean;
  /** Microsoft 365 refused the block, and the person is kept out all the same: nothing of it stands in the cloud alone. */
  readonly isOutByAd?: boolean;
  /** Of a restore: it did not bring the account back. Until when another one can, ISO UTC. */
  readonly staysDeletedUntil?: string | null;
  /** Of a restore: signing in was allowed all the time, and nothing is done about it. */
  readonly wasAllowed?: boolean;
};

export const NOTHING_DONE: Done = {
  cloudAt: null,
  cloudSeenAt: null,
  revokedAt: null,
  onPremisesAt: null,
  onPremisesProven: false,
  durableSeenAt: null,
  overwrittenAt: null,
  undoneInAdAt: null,
  overwrittenBySync: false,
  goneAt: null,
};

/** What is still to come. The cloud's part is reckoned from `startsAt`; the part in AD DS waits for a person, so from nothing. */
export type Expected = {
  readonly startsAt: string;
  readonly cloud: boolean;
  readonly revoke: boolean;
  readonly onPremises: boolean;
  /** Nothing has begun and no hour is set: what is reckoned from `startsAt` holds from then on, not from now. */
  readonly after?: 'approval' | 'start' | null;
  /** Of a restore: Leaver lets the person in itself as soon as AD DS allows it, and waits for no sync to do so. */
  readonly letsInAfterAd?: boolean;
  /** Leaver does it itself, as soon as it starts. */
  readonly onPremisesByLeaver?: boolean;
};

export type PropagationInput = {
  readonly targetUser: TargetUser;
  readonly kind: RequestKind;
  readonly done: Done;
  /** Null: nothing more will happen; only what was done counts. */
  readonly expected: Expected | null;
  /** Tenant time, ISO UTC. */
  readonly now: string;
  readonly sync?: SyncModel;
  /** Of a restore: mail of somebody brought back or given a licence returns sooner than Exchange notices an unblock. */
  readonly returns?: 're-enabled' | 'restored' | 'without-mail';
  /** Of a restore: what mail, files and Teams wait for beside the account. */
  readonly services?: ServicesReturn;
  /** Of a restore: AD DS has had the account enabled all the time, so that nothing there is waited for but a sync that shows it. */
  readonly onlyInCloud?: boolean;
  /** Of a restore: nobody knows whether AD DS has the account disabled. */
  readonly isAdUnknown?: boolean;
};

/**
 * When it is effective where: three lines and one for connected applications, each with the articles' figure (seed 004:
 * 30 minutes, 60 minutes, 3 hours and more; seed 003) beside today's. Model and numbers: hybrid.md (b). A restore is the
 * same model the other way round. What waits for a person in AD DS gets no hour: nobody can promise one.
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
  const inAd = checkedInAd(targetUser) && input.kind !== 'restore-user' ? 'password-checked-in-ad' : null;
  return expected(input, 'new-sign-ins', signInSpread(input), inAd);
}

/** No hour is that of something which was there all the time. */
function allowedAlready(input: PropagationInput, id: PropagationLineId): PropagationLine {
  return noPromise(input, id, 'unknown', text('propagation.restore.explains.allowed-already'));
}

/** No block that lasts until anything: what has to come first is said where somebody is to do it. */
function refusedLine(input: PropagationInput, id: PropagationLineId): PropagationLine {
  const { expected: planned, sync = COMMON_SYNC } = input;
  return planned?.onPremises === true
    ? noPromise(input, id, 'at-risk', explain(input, 'waits-for-ad-refused', reckonedFromAd(sync)))
    : noPromise(input, id, 'at-risk', explain(input, 'block-refused'));
}

/** Open sessions end with the refresh tokens, or for a restore: mail, files and Teams come back. */
function sessionLine(input: PropagationInput): PropagationLine {
  const { done } = input;
  const isCut = revokeStart(input) !== null;
  // Nothing cut them, or what came back is gone again: then no hour holds any more.
  if (done.overwrittenAt !== null && (input.kind === 'restore-user' || !isCut))
    return turnedBack(input, 'open-sessions', done.overwrittenAt);
  if (input.kind === 'restore-user') return servicesLine(input);
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
  const account = plus(signInSpread(input), returnDelay(input));
  const givenAt = services?.licences === 'coming' ? (planned?.startsAt ?? null) : (services?.licences ?? null);
  const spread = account === null ? null : bothOf(account, after(givenAt, DELAYS.mailboxReturn));
  const line = expected(input, 'open-sessions', spread, null);
  return done.cloudSeenAt === null ? line : ended(input, line);
}

/**
 * After its latest hour: it is not waited for any more. What is still to come is never behind us. Where somebody may have
 * signed in since the block was turned back, or since sessions were ended without one, that is said at once: the hour is
 * that of the sessions before.
 */
function ended(input: PropagationInput, line: PropagationLine): PropagationLine {
  const { now, kind } = input;
  const isOver = line.latest !== null && line.latest <= now;
  const newer = kind === 'restore-user' ? null : newSessions(input);
  const explains = newer ?? (isOver ? null : line.explains);
  return isOver ? { ...line, state: 'ended', explains } : { ...line, explains };
}

function newSessions(input: PropagationInput): Text | null {
  const { overwrittenAt, revokedAt, isUnseen } = input.done;
  if (overwrittenAt !== null) return explain(input, 'new-sessions');
  if (isUnseen !== true || revokedAt === null) return null;
  return explain(input, 'sessions-unblocked', { at: { instant: revokedAt } });
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
    return noPromise(input, 'durable', 'unknown', explain(input, 'sync-stale', { at: { instant: last } }));
  }
  const spread = bothOf(after(cloudStart(input), DELAYS.graphWrite), after(inAdAt, adToCloud(sync)));
  const isProven = done.onPremisesProven || input.onlyInCloud === true;
  const line = expected(input, 'durable', spread, isProven ? null : 'attested');
  const isOver = !isProven && line.latest !== null && line.latest <= input.now;
  return isOver ? noPromise(input, 'durable', 'at-risk', explain(input, 'attested-over')) : line;
}

/** Applications keep their own sessions and accounts (seed 003; hybrid.md b): nobody can promise an hour. */
function applicationsLine(input: PropagationInput): PropagationLine {
  const { assignedApplications: count } = input.targetUser;
  const why = count === 'unknown' ? explain(input, 'applications-unknown') : explain(input, 'applications', { count });
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
  // Nothing was let in or kept out in the cloud, nor will be (a return waits for AD DS, where nobody does it): not "in the cloud".
  const isToCome = planned?.cloud === true && input.kind !== 'restore-user';
  const isNowhere = done.cloudAt === null && done.cloudSeenAt === null && !isToCome;
  if (!waits && (isNowhere || done.isOutByAd === true))
    return noPromise(input, 'durable', 'unknown', explain(input, 'not-planned'));
  const failed = done.isNotDisabled === true ? 'only-in-cloud-failed' : 'only-in-cloud';
  const which = waits ? 'waits-for-ad' : failed;
  const reckoned = waits ? reckonedFromAd(sync) : {};
  const last = lastCycleOf(targetUser);
  if (waits && (done.isFailed === true || done.isOutByAd === true))
    return noPromise(input, 'durable', 'at-risk', explain(input, 'waits-for-ad-alone', reckoned));
  if (last === null || planned?.after != null)
    return noPromise(input, 'durable', 'at-risk', explain(input, which, reckoned));
  const from = done.cloudAt === null ? (planned?.startsAt ?? now) : now;
  const at = { instant: nextSync(last, from, sync.cycleMinutes) };
  return noPromise(input, 'durable', 'at-risk', explain(input, `${which}-until`, { ...reckoned, at }));
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

function signInSpread(input: PropagationInput): Spread {
  const { done, kind, targetUser, expected: planned, sync = COMMON_SYNC } = input;
  const delay = checkedInAd(targetUser) && kind !== 'restore-user' ? adVisible(sync) : adToCloud(sync);
  // What Leaver does in AD DS itself begins with the rest; only a person has no hour.
  const soon = planned?.onPremises === true && planned.onPremisesByLeaver === true ? planned.startsAt : null;
  return firstOf(after(cloudStart(input), DELAYS.graphWrite), after(done.onPremisesAt ?? soon, delay));
}

/** Revoking cuts sessions; without it they end when the account is seen disabled at the next token refresh (hybrid.md 1.4). */
function cutSpread(input: PropagationInput): Spread {
  const { done, sync = COMMON_SYNC } = input;
  const revoked = after(revokeStart(input), DELAYS.graphWrite);
  if (revoked !== null) return revoked;
  return firstOf(after(cloudStart(input), DELAYS.graphWrite), after(done.onPremisesAt, adToCloud(sync)));
}

/** A synced person is unblocked in the cloud only after a person enabled the account in AD: no hour before that. */
function cloudStart({ done, expected: planned, kind, targetUser, onlyInCloud }: PropagationInput): string | null {
  if (done.cloudAt !== null || planned?.cloud !== true) return done.cloudAt;
  const inAd = targetUser.identity === 'synced' && onlyInCloud !== true;
  const waits = kind === 'restore-user' && inAd && done.onPremisesAt === null;
  return waits ? null : planned.startsAt;
}

function revokeStart({ done, expected: planned }: PropagationInput): string | null {
  return done.revokedAt ?? (planned?.revoke === true ? planned.startsAt : null);
}

function checkedInAd(targetUser: TargetUser): boolean {
  const kind = personKindOf(targetUser);
  return kind === 'synced-pass-through' || kind === 'synced-federated';
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
    const waits = input.expected?.onPremises === true && input.targetUser.identity === 'synced';
    if (waits) return noPromise(input, id, 'at-risk', behindAd(input, id));
    return noPromise(input, id, 'unknown', explain(input, 'not-planned'));
  }
  const [earliest, typical, latest] = spread.map((moment) => new Date(moment).toISOString());
  return {
    ...lineOf(input, id),
    state: 'expected',
    earliest: earliest ?? null,
    typical: typical ?? null,
    latest: latest ?? null,
    explains: why === null ? null : explain(input, why),
  };
}

/**
 * What waits for a person in AD DS: by the sync that follows; where Leaver lets somebody in itself then, by its own write.
 * Mail, files and Teams have a figure of their own, after that of the account.
 */
function behindAd(input: PropagationInput, id: PropagationLineId): Text {
  const { kind, sync = COMMON_SYNC } = input;
  const more: Delay = kind === 'restore-user' && id === 'open-sessions' ? returnDelay(input) : [0, 0, 0];
  if (input.expected?.letsInAfterAd !== true)
    return explain(input, 'waits-for-ad', reckonedAfter(adToCloud(sync), more));
  const which = input.isAdUnknown === true ? 'waits-for-ad-unknown' : 'waits-for-ad';
  return text(`${RETURNS}.${which}`, reckonedAfter(DELAYS.graphWrite, more));
}

function seen(input: PropagationInput, id: PropagationLineId, at: string): PropagationLine {
  return { ...lineOf(input, id), state: 'seen', earliest: at, typical: at, latest: at, explains: null };
}

function turnedBack(input: PropagationInput, id: PropagationLineId, at: string): PropagationLine {
  const why = input.done.overwrittenBySync ? 'turned-back' : 'changed-back';
  return noPromise(input, id, 'at-risk', explain(input, why, { at: { instant: at } }));
}

function noPromise(
  input: PropagationInput,
  id: PropagationLineId,
  state: 'at-risk' | 'unknown',
  explains: Text,
): PropagationLine {
  return { ...lineOf(input, id), state, earliest: null, typical: null, latest: null, explains };
}

function lineOf(input: PropagationInput, id: PropagationLineId): Pick<PropagationLine, 'id' | 'seed' | 'today'> {
  const key = `${prefixOf(input)}.${id}` as const;
  return { id, seed: text(`${key}.seed`), today: text(todayOf(input, id)) };
}

/** Whose case today's figure is. */
function todayOf(input: PropagationInput, id: PropagationLineId): TextKey {
  const { targetUser, kind, returns } = input;
  const prefix = prefixOf(input);
  if (id === 'durable' && targetUser.identity !== 'synced') return `${prefix}.durable.today-in-cloud`;
  if (id === 'new-sign-ins' && kind === 'restore-user' && targetUser.identity !== 'synced')
    return 'propagation.restore.new-sign-ins.today-without-sync';
  if (id !== 'open-sessions') return `${prefix}.${id}.today`;
  if (isExternal(targetUser)) return `${prefix}.open-sessions.today-guest`;
  if (kind !== 'restore-user' && hasGuestTokens(targetUser)) return 'propagation.open-sessions.today-guest-account';
  if (kind === 'restore-user' && returns === 'without-mail') return 'propagation.restore.open-sessions.today-no-mail';
  if (kind === 'restore-user' && returns === 'restored') return 'propagation.restore.open-sessions.today-restored';
  return `${prefix}.open-sessions.today`;
}

function explain(input: PropagationInput, why: Why, values?: Readonly<Record<string, TextValue>>): Text {
  if (WAIT_FOR_SYNC.includes(why) && isSyncOverdue(input))
    return text(
      input.kind === 'restore-user' ? `${RETURNS}.waits-for-ad-stale` : 'propagation.explains.waits-for-ad-stale',
    );
  if (input.kind === 'restore-user' && input.isAdUnknown === true && why.startsWith('waits-for-ad'))
    return text('propagation.restore.explains.waits-for-ad-unknown', values);
  if (input.kind === 'restore-user' && isSaidOfReturns(why)) return text(`propagation.restore.explains.${why}`, values);
  return text(`propagation.explains.${why}`, values);
}

const RETURNS = 'propagation.restore.explains';

/** What waits for people in AD DS, and then for the next sync. */
const WAIT_FOR_SYNC: readonly Why[] = ['waits-for-ad', 'waits-for-ad-alone', 'waits-for-ad-until'];

/** While directory sync stands still nobody can say how long it takes. */
function isSyncOverdue({ targetUser }: PropagationInput): boolean {
  const last = lastCycleOf(targetUser);
  return last !== null && isSyncStale(last, targetUser.readAt);
}

type Why = KeyAfter<'propagation.explains.'>;

function isSaidOfReturns(why: Why): why is Why & KeyAfter<'propagation.restore.explains.'> {
  return (
    why !== 'waits-for-ad-refused' &&
    why !== 'waits-for-ad-alone' &&
    why !== 'only-in-cloud-failed' &&
    why !== 'only-in-cloud-failed-until' &&
    why !== 'block-refused' &&
    why !== 'new-sessions' &&
    why !== 'sessions-unblocked' &&
    why !== 'guest-sessions' &&
    why !== 'guest-tokens' &&
    why !== 'not-revoked' &&
    why !== 'password-checked-in-ad'
  );
}

function prefixOf({ kind }: PropagationInput): 'propagation' | 'propagation.restore' {
  return kind === 'restore-user' ? 'propagation.restore' : 'propagation';
}
