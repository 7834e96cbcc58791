import type { Lane } from './step.ts';
import type { TargetUser } from './target-user.ts';
import { type Text, text } from './text.ts';

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

/**
 * What comes of an operation. `overwritten`: works until directory sync turns it back. `useless`: works and changes
 * nothing that counts. `elsewhere`: somebody else's system holds it. Several together: sources differ, expect each.
 */
export type AuthorityOutcome = 'allowed' | 'overwritten' | 'refused' | 'useless' | 'elsewhere' | 'not-applicable';

export type Authority = {
  readonly outcomes: readonly AuthorityOutcome[];
  /** Where it is done so that it lasts; null = nowhere that Leaver reaches. */
  readonly where: Lane | null;
  readonly why: Text;
  readonly source: string;
};

type Cell = readonly [outcomes: readonly AuthorityOutcome[], where: Lane | null, why: string];

type Row = { readonly source: string; readonly cloud: Cell; readonly synced: Cell; readonly guest: Cell } & Readonly<
  Partial<Record<PersonKind, Cell>>
>;

const NONE: Cell = [['not-applicable'], null, 'not-applicable'];

/**
 * Operation × kind of person: hybrid.md table (a), graph.md 0.6, 2.2–2.9 and 10, seeds 000, 002 and 004. A row says what
 * holds for people mastered by the cloud, by AD DS, and for guests, and then what differs for one kind.
 */
