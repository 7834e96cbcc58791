/**
 * Everything the sandbox tenant knows, as one immutable value of plain JSON: what Entra, Exchange, OneDrive and
 * Active Directory hold. Every change makes a new value, so that older values can be read on (read lag) and stored
 * at any moment. Instants are ISO 8601, UTC, tenant time.
 */
export type TenantState = {
  readonly people: Readonly<Record<string, TenantPerson>>;
  readonly groups: Readonly<Record<string, TenantGroup>>;
  readonly devices: Readonly<Record<string, TenantDevice>>;
  readonly adDomains: readonly SandboxAdDomain[];
  readonly roleAssignments: readonly RoleAssignment[];
  readonly administrativeUnits: readonly AdministrativeUnit[];
  /** Application id → object ids of the people who own it; a tenant that was stored before may have none. */
  readonly applicationOwners?: Readonly<Record<string, readonly string[]>>;
  readonly sync: DirectorySync;
  /** Newest last. */
  readonly audits: readonly AuditRow[];
  readonly timeline: readonly TimelineEntry[];
  /** The files that runbooks leave beside them, by request id. */
  readonly runbookFiles: Readonly<Record<string, RunbookFile>>;
};

/** What the account was before a runbook's first write; `before` is null when it was deleted then. */
export type RunbookFile = {
  readonly sid: string;
  readonly before: {
    readonly distinguishedName: string;
    readonly groups: readonly string[];
    readonly hidden: boolean | null;
  } | null;
};

export type TenantPerson = {
  /** The object id (GUID) that the person has or had in the cloud. */
  readonly id: string;
  /** What this person is there to show, such as `synced` or `eligible-administrator`. */
  readonly kinds: readonly string[];
  /** The Entra object; null once it was purged. `deletedDateTime` set = in the deleted items. */
  readonly cloud: CloudAccount | null;
  /** The Active Directory object; null for people who never had one. */
  readonly ad: AdAccount | null;
  readonly mailbox: Mailbox | null;
  readonly drive: Drive | null;
  readonly appRoleAssignments: readonly AppRoleAssignment[];
  /**
   * How Graph and directory sync treat this person: sources differ, so both are played (graph.md 0.6, hybrid.md 0.3).
   */
  readonly quirks: Quirks;
};

export type Quirks = {
  /** What Graph says to a PATCH of accountEnabled on a synced person: 204, or 400 "Directory Sync objects". */
  readonly cloudBlock: 'accepted' | 'refused';
  /** When sync turns back a cloud block: at the next cycle, or only once the AD object changes. */
  readonly overwrites: 'next-cycle' | 'ad-change';
};

/** What Graph shows of a person; names as Graph spells them. */
export type CloudAccount = {
  readonly id: string;
  readonly displayName: string;
  readonly givenName: string | null;
  readonly surname: string | null;
  readonly userPrincipalName: string;
  readonly mail: string | null;
  readonly mailNickname: string;
  readonly otherMails: readonly string[];
  readonly proxyAddresses: readonly string[];
  readonly jobTitle: string | null;
  readonly department: string | null;
  readonly officeLocation: string | null;
  readonly preferredLanguage: string | null;
  readonly accountEnabled: boolean;
  readonly userType: 'Member' | 'Guest';
  readonly externalUserState: 'Accepted' | 'PendingAcceptance' | null;
  readonly usageLocation: string | null;
  readonly createdDateTime: string;
  readonly deletedDateTime: string | null;
  readonly managerId: string | null;
  readonly directLicences: readonly DirectLicence[];
  readonly signInSessionsValidFromDateTime: string;
  readonly lastPasswordChangeDateTime: string;
  readonly isManagementRestricted: boolean | null;
  /** true: AD DS is the master; false: it was; null: never, or the source of authority was converted. */
  readonly onPremisesSyncEnabled: boolean | null;
  readonly onPremisesLastSyncDateTime: string | null;
  readonly onPremisesDistinguishedName: string | null;
  readonly onPremisesDomainName: string | null;
  readonly onPremisesSamAccountName: string | null;
  readonly onPremisesUserPrincipalName: string | null;
  readonly onPremisesImmutableId: string | null;
  readonly onPremisesSecurityIdentifier: string | null;
  /** Why directory sync cannot export this person; nothing of theirs is carried until it is cleared. */
  readonly onPremisesProvisioningErrors: readonly ProvisioningError[];
  /** onPremisesSyncBehavior of this person. */
  readonly isCloudManaged: boolean;
};

