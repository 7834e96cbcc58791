import { isExternal } from './is-external.ts';
import { isSyncStale } from './sync-clock.ts';
import type { TargetUser } from './target-user.ts';
import { type Text, text } from './text.ts';

/**
 * Who masters this person, where the password is checked, which directory sync was seen last, and what belongs to AD DS
 * and why: short phrases, the badge first; `now`: ISO UTC. Location and licences stay with the
 * cloud (seed 002).
 */
export function standingOf(targetUser: TargetUser, now: string): readonly Text[] {
  const { identity, signIn, found } = targetUser;
  // Of who is in no directory any more nothing is known.
  if (found === 'gone') return [];
  const badges = [
    ...guestOf(targetUser),
    ...(isExternal(targetUser) && identity === 'cloud-only' ? [] : [text(`report.standing.${identity}`)]),
    ...(identity === 'synced' || signIn === 'federated' ? [text(`report.standing.sign-in.${signIn}`)] : []),
    ...mailboxStanding(targetUser),
  ];
  return identity === 'synced' ? [...badges, syncSeen(targetUser, now), text('report.standing.ad-masters')] : badges;
}

/** Whose mailbox it is, where it is not plainly the person's own. */
export function mailboxStanding({ mailbox }: Pick<TargetUser, 'mailbox'>): readonly Text[] {
  return mailbox === 'shared' || mailbox === 'other' ? [text(`report.standing.mailbox-${mailbox}`)] : [];
}

/**
 * Whose account it is where it is not plainly ours: a guest's rights and another organisation's account are two things.
 */
function guestOf(targetUser: TargetUser): readonly Text[] {
  const { identity, userType } = targetUser;
  if (isExternal(targetUser) && identity !== 'synced')
    return [text(userType === 'Guest' ? 'report.standing.guest' : 'report.standing.external')];
  return userType === 'Guest' ? [text('report.standing.guest-synced')] : [];
}

/**
 * Always the one that was seen: a card stays where it is, and others come while nobody looks. Overdue is measured at
 * the reading, and said within {@link FRESH} of it: later the same reading says nothing new about the tenant's sync.
 */
function syncSeen({ onPremises, tenantLastSync, readAt, adDomain }: TargetUser, now: string): Text {
  // The tenant's hour is that of Entra Connect, which is not what syncs this domain.
  if (adDomain?.sync.client === 'cloud-sync')
    return text('report.standing.cloud-sync', { count: adDomain.sync.cycleMinutes });
  const last = tenantLastSync ?? onPremises?.lastSync ?? null;
  if (last === null) return text('report.standing.sync-unknown');
  // When this account last changed, maybe long ago: it says nothing of the last run.
  if (tenantLastSync === null) return text('report.standing.account-synced', { at: { instant: last } });
  const isFresh = Date.parse(now) - Date.parse(readAt) <= FRESH;
  const stale = isFresh && isSyncStale(last, readAt);
  return text(stale ? 'report.standing.sync-stale' : 'report.standing.last-sync-seen', { at: { instant: last } });
}

/** Two looks follow each other closer than this while a sync is awaited, milliseconds. */
const FRESH = 60 * 60_000;