export const AUTHORITY = {
  'block-sign-in': {
    source: 'hybrid.md 0.3 and (a); graph.md 0.6; seed 004',
    cloud: [['allowed'], 'cloud', 'cloud-masters'],
    synced: [['overwritten', 'refused'], 'on-premises', 'block-temporary'],
    guest: [['allowed'], 'cloud', 'guest-here-only'],
    'cloud-managed': [['allowed'], 'cloud', 'ad-copy-stays'],
  },
  'disable-account': {
    source: 'hybrid.md 0.2, 1.4 and (a)',
    cloud: NONE,
    synced: [['allowed'], 'on-premises', 'disable-after-sync'],
    guest: NONE,
    'formerly-synced': [['useless'], 'on-premises', 'ad-no-longer-counts'],
    'cloud-managed': [['useless'], 'on-premises', 'ad-no-longer-counts'],
    'synced-pass-through': [['allowed'], 'on-premises', 'disable-at-once'],
    'synced-federated': [['allowed'], 'on-premises', 'disable-at-once'],
  },
  'unblock-sign-in': {
    source: 'hybrid.md (a); graph.md 10',
    cloud: [['allowed'], 'cloud', 'cloud-masters'],
    synced: [['overwritten'], 'on-premises', 'enable-in-ad-first'],
    guest: [['allowed'], 'cloud', 'guest-here-only'],
  },
  'revoke-sessions': {
    source: 'hybrid.md 1.2 and (a); graph.md 2.2',
    cloud: [['allowed'], 'cloud', 'cloud-attribute'],
    synced: [['allowed'], 'cloud', 'cloud-attribute'],
    guest: [['allowed', 'elsewhere'], 'cloud', 'guest-sessions'],
    'synced-guest': [['allowed', 'elsewhere'], 'cloud', 'guest-sessions'],
  },
  'reset-password': {
    source: 'hybrid.md 0.6, 1.2 and (a); graph.md 2.2',
    cloud: [['allowed'], 'cloud', 'cloud-masters'],
    synced: [['overwritten', 'refused'], 'on-premises', 'password-in-ad'],
    guest: [['elsewhere'], null, 'guest-home'],
    'cloud-only-federated': [['refused'], null, 'password-at-provider'],
    'synced-pass-through': [['refused', 'useless'], 'on-premises', 'password-checked-in-ad'],
    'synced-federated': [['refused'], 'on-premises', 'password-checked-in-ad'],
  },
  'reset-password-with-writeback': {
    source: 'hybrid.md 1.2 and (a); graph.md 0.4',
    cloud: [['allowed'], 'cloud', 'writeback-delegated'],
    synced: [['allowed'], 'cloud', 'writeback-delegated'],
    guest: [['refused'], null, 'guest-home'],
  },
  'reset-password-on-premises': {
    source: 'hybrid.md 0.2, 0.6 and (a)',
    cloud: NONE,
    synced: [['allowed'], 'on-premises', 'password-before-disable'],
    guest: NONE,
    'cloud-managed': [['allowed'], 'on-premises', 'ad-no-longer-counts'],
  },
  'change-profile': {
    source: 'hybrid.md 1.1 and (a); seeds 000 and 002',
    cloud: [['allowed'], 'cloud', 'cloud-masters'],
    synced: [['refused'], 'on-premises', 'ad-masters'],
    guest: [['allowed'], 'cloud', 'guest-here-only'],
  },
  'change-licences': {
    source: 'hybrid.md 1.2 and (a); seed 002',
    cloud: [['allowed'], 'cloud', 'licences-in-cloud'],
    synced: [['allowed'], 'cloud', 'licences-in-cloud'],
    guest: [['allowed'], 'cloud', 'licences-in-cloud'],
  },
  'leave-cloud-group': {
    source: 'hybrid.md (a); graph.md 2.4',
    cloud: [['allowed'], 'cloud', 'group-decides'],
    synced: [['allowed'], 'cloud', 'group-decides'],
    guest: [['allowed'], 'cloud', 'group-decides'],
  },
  'leave-cloud-managed-group': {
    source: 'hybrid.md 1.7 and (a)',
    cloud: [['allowed'], 'cloud', 'group-decides'],
    synced: [['allowed'], 'cloud', 'group-decides'],
    guest: [['allowed'], 'cloud', 'group-decides'],
  },
  'leave-dynamic-group': {
    source: 'hybrid.md (a); graph.md 2.4',
    cloud: [['refused'], null, 'group-has-rule'],
    synced: [['refused'], null, 'group-has-rule'],
    guest: [['refused'], null, 'group-has-rule'],
  },
  'leave-synced-group': {
    source: 'hybrid.md 1.1 and (a)',
    cloud: [['refused'], 'on-premises', 'group-in-ad'],
    synced: [['refused'], 'on-premises', 'group-in-ad'],
    guest: [['refused'], 'on-premises', 'group-in-ad'],
  },
  'leave-mail-enabled-group': {
    source: 'hybrid.md (a); graph.md 0.18 and 2.4',
    cloud: [['refused'], 'exchange', 'group-in-exchange'],
    synced: [['refused'], 'exchange', 'group-in-exchange'],
    guest: [['refused'], 'exchange', 'group-in-exchange'],
  },
  'leave-ad-group': {
    source: 'hybrid.md (a)',
    cloud: NONE,
    synced: [['allowed'], 'on-premises', 'group-only-in-ad'],
    guest: NONE,
  },
  'remove-sign-in-methods': {
    source: 'hybrid.md (a); graph.md 2.2',
    cloud: [['allowed'], 'cloud', 'cloud-attribute'],
    synced: [['allowed'], 'cloud', 'cloud-attribute'],
    guest: [['elsewhere'], null, 'guest-home'],
    'synced-federated': [['allowed', 'elsewhere'], 'cloud', 'methods-at-provider'],
  },
  'disable-devices': {
    source: 'hybrid.md 1.6 and (a); graph.md 2.5',
    cloud: [['allowed'], 'cloud', 'cloud-attribute'],
    synced: [['allowed', 'overwritten'], 'cloud', 'hybrid-joined-in-ad'],
    guest: NONE,
  },
  'delete-account': {
    source: 'hybrid.md (a); graph.md 2.9; seeds 000 and 004',
    cloud: [['allowed'], 'cloud', 'cloud-masters'],
    synced: [['refused', 'overwritten'], 'on-premises', 'delete-in-ad'],
    guest: [['allowed'], 'cloud', 'guest-here-only'],
    'cloud-managed': [['allowed'], 'cloud', 'ad-copy-stays'],
  },
  'restore-account': {
    source: 'hybrid.md 0.8, 1.3 and (a); seed 004',
    cloud: [['allowed'], 'cloud', 'cloud-masters'],
    synced: [['refused'], 'on-premises', 'restore-in-ad'],
    guest: [['allowed'], 'cloud', 'guest-here-only'],
  },
  'purge-account': {
    source: 'hybrid.md (a); graph.md 0.8',
    cloud: [['allowed'], null, 'purge-by-hand'],
    synced: [['refused'], 'on-premises', 'purge-after-ad'],
    guest: [['allowed'], null, 'purge-by-hand'],
  },
  'convert-to-shared-mailbox': {
    source: 'hybrid.md 1.5 and (a); seed 004',
    cloud: [['allowed'], 'exchange', 'mailbox-in-exchange'],
    synced: [['overwritten'], 'on-premises', 'mailbox-on-premises'],
    guest: NONE,
  },
  'hide-from-address-lists': {
    source: 'hybrid.md 1.5 and (a); graph.md 0.11',
    cloud: [['allowed'], 'exchange', 'mailbox-in-exchange'],
    synced: [['refused'], 'on-premises', 'ad-masters'],
    guest: [['allowed'], 'exchange', 'mailbox-in-exchange'],
  },
  'set-auto-reply': {
    source: 'hybrid.md 1.2 and (a); graph.md 2.6',
    cloud: [['allowed'], 'cloud', 'cloud-attribute'],
    synced: [['allowed'], 'cloud', 'cloud-attribute'],
    guest: NONE,
  },
  'forward-mail': {
    source: 'hybrid.md (a); seed 004',
    cloud: [['allowed'], 'exchange', 'account-anchors-mail'],
    synced: [['allowed'], 'exchange', 'account-anchors-mail'],
    guest: NONE,
  },
  'change-addresses': {
    source: 'hybrid.md (a); seed 000',
    cloud: [['allowed'], 'exchange', 'mailbox-in-exchange'],
    synced: [['refused'], 'on-premises', 'ad-masters'],
    guest: [['refused'], null, 'guest-home'],
  },
  'change-source-of-authority': {
    source: 'hybrid.md 0.10 and (a)',
    cloud: NONE,
    synced: [['allowed'], null, 'never-by-leaver'],
    guest: NONE,
    'cloud-managed': [['allowed'], null, 'never-by-leaver'],
    'synced-federated': [['refused'], null, 'never-by-leaver'],
  },
} as const satisfies Readonly<Record<string, Row>>;

