import type { DelayName } from './delays.ts';
import type { Lane } from './step.ts';
import type { KeyAfter } from './text-key.ts';

/** The kinds of person that change an answer (hybrid.md section 2 and table a; graph.md 10). */
export const PERSON_KINDS = [
  'cloud-only',
  'cloud-only-federated',
  'formerly-synced',
  'cloud-managed',
  'synced-password-hash',
  'synced-pass-through',
  'synced-federated',
  'synced-guest',
  'guest',
] as const;
export type PersonKind = (typeof PERSON_KINDS)[number];

/** Kinds without a column in table (a): what a row says of their family is a conclusion, not a finding. */
export const CONCLUDED_KINDS: readonly PersonKind[] = ['cloud-only-federated', 'formerly-synced', 'synced-guest'];

/**
 * What comes of an operation. `overwritten`: works until directory sync turns it back. `useless`: works and changes
 * nothing that counts. `elsewhere`: somebody else's system holds it. Several together: sources differ, or it depends on
 * what Graph does not tell; expect each.
 */
export const AUTHORITY_OUTCOMES = [
  'allowed',
  'overwritten',
  'refused',
  'useless',
  'elsewhere',
  'not-applicable',
] as const;
export type AuthorityOutcome = (typeof AUTHORITY_OUTCOMES)[number];

/**
 * How sure it is, by the tags of hybrid.md: in Microsoft's pages; seen in the field or in others' code; inferred from
 * what those say; recalled and not found again. None of it was tried in a live tenant (hybrid.md 5).
 */
const SURENESS = ['documented', 'reported', 'derived', 'unverified'] as const;
export type Sureness = (typeof SURENESS)[number];

/** When the sources were read (hybrid.md, first line). */
export const FACTS_AS_OF = '2026-11-21';

/** `sure` is said where it is not `documented`. */
export type AuthorityCell = readonly [
  outcomes: readonly AuthorityOutcome[],
  /** Where it is done so that it lasts; null = nowhere that Leaver reaches. */
  where: Lane | null,
  why: KeyAfter<'authority.'>,
  /** How long until it is in effect, done there. */
  delay: DelayName,
  sure?: Sureness,
];

export type AuthorityRow = {
  readonly source: string;
  readonly cloud: AuthorityCell;
  readonly synced: AuthorityCell;
  readonly guest: AuthorityCell;
} & Readonly<Partial<Record<PersonKind, AuthorityCell>>>;

const NONE: AuthorityCell = [['not-applicable'], null, 'not-applicable', 'none'];
const NO_LONGER: AuthorityCell = [['useless'], 'on-premises', 'ad-no-longer-counts', 'none', 'derived'];

/**
 * Operation × kind of person: hybrid.md table (a), graph.md 0.6, 2.2–2.9 and 10, seeds 000, 002 and 004. A row says
 * what holds for people mastered by the cloud, by AD DS, and for guests, and then what differs for one kind.
 */
