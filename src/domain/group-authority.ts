import type { AuthorityOutcome, Sureness } from './authority-table.ts';
import type { DelayName } from './delays.ts';
import type { Lane } from './step.ts';
import type { GroupClass, Identity, Membership } from './target-user.ts';
import type { KeyAfter } from './text-key.ts';

/**
 * What `leave-groups` does about one membership. `last-owner`: kept, a group never loses its last owner (rule 9);
 * `mailbox-kept`: it gives the licence that carries the mailbox, which the plan keeps.
 */
export type MembershipFate =
  | 'removed'
  | 'last-owner'
  | 'mailbox-kept'
  | Exclude<GroupClass, 'microsoft-365' | 'security'>;

/**
 * What changes an answer about a group: the classes told apart, and a synced group whose authority moved to the cloud.
 */
export type GroupKind = GroupClass | 'converted';

export type GroupAuthority = {
  /** What comes of taking a member out through Microsoft Graph. */
  readonly outcomes: readonly AuthorityOutcome[];
  /**
   * Where membership is changed so that it lasts; null = by nobody: a rule, or a privilege that a person with it takes
   * away.
   */
  readonly where: Lane | null;
  /** Whether Leaver does it when the target user leaves all cloud groups. */
  readonly leaver: boolean;
  readonly why: KeyAfter<'authority.'>;
  readonly delay: DelayName;
  readonly source: string;
  readonly sure: Sureness;
};

/**
 * Kind of group × what comes of it: the group decides, not its member (hybrid.md 1.1). A `converted` group reads as
 * `security` or `microsoft-365` (its onPremisesSyncEnabled is null); one that is mail-enabled stays with Exchange.
 */
export const GROUP_AUTHORITY = {
  dynamic: {
    outcomes: ['refused'],
    where: null,
    leaver: false,
    why: 'group-has-rule',
    delay: 'membership-rule',
    source: 'hybrid.md (a), (b); graph.md 2.4',
    sure: 'documented',
  },
  synced: {
    outcomes: ['refused'],
    where: 'on-premises',
    leaver: false,
    why: 'group-in-ad',
    delay: 'next-sync',
    source: 'hybrid.md 1.1, (a); graph.md 2.4',
    sure: 'reported',
  },
  converted: {
    outcomes: ['allowed'],
    where: 'cloud',
    leaver: true,
    why: 'group-converted',
    delay: 'group-change',
    source: 'hybrid.md 1.7, (a)',
    sure: 'documented',
  },
  'mail-enabled': {
    outcomes: ['refused'],
    where: 'exchange',
    leaver: false,
    why: 'group-in-exchange',
    delay: 'group-change',
    source: 'hybrid.md 1.1, (a); graph.md 0.18, 2.4',
    sure: 'reported',
  },
  'role-assignable': {
    outcomes: ['refused'],
    where: null,
    leaver: false,
    why: 'group-privileged',
    delay: 'cloud-write',
    source: 'hybrid.md 1.1; graph.md 0.5, 2.4',
    sure: 'documented',
  },
  licensing: {
    outcomes: ['allowed'],
    where: 'cloud',
    leaver: false,
    why: 'group-licenses',
    delay: 'group-change',
    source: 'hybrid.md (a); graph.md 2.3',
    sure: 'documented',
  },
  'microsoft-365': {
    outcomes: ['allowed'],
    where: 'cloud',
    leaver: true,
    why: 'group-decides',
    delay: 'group-change',
    source: 'hybrid.md 1.2, (a), (b); graph.md 2.4',
    sure: 'documented',
  },
  security: {
    outcomes: ['allowed'],
    where: 'cloud',
    leaver: true,
    why: 'group-decides',
    delay: 'group-change',
    source: 'hybrid.md 1.2, (a), (b); graph.md 2.4',
    sure: 'documented',
  },
} as const satisfies Readonly<Record<GroupKind, GroupAuthority>>;

export const GROUP_KINDS = Object.keys(GROUP_AUTHORITY) as readonly GroupKind[];

/**
 * Whose groups, and which of them stay for the licences they give: all such, or only those that give the mailbox (ids).
 */
export type KeptForLicences = {
  readonly identity: Identity;
  readonly keepsLicences: boolean;
  readonly mailboxGroups: readonly string[];
};

/**
 * The same for somebody who is to keep licences: a group that gives such stays (`licensing`), also one that AD DS or
 * Exchange masters, except where the account leaves all groups of AD DS itself.
 */
export function fateFor(
  membership: Membership,
  { identity, keepsLicences, mailboxGroups }: KeptForLicences,
): MembershipFate {
  const fate = fateOf(membership);
  const isByHand = fate === 'mail-enabled' || (fate === 'synced' && identity !== 'synced');
  if (fate !== 'licensing' && !isByHand) return fate;
  if (keepsLicences && membership.licences.length > 0) return 'licensing';
  return mailboxGroups.includes(membership.groupId) ? 'mailbox-kept' : fate;
}

/** What happens to this membership when the target user leaves all cloud groups. */
export function fateOf(membership: Membership): MembershipFate {
  if (membership.class !== 'microsoft-365' && membership.class !== 'security') return membership.class;
  return membership.lastOwner ? 'last-owner' : 'removed';
}