export type Operation = keyof typeof AUTHORITY;

/** What comes of this operation on this person, where it lasts, and why. */
export function authorityOf(
  operation: Operation,
  targetUser: Pick<TargetUser, 'identity' | 'signIn' | 'userType'>,
): Authority {
  const row: Row = AUTHORITY[operation];
  const kind = personKindOf(targetUser);
  const [outcomes, where, why] = row[kind] ?? row[familyOf(kind)];
  return { outcomes, where, why: text(`authority.${why}`), source: row.source };
}

/** The reason where there is something to explain: nothing, for what the cloud masters plainly. */
export function reasonsOf(operation: Operation, targetUser: Parameters<typeof authorityOf>[1]): readonly Text[] {
  const { why } = authorityOf(operation, targetUser);
  return why.key === 'authority.cloud-masters' ? [] : [why];
}

/**
 * Which column of the table a person belongs to. A managed domain whose password check is not known is read as password
 * hash sync, the commonest; cards say that it is not known (hybrid.md section 2).
 */
export function personKindOf({
  identity,
  signIn,
  userType,
}: Pick<TargetUser, 'identity' | 'signIn' | 'userType'>): PersonKind {
  if (identity === 'synced') {
    if (userType === 'Guest') return 'synced-guest';
    return signIn === 'pass-through' || signIn === 'federated' ? `synced-${signIn}` : 'synced-password-hash';
  }
  if (userType === 'Guest') return 'guest';
  return identity === 'cloud-only' && signIn === 'federated' ? 'cloud-only-federated' : identity;
}

function familyOf(kind: PersonKind): 'cloud' | 'synced' | 'guest' {
  if (kind === 'guest') return 'guest';
  return kind.startsWith('synced') ? 'synced' : 'cloud';
}
