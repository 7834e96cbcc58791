import type { AdDomain } from './ad-domain.ts';
import type { DeviceCounts } from './device-authority.ts';
import type { Person } from './person.ts';

/**
 * Who masters a person's attributes. `synced`: AD DS (onPremisesSyncEnabled = true). `formerly-synced`: the cloud now
 * (false). `cloud-managed`: source of authority was converted (null, isCloudManaged = true); never flipped by us.
 * Facts: hybrid.md section 2.
 */
export const IDENTITIES = ['cloud-only', 'synced', 'formerly-synced', 'cloud-managed'] as const;
export type Identity = (typeof IDENTITIES)[number];

/**
 * Where the password is checked. Graph tells `federated` from `managed` (the domain of the UPN); whether a managed
 * domain uses password hash sync or pass-through cannot be read with application permissions and is `unknown` unless
 * configuration says so.
 */
const SIGN_IN_KINDS = ['cloud', 'password-hash', 'pass-through', 'federated', 'unknown'] as const;
export type SignInKind = (typeof SIGN_IN_KINDS)[number];

/** Told apart before any membership is removed (graph.md 2.4). The first that holds wins, in this order. */
export const GROUP_CLASSES = [
  'dynamic', // membership is a rule: nothing to remove
  'synced', // AD DS is the master
  'mail-enabled', // distribution list or mail-enabled security group: Exchange only
  'role-assignable', // privileged: needs a role; also protects its members
  'licensing', // carries licences: leaving it removes them
  'microsoft-365',
  'security',
] as const;
export type GroupClass = (typeof GROUP_CLASSES)[number];

export type Membership = {
  readonly groupId: string;
  readonly name: string;
  readonly class: GroupClass;
  /** True when the target user is the only owner (service principals do not count, graph.md 2.4). */
  readonly lastOwner: boolean;
  readonly owner: boolean;
  readonly member: boolean;
  /** Licences that this group assigns (SKU ids). */
  readonly licences: readonly string[];
  /** Of a synced group, as AD DS knows it: `S-1-5-…`. Not there in what the first version stored. */
  readonly securityIdentifier?: string | null;
};

export type Licence = {
  readonly skuId: string;
  /** For people: skuPartNumber, such as "SPE_E3". */
  readonly name: string;
  readonly direct: boolean;
  /** Group ids through which it is inherited. */
  readonly inheritedFrom: readonly string[];
  readonly disabledPlans: readonly string[];
  /** Whether a service plan of it, not disabled for this person, is a mailbox of Exchange Online. */
  readonly carriesMailbox: boolean;
};

/**
 * Why nobody may touch this person by Leaver (design, section 8, rule 10). `unknown` = could not be read = protected.
 */
export const PROTECTION_KINDS = [
  'directory-role',
  'eligible-role',
  'role-assignable-group',
  'restricted-management',
  'protected-group',
  'approver-group-last',
  'ad-administrator',
  // what directory sync signs in with
  'sync-account',
  'service-account',
  // of Leaver's own registration: whoever owns it can give themselves its rights
  'application-owner',
  'unknown',
] as const;

export type Protection = {
  readonly kind: (typeof PROTECTION_KINDS)[number];
  readonly name: string;
};

/** How AD DS knows the person; every value as Graph gave it. */
export type OnPremisesAccount = {
  readonly securityIdentifier: string;
  readonly immutableId: string;
  readonly distinguishedName: string;
  readonly samAccountName: string;
  readonly domainName: string;
  /** onPremisesUserPrincipalName; differs from the cloud's where people sign in with their mail address. */
  readonly userPrincipalName: string;
  readonly lastSync: string | null;
};

export type RestoreConflict = {
  /** The first holder. */
  readonly userPrincipalName: string;
  readonly displayName: string;
  /** Each address of the person that would be lost, with the name of who holds it; the first version stored none. */
  readonly taken?: readonly { readonly address: string; readonly holder: string }[];
};

/**
 * When directory sync last ran, when that was read, and the last one for which cards were brought up to date. ISO UTC.
 */
export type SyncSeen = { readonly at: string; readonly readAt: string; readonly shown: string };

/** The facts the plan may depend on, read once; as data, so that the plan is a pure function of them. */
export type TargetUser = Person & {
  readonly found: 'active' | 'soft-deleted' | 'gone';
  readonly identity: Identity;
  readonly signIn: SignInKind;
  readonly onPremises: OnPremisesAccount | null;
  /** What the installer said about their domain; null = nothing: work there goes to people. */
  readonly adDomain: AdDomain | null;
  /** organization.onPremisesLastSyncDateTime, ISO UTC; null = this tenant never synced. */
  readonly tenantLastSync: string | null;
  readonly provisioningErrors: readonly string[];
  readonly manager: { readonly id: string; readonly displayName: string } | null;
  /** Read for a block at once while Graph gave no answer about managers, reports or groups: these are what was read. */
  readonly readInPart?: true;
  /** Object ids from the direct manager upwards. */
  readonly managementChain: readonly string[];
  readonly directReports: number;
  /** Graph refused to say whom they manage: `directReports` is nothing that was read. */
  readonly reportsUnread?: true;
  readonly memberships: readonly Membership[];
  readonly licences: readonly Licence[];
  /**
   * `on-premises`: none in Microsoft 365, and an address that AD DS masters: on the organisation's own servers, as far
   * as Graph shows.
   */
  readonly mailbox: 'none' | 'user' | 'shared' | 'other' | 'on-premises' | 'unknown';
  /** When Microsoft 365 last showed one, ISO UTC (`mailboxKnown`): said here, as the facts of then may be these. */
  readonly mailboxShownAt?: string;
  readonly autoReply: 'on' | 'off' | 'unknown';
  /**
   * Of what Leaver shared of the files, the keys of what is shared no more (`shareKey`); not there where nobody looked.
   */
  readonly unshared?: readonly string[];
  readonly drive: { readonly id: string; readonly webUrl: string } | null | 'unknown';
  /** How many applications are assigned to the person directly; `unknown` when it could not be read. */
  readonly assignedApplications: number | 'unknown';
  /** The devices the person registered or uses, by what becomes of them; `unknown` when they could not be read. */
  readonly devices: DeviceCounts | 'unknown';
  /**
   * Whether each of them is enabled, by object id; not there where they were not read, nor in what earlier versions
   * stored.
   */
  readonly deviceStates?: Readonly<Record<string, boolean>>;
  readonly protections: readonly Protection[];
  /** When the password was last changed, ISO UTC, as the cloud knows; not there where it was not read. */
  readonly passwordChangedAt?: string | null;
  /**
   * What AD DS itself said of the account at this reading; not there where Leaver has no way into it, or got no answer.
   */
  readonly inAd?: {
    readonly disabled: boolean | null;
    /** Hidden from address lists; not there in what earlier versions stored. */
    readonly hidden?: boolean;
  };
  /** For somebody soft-deleted: the active objects that hold the UPN or a proxy address now. */
  readonly restoreConflict: RestoreConflict | null;
  /** The name of who has the address that was asked about, where the person has another one by now. */
  readonly oldAddressHolder?: string;
  /** The last directory sync as a look after this reading saw it; not there where none did. */
  readonly syncSeen?: SyncSeen;
  /** For somebody gone: when they were deleted for good by the directory's audit log, or what last saw them. */
  readonly lastSeen:
    | { readonly at: string; readonly by: 'hard-delete' | 'leaver' }
    | { readonly at: string; readonly by: 'audit-log'; readonly activity: string }
    | null;
  /** Tenant time of this reading, ISO UTC. */
  readonly readAt: string;
};
