import type { RequestKind } from './choices.ts';
import type { SyncModel } from './delays.ts';
import type { ServicesReturn } from './services-return.ts';
import type { TargetUser } from './target-user.ts';

/**
 * What happened already, each ISO UTC or null. "Cloud" is the account in Entra ID (blocked, or brought back and
 * unblocked for a restore), "on-premises" the account in AD DS (disabled, or enabled).
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
  /**
   * Of a restore: enabling the account in AD DS failed, and people have to answer before anything else lets the person
   * in.
   */
  readonly isNotEnabled?: boolean;
  /** Of a block: disabling the account in AD DS failed, or the helpdesk answered that it cannot. */
  readonly isNotDisabled?: boolean;
  /** Microsoft 365 refused the block, and AD DS is not known to have it. */
  readonly isRefused?: boolean;
  /** The block in Microsoft 365 failed: there is none that directory sync could turn back. */
  readonly isFailed?: boolean;
  /** Microsoft 365 refused the block, and no look has shown one: sessions that were ended may have been opened anew. */
  readonly isUnseen?: boolean;
  /** Sessions were to be ended a second time, which did not happen: `stop` keeps that back; null = nothing does any more. */
  readonly onlyOnce?: { readonly stop: string | null } | null;
  /**
   * Microsoft 365 refused the block, and the person is kept out all the same: nothing of it stands in the cloud alone.
   */
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

/**
 * What is still to come. The cloud's part is reckoned from `startsAt`; the part in AD DS waits for a person, so from
 * nothing.
 */
export type Expected = {
  /** Null = it has begun, or is due, and what is to come was not made yet: nobody knows from when it is to be reckoned. */
  readonly startsAt: string | null;
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

export type Standstill = 'on-hold' | 'held-by-stop' | 'not-certain' | 'failed' | 'not-known-done';

export type PropagationInput = {
  readonly targetUser: TargetUser;
  readonly kind: RequestKind;
  readonly done: Done;
  /** Null: nothing more will happen; only what was done counts. */
  readonly expected: Expected | null;
  /** Tenant time, ISO UTC. */
  readonly now: string;
  /** False: nobody looks any more, and no hour is reckoned from now on. */
  readonly isWatched?: boolean;
  readonly sync?: SyncModel;
  /** Of a restore: mail of somebody brought back or given a licence returns sooner than Exchange notices an unblock. */
  readonly returns?: 're-enabled' | 'restored' | 'without-mail';
  /** Of a restore: what mail, files and Teams wait for beside the account. */
  readonly services?: ServicesReturn;
  /**
   * Of a restore: AD DS has had the account enabled all the time, so that nothing there is waited for but a sync that
   * shows it.
   */
  readonly onlyInCloud?: boolean;
  /** Why nothing brings it about, where something would: it is held, failed, or nobody knows whether it was done. */
  readonly standstill?: Standstill | null;
  /** Of a restore: nobody knows whether AD DS has the account disabled. */
  readonly isAdUnknown?: boolean;
};