/** `onPremisesProvisioningErrors` of Graph. */
export type ProvisioningError = {
  readonly category: string;
  readonly occurredDateTime: string;
  readonly propertyCausingError: string;
  readonly value: string;
};

export type DirectLicence = {
  readonly skuId: string;
  readonly disabledPlans: readonly string[];
  readonly since: string;
};

/** A domain of AD DS, as far as the account's fate depends on it. */
export type SandboxAdDomain = {
  readonly name: string;
  readonly server: string;
  readonly recycleBin: boolean;
  readonly syncClient: 'connect' | 'cloud-sync';
  /**
   * Distinguished names; an account outside all of them is deleted from the cloud at the next cycle (hybrid.md 1.3).
   */
  readonly inScopeOus: readonly string[];
};

export type AdAccount = {
  readonly objectGuid: string;
  readonly securityIdentifier: string;
  readonly samAccountName: string;
  /** Empty after a restore that lost it. */
  readonly userPrincipalName: string;
  /** For a deleted account: where it was. */
  readonly distinguishedName: string;
  readonly domainName: string;
  readonly server: string;
  /** Distinguished names of its groups in AD, synced and not, without the primary group. */
  readonly groups: readonly string[];
  /** msExchHideFromAddressLists; null = not set. */
  readonly hidden: boolean | null;
  readonly mailNickname: string | null;
  readonly adminCount: boolean;
  /** What a forest without Recycle Bin loses besides, named as in `AdReading`. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  readonly enabled: boolean;
  /** In the AD Recycle Bin since; null = there. */
  readonly deletedAt: string | null;
  readonly whenChanged: string;
  readonly passwordChangedAt: string;
  /** How often the password was reset in AD since the start. */
  readonly passwordResets: number;
  readonly signIn: 'password-hash' | 'pass-through' | 'federated';
  /** What directory sync last exported to the cloud. */
  readonly exported: {
    readonly at: string;
    readonly enabled: boolean;
    readonly deleted: boolean;
    readonly passwordAt: string;
  };
  /** In scope of directory sync; an account whose cloud side was converted or cut loose is not. */
  readonly inScope: boolean;
};

export type Mailbox = {
  readonly userPurpose: 'user' | 'shared' | 'room' | 'equipment' | 'others';
  readonly timeZone: string;
  readonly language: string;
  readonly automaticReplies: {
    readonly status: 'disabled' | 'alwaysEnabled' | 'scheduled';
    readonly externalAudience: 'none' | 'contactsOnly' | 'all';
    readonly internalReplyMessage: string;
    readonly externalReplyMessage: string;
    readonly scheduledStartDateTime: { readonly dateTime: string; readonly timeZone: string } | null;
    readonly scheduledEndDateTime: { readonly dateTime: string; readonly timeZone: string } | null;
  };
};

export type Drive = {
  readonly id: string;
  readonly rootId: string;
  readonly webUrl: string;
  readonly usedBytes: number;
  readonly permissions: readonly DrivePermission[];
};

export type DrivePermission = {
  readonly id: string;
  readonly roles: readonly string[];
  readonly personId: string;
  readonly expirationDateTime: string | null;
};

export type AppRoleAssignment = {
  readonly id: string;
  readonly appRoleId: string;
  readonly resourceId: string;
  readonly resourceDisplayName: string;
  readonly createdDateTime: string;
};

/** A group as Graph shows it, with its members (people and groups) and owners (people and service principals). */
export type TenantGroup = {
  readonly id: string;
  readonly displayName: string;
  readonly description: string | null;
  readonly groupTypes: readonly ('Unified' | 'DynamicMembership')[];
  readonly mailEnabled: boolean;
  readonly securityEnabled: boolean;
  readonly mailNickname: string;
  readonly mail: string | null;
  readonly visibility: 'Public' | 'Private' | null;
  readonly membershipRule: string | null;
  readonly isAssignableToRole: boolean | null;
  readonly isManagementRestricted: boolean | null;
  readonly onPremisesSyncEnabled: boolean | null;
  readonly onPremisesLastSyncDateTime: string | null;
  readonly onPremisesSecurityIdentifier: string | null;
  /** Of the AD group that this one is synced from; Graph does not show it. */
  readonly distinguishedName: string | null;
  readonly licences: readonly { readonly skuId: string; readonly disabledPlans: readonly string[] }[];
  readonly createdDateTime: string;
  readonly members: readonly string[];
  readonly owners: readonly string[];
};