export const AUTHORITY = {
  'block-sign-in': {
    source: 'hybrid.md 0.3, 1.1, (a); graph.md 0.6; 004',
    cloud: [['allowed'], 'cloud', 'cloud-masters', 'cloud-write'],
    synced: [['overwritten', 'refused'], 'on-premises', 'block-temporary', 'next-sync', 'reported'],
    guest: [['allowed'], 'cloud', 'guest-here-only', 'cloud-write'],
    'cloud-managed': [['allowed'], 'cloud', 'ad-copy-stays', 'cloud-write'],
  },
  'disable-account': {
    source: 'hybrid.md 0.2, 0.10, 1.4, (a)',
    cloud: NONE,
    synced: [['allowed'], 'on-premises', 'disable-after-sync', 'next-sync'],
    guest: NONE,
    'formerly-synced': NO_LONGER,
    'cloud-managed': [['allowed', 'useless'], 'on-premises', 'ad-no-longer-counts', 'none'],
    'synced-pass-through': [['allowed'], 'on-premises', 'disable-at-once', 'in-ad-at-once'],
    'synced-federated': [['allowed'], 'on-premises', 'disable-at-once-by-provider', 'in-ad-at-once'],
  },
  'unblock-sign-in': {
    source: 'hybrid.md (a), (b); graph.md 10',
    cloud: [['allowed'], 'cloud', 'cloud-masters', 'services-return'],
    synced: [['overwritten'], 'on-premises', 'enable-in-ad-first', 'sync-then-services'],
    guest: [['allowed'], 'cloud', 'guest-here-only', 'services-return'],
  },
  'revoke-sessions': {
    source: 'hybrid.md 1.2, (a), (b); graph.md 2.2',
    cloud: [['allowed'], 'cloud', 'cloud-attribute', 'sessions'],
    synced: [['allowed'], 'cloud', 'cloud-attribute', 'sessions'],
    guest: [['useless', 'elsewhere'], null, 'guest-sessions', 'guest-sessions'],
    'synced-guest': [['allowed'], 'cloud', 'guest-tokens', 'guest-sessions', 'derived'],
  },
  'reset-password': {
    source: 'hybrid.md 0.6, 1.2, (a); graph.md 2.2',
    cloud: [['allowed'], 'cloud', 'cloud-masters', 'cloud-write'],
    synced: [['overwritten', 'refused'], 'on-premises', 'password-in-ad', 'password-hash'],
    guest: [['refused', 'elsewhere'], null, 'guest-home', 'none'],
    'cloud-only-federated': [['refused'], null, 'password-at-provider', 'none'],
    'synced-pass-through': [['refused', 'useless'], 'on-premises', 'password-checked-in-ad', 'in-ad-at-once'],
    'synced-federated': [['refused'], 'on-premises', 'password-checked-by-provider', 'in-ad-at-once'],
  },
  'reset-password-with-writeback': {
    source: 'hybrid.md 1.2, (a); graph.md 0.4',
    cloud: [['allowed'], 'cloud', 'writeback-delegated', 'seconds'],
    synced: [['allowed'], 'cloud', 'writeback-delegated', 'seconds'],
    guest: [['refused'], null, 'guest-home', 'none'],
    'cloud-only-federated': [['refused'], null, 'password-at-provider', 'none', 'derived'],
  },
  'reset-password-on-premises': {
    source: 'hybrid.md 0.2, 0.6, (a)',
    cloud: NONE,
    synced: [['allowed'], 'on-premises', 'password-before-disable', 'password-hash', 'derived'],
    guest: NONE,
    'formerly-synced': NO_LONGER,
    'cloud-managed': [['allowed'], 'on-premises', 'ad-no-longer-counts', 'in-ad-at-once'],
    'synced-pass-through': [['allowed'], 'on-premises', 'password-before-disable', 'in-ad-at-once'],
    'synced-federated': [['allowed'], 'on-premises', 'password-before-disable', 'in-ad-at-once'],
  },
  'change-profile': {
    source: 'hybrid.md 1.1, (a); 000, 002',
    cloud: [['allowed'], 'cloud', 'cloud-masters', 'cloud-write'],
    synced: [['refused'], 'on-premises', 'ad-masters', 'next-sync'],
    guest: [['allowed'], 'cloud', 'guest-here-only', 'cloud-write'],
  },
  'change-licences': {
    source: 'hybrid.md 1.2, (a); 002',
    cloud: [['allowed'], 'cloud', 'licences-in-cloud', 'cloud-write'],
    synced: [['allowed'], 'cloud', 'licences-in-cloud', 'cloud-write'],
    guest: [['allowed'], 'cloud', 'licences-in-cloud', 'cloud-write'],
  },
  'leave-cloud-group': {
    source: 'hybrid.md 1.2, (a), (b); graph.md 2.4',
    cloud: [['allowed'], 'cloud', 'group-decides', 'group-change'],
    synced: [['allowed'], 'cloud', 'group-decides', 'group-change'],
    guest: [['allowed'], 'cloud', 'group-decides', 'group-change'],
  },
  'leave-cloud-managed-group': {
    source: 'hybrid.md 1.7, (a)',
    cloud: [['allowed'], 'cloud', 'group-decides', 'group-change'],
    synced: [['allowed'], 'cloud', 'group-decides', 'group-change'],
    guest: [['allowed'], 'cloud', 'group-decides', 'group-change'],
  },
  'leave-dynamic-group': {
    source: 'hybrid.md (a), (b); graph.md 2.4',
    cloud: [['refused'], null, 'group-has-rule', 'membership-rule'],
    synced: [['refused'], null, 'group-has-rule', 'membership-rule'],
    guest: [['refused'], null, 'group-has-rule', 'membership-rule'],
  },
  'leave-synced-group': {
    source: 'hybrid.md 1.1, (a)',
    cloud: [['refused'], 'on-premises', 'group-in-ad', 'next-sync', 'reported'],
    synced: [['refused'], 'on-premises', 'group-in-ad', 'next-sync', 'reported'],
    guest: [['refused'], 'on-premises', 'group-in-ad', 'next-sync', 'reported'],
  },
  'leave-mail-enabled-group': {
    source: 'hybrid.md 1.1, (a); graph.md 0.18, 2.4',
    cloud: [['refused'], 'exchange', 'group-in-exchange', 'group-change', 'reported'],
    synced: [['refused'], 'exchange', 'group-in-exchange', 'group-change', 'reported'],
    guest: [['refused'], 'exchange', 'group-in-exchange', 'group-change', 'reported'],
  },
  'leave-ad-group': {
    source: 'hybrid.md (a)',
    cloud: NONE,
    synced: [['allowed'], 'on-premises', 'group-only-in-ad', 'kerberos', 'unverified'],
    guest: NONE,
    'cloud-managed': [['allowed'], 'on-premises', 'group-only-in-ad', 'kerberos', 'unverified'],
  },
  'remove-sign-in-methods': {
    source: 'hybrid.md 1.2, (a); graph.md 2.2',
    cloud: [['allowed'], 'cloud', 'cloud-attribute', 'cloud-write'],
    synced: [['allowed'], 'cloud', 'cloud-attribute', 'cloud-write'],
    guest: [['elsewhere'], null, 'guest-home', 'none'],
    'cloud-only-federated': [['allowed', 'elsewhere'], 'cloud', 'methods-at-provider', 'cloud-write', 'derived'],
    'synced-federated': [['allowed', 'elsewhere'], 'cloud', 'methods-at-provider', 'cloud-write'],
  },
  'disable-devices': {
    source: 'hybrid.md 1.6, (a); graph.md 2.5',
    cloud: [['allowed'], 'cloud', 'cloud-attribute', 'cloud-write'],
    synced: [['allowed', 'overwritten'], 'cloud', 'hybrid-joined-in-ad', 'cloud-write'],
    guest: NONE,
  },
  'delete-account': {
    source: 'hybrid.md 1.3, (a); graph.md 2.9; 000, 004',
    cloud: [['allowed'], 'cloud', 'cloud-masters', 'cloud-write'],
    synced: [['refused', 'overwritten'], 'on-premises', 'delete-in-ad', 'next-sync', 'derived'],
    guest: [['allowed'], 'cloud', 'guest-here-only', 'cloud-write'],
    'cloud-managed': [['allowed'], 'cloud', 'ad-copy-stays', 'cloud-write'],
  },
  'restore-account': {
    source: 'hybrid.md 0.8, 1.3, (a); 004',
    cloud: [['allowed'], 'cloud', 'cloud-masters', 'account-return'],
    synced: [['refused'], 'on-premises', 'restore-in-ad', 'sync-then-account'],
    guest: [['allowed'], 'cloud', 'guest-here-only', 'account-return'],
  },
  'purge-account': {
    source: 'hybrid.md (a); graph.md 0.8',
    cloud: [['allowed'], null, 'purge-by-hand', 'cloud-write'],
    synced: [['refused'], 'on-premises', 'purge-after-ad', 'next-sync'],
    guest: [['allowed'], null, 'purge-by-hand', 'cloud-write'],
  },
  'convert-to-shared-mailbox': {
    source: 'hybrid.md 1.5, (a); 004',
    cloud: [['allowed'], 'exchange', 'mailbox-in-exchange', 'mailbox-change'],
    synced: [['overwritten', 'allowed'], 'on-premises', 'mailbox-on-premises', 'mailbox-after-sync'],
    guest: NONE,
    'cloud-managed': [['allowed', 'overwritten'], 'exchange', 'mailbox-unknown', 'mailbox-change', 'derived'],
  },
  'hide-from-address-lists': {
    source: 'hybrid.md 1.5, (a), (b); graph.md 0.11, 10',
    cloud: [['allowed'], 'exchange', 'mailbox-in-exchange', 'address-book'],
    synced: [['refused'], 'on-premises', 'hidden-in-ad', 'address-book'],
    guest: [['allowed'], 'exchange', 'mailbox-in-exchange', 'address-book'],
  },
  'set-auto-reply': {
    source: 'hybrid.md 1.2, (a); graph.md 2.6',
    cloud: [['allowed'], 'cloud', 'cloud-attribute', 'cloud-write'],
    synced: [['allowed'], 'cloud', 'cloud-attribute', 'cloud-write'],
    guest: NONE,
  },
  'forward-mail': {
    source: 'hybrid.md (a); 004',
    cloud: [['allowed'], 'exchange', 'account-anchors-mail', 'mailbox-change'],
    synced: [['allowed'], 'exchange', 'account-anchors-mail', 'mailbox-change', 'unverified'],
    guest: NONE,
  },
  'change-addresses': {
    source: 'hybrid.md (a); 000',
    cloud: [['allowed'], 'exchange', 'mailbox-in-exchange', 'mailbox-change'],
    synced: [['refused'], 'on-premises', 'ad-masters', 'next-sync'],
    guest: [['refused'], null, 'guest-home', 'none'],
  },
  'change-source-of-authority': {
    source: 'hybrid.md 0.10, (a)',
    cloud: NONE,
    synced: [['allowed'], null, 'never-by-leaver', 'none'],
    guest: NONE,
    'cloud-managed': [['allowed'], null, 'never-by-leaver', 'none'],
    'synced-pass-through': [['allowed', 'refused'], null, 'never-by-leaver', 'none'],
    'synced-federated': [['refused'], null, 'never-by-leaver', 'none'],
  },
} as const satisfies Readonly<Record<string, AuthorityRow>>;

export type Operation = keyof typeof AUTHORITY;

export const OPERATIONS = Object.keys(AUTHORITY) as readonly Operation[];
