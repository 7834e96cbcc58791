import { personKindOf } from './authority.ts';
import { adToCloud, adVisible, COMMON_SYNC, DELAYS, type Delay, type SyncModel } from './delays.ts';
import type { PropagationInput } from './propagation-input.ts';
import { after, bothOf, firstOf, type Spread } from './spread.ts';
import type { TargetUser } from './target-user.ts';

/** When signing in stops, or works again: by the cloud or by AD DS, whichever comes first. */
export function signInSpread(input: PropagationInput): Spread {
  const { done, kind, targetUser, expected: planned, sync = COMMON_SYNC } = input;
  const delay = kind === 'restore-user' ? adToCloud(sync) : disabledDelay(targetUser, sync);
  // What Leaver does in AD DS itself begins with the rest; only a person has no hour.
  const soon = planned?.onPremises === true && planned.onPremisesByLeaver === true ? planned.startsAt : null;
  return firstOf(after(cloudStart(input), DELAYS.graphWrite), after(done.onPremisesAt ?? soon, delay));
}

/**
 * Revoking cuts sessions; without it they end when the account is seen disabled at the next token refresh (hybrid.md
 * 1.4).
 */
export function cutSpread(input: PropagationInput): Spread {
  const { done, sync = COMMON_SYNC } = input;
  const revoked = after(revokeStart(input), DELAYS.graphWrite);
  // Whoever signed in between the two has a session that only the block ends.
  const { revokedAt, cloudAt } = done;
  if (revokedAt !== null && cloudAt !== null && revokedAt < cloudAt)
    return bothOf(revoked, after(cloudAt, DELAYS.graphWrite));
  if (revoked !== null) return revoked;
  return firstOf(after(cloudStart(input), DELAYS.graphWrite), after(done.onPremisesAt, adToCloud(sync)));
}

/** A synced person is unblocked in the cloud only after a person enabled the account in AD: no hour before that. */
export function cloudStart({
  done,
  expected: planned,
  kind,
  targetUser,
  onlyInCloud,
}: PropagationInput): string | null {
  if (done.cloudAt !== null || planned?.cloud !== true) return done.cloudAt;
  const inAd = targetUser.identity === 'synced' && onlyInCloud !== true;
  const waits = kind === 'restore-user' && inAd && done.onPremisesAt === null;
  return waits ? null : planned.startsAt;
}

/** When the sessions are cut; null = nothing cuts them. */
export function revokeStart({ done, expected: planned }: PropagationInput): string | null {
  return done.revokedAt ?? (planned?.revoke === true ? planned.startsAt : null);
}

/**
 * From disabling in AD DS until signing in stops. The provider of a federated domain may be another than AD FS, and know
 * nothing of AD DS: then it stops when directory sync has it in the cloud.
 */
function disabledDelay(targetUser: TargetUser, sync: SyncModel): Delay {
  const byCloud = adToCloud(sync);
  if (!checkedInAd(targetUser)) return byCloud;
  const atOnce = adVisible(sync);
  return targetUser.signIn === 'federated' ? [atOnce[0], atOnce[1], byCloud[2]] : atOnce;
}

/** Their password is checked by AD DS, or by the provider of their domain, at every sign-in. */
export function checkedInAd(targetUser: TargetUser): boolean {
  const kind = personKindOf(targetUser);
  return kind === 'synced-pass-through' || kind === 'synced-federated';
}