/**
 * A device as Graph shows it, with its registered owner and users, and the computer account behind a hybrid-joined one.
 */
export type TenantDevice = {
  readonly id: string;
  readonly deviceId: string;
  readonly displayName: string;
  readonly accountEnabled: boolean;
  /** Joined to Entra, registered with it, or joined to AD DS and registered by directory sync. */
  readonly trustType: 'AzureAd' | 'Workplace' | 'ServerAd';
  readonly operatingSystem: string;
  readonly operatingSystemVersion: string;
  readonly isCompliant: boolean | null;
  readonly isManaged: boolean | null;
  readonly registrationDateTime: string;
  readonly approximateLastSignInDateTime: string;
  readonly onPremisesSyncEnabled: boolean | null;
  readonly onPremisesLastSyncDateTime: string | null;
  readonly owners: readonly string[];
  readonly users: readonly string[];
};

export type RoleAssignment = {
  readonly id: string;
  readonly roleDefinitionId: string;
  /** A person or a role-assignable group. */
  readonly principalId: string;
  readonly kind: 'active' | 'eligible';
};

export type AdministrativeUnit = {
  readonly id: string;
  readonly displayName: string;
  readonly isMemberManagementRestricted: boolean;
  readonly members: readonly string[];
};

/** Entra Connect's clock, and beside it the one of every domain that Cloud Sync carries. */
export type DirectorySync = {
  readonly lastCycleAt: string;
  readonly nextCycleAt: string;
  readonly intervalMinutes: number;
  readonly lastPasswordSyncAt: string;
  /** The scheduler stands still, also that of Cloud Sync: no cycle happens by itself. */
  readonly paused: boolean;
  /** The deletion threshold was met: deletions wait for an administrator (hybrid.md 1.3). */
  readonly holdsDeletions: boolean;
  readonly cloudSync: readonly CloudSyncClock[];
  /** Real time, milliseconds: when `provisionOnDemand` was last asked. */
  readonly onDemandAt: readonly number[];
};

export type CloudSyncClock = {
  readonly domainName: string;
  readonly lastCycleAt: string;
  readonly nextCycleAt: string;
  readonly intervalMinutes: number;
};

/** A row of `/auditLogs/directoryAudits`. */
export type AuditRow = {
  readonly id: string;
  readonly at: string;
  readonly activity: string;
  readonly by: 'application' | 'directory-sync' | 'service' | 'administrator';
  readonly targetId: string;
  readonly targetName: string;
  readonly correlationId: string | null;
  readonly modified: readonly { readonly name: string; readonly from: string; readonly to: string }[];
};

export const TIMELINE_ACTORS = ['leaver', 'directory-sync', 'ad-console', 'tenant'] as const;
export type TimelineActor = (typeof TIMELINE_ACTORS)[number];

export const TIMELINE_CHANGES = [
  'blocked',
  'unblocked',
  'block-turned-back',
  'sessions-revoked',
  'password-reset',
  'password-hash-synced',
  'deleted',
  'restored',
  'purged',
  'joined-group',
  'left-group',
  'owner-added',
  'owner-removed',
  'licences-changed',
  'device-disabled',
  'device-enabled',
  'device-turned-back',
  'auto-reply-on',
  'auto-reply-off',
  'files-shared',
  'files-share-changed',
  'files-unshared',
  'ad-disabled',
  'ad-enabled',
  'ad-deleted',
  'ad-restored',
  'ad-password-reset',
  'ad-groups-left',
  'ad-groups-joined',
  'ad-hidden',
  'ad-shown',
  'ad-moved',
  'export-refused',
  'export-allowed',
  'changed',
] as const;
export type TimelineChange = (typeof TIMELINE_CHANGES)[number];

/** What changed about whom, and who did it; `detail` is a name (of a group, a licence, a person), never a sentence. */
export type TimelineEntry = {
  /** Counts up from 1. */
  readonly number: number;
  readonly at: string;
  readonly actor: TimelineActor;
  readonly personId: string;
  readonly what: TimelineChange;
  readonly detail: string | null;
};
