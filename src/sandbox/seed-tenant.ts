import type { Contoso, ContosoPerson } from './contoso.ts';
import { seedAdAccount, underDomain } from './seed-ad-account.ts';
import { seedDevices } from './seed-devices.ts';
import { seedGroups } from './seed-groups.ts';
import { stableGuid } from './stable-guid.ts';
import type {
  AuditRow,
  CloudAccount,
  DirectLicence,
  Drive,
  Mailbox,
  RoleAssignment,
  TenantPerson,
  TenantState,
} from './tenant-state.ts';

const DAY = 24 * 60 * 60 * 1000;
/** Deleted items end after this, by tenant time (graph.md 2.9). */
export const DELETED_ITEM_DAYS = 30;

/** The tenant of contoso.json as it stands at `now`; the first sync cycle is ten minutes away. */
export function seedTenant(contoso: Contoso, now: Date): TenantState {
  const ago = (days: number) => new Date(now.getTime() - days * DAY).toISOString();
  const people = Object.entries(contoso.people).map(([key, person]) => seedPerson(contoso, key, person, ago));
  const seedClock = ({ name, cycleMinutes }: Contoso['adDomains'][number]) => ({
    domainName: name,
    lastCycleAt: now.toISOString(),
    nextCycleAt: new Date(now.getTime() + cycleMinutes * 60_000).toISOString(),
    intervalMinutes: cycleMinutes,
  });
  const lastCycle = now.getTime() - (contoso.syncIntervalMinutes - 10) * 60_000;
  return {
    people: Object.fromEntries(people.map((person) => [person.id, person])),
    groups: seedGroups(contoso, ago),
    devices: seedDevices(contoso, ago),
    adDomains: contoso.adDomains.map(({ name, server, recycleBin, syncClient, inScopeOus }) => ({
      name,
      server,
      recycleBin,
      syncClient,
      inScopeOus: inScopeOus.map((ou) => underDomain(ou, name)),
    })),
    roleAssignments: seedRoles(contoso),
    administrativeUnits: [
      {
        ...contoso.restrictedUnit,
        isMemberManagementRestricted: true,
        members: Object.values(contoso.people).flatMap((person) => (person.restricted ? [person.id] : [])),
      },
    ],
    applicationOwners: { [contoso.bot.appId]: [...ownersOf(contoso)] },
    sync: {
      lastCycleAt: new Date(lastCycle).toISOString(),
      nextCycleAt: new Date(lastCycle + contoso.syncIntervalMinutes * 60_000).toISOString(),
      intervalMinutes: contoso.syncIntervalMinutes,
      lastPasswordSyncAt: new Date(lastCycle).toISOString(),
      paused: false,
      holdsDeletions: false,
      cloudSync: contoso.adDomains.flatMap((domain) => (domain.syncClient === 'cloud-sync' ? [seedClock(domain)] : [])),
      onDemandAt: [],
    },
    audits: Object.values(contoso.people).flatMap((person) => seedAudits(person, ago)),
    timeline: [],
    runbookFiles: {},
  };
}

/** Who registered Leaver. */
function ownersOf({ people }: Contoso): readonly string[] {
  return Object.values(people).flatMap(({ id, kinds }) => (kinds.includes('owns-leaver') ? [id] : []));
}

function seedPerson(contoso: Contoso, key: string, person: ContosoPerson, ago: (days: number) => string): TenantPerson {
  const gone = (person.deletedDaysAgo ?? 0) > DELETED_ITEM_DAYS;
  return {
    id: person.id,
    kinds: person.kinds,
    cloud: gone ? null : seedCloudAccount(contoso, person, ago),
    ad: person.ad === undefined ? null : seedAdAccount(contoso, person, person.ad, ago),
    mailbox: person.mailbox === null || gone ? null : seedMailbox(person.mailbox),
    drive: person.drive && !gone ? seedDrive(key, person) : null,
    appRoleAssignments: person.apps.map((name) => ({
      id: stableGuid(`app-role-assignment:${key}:${name}`),
      appRoleId: '00000000-0000-0000-0000-000000000000',
      resourceId: stableGuid(`service-principal:${name}`),
      resourceDisplayName: name,
      createdDateTime: ago(200),
    })),
    quirks: { cloudBlock: person.ad?.cloudBlock ?? 'accepted', overwrites: person.ad?.overwrites ?? 'next-cycle' },
  };
}

function seedCloudAccount(contoso: Contoso, person: ContosoPerson, ago: (days: number) => string): CloudAccount {
  const deleted = person.deletedDaysAgo;
  const mail = person.mail ?? (person.mailbox === null ? null : person.userPrincipalName);
  return {
    id: person.id,
    displayName: person.displayName,
    givenName: person.givenName,
    surname: person.surname,
    userPrincipalName:
      deleted === undefined ? person.userPrincipalName : mangledName(person.id, person.userPrincipalName),
    mail,
    mailNickname: (person.userPrincipalName.split('@')[0] ?? '').slice(0, 64).replaceAll('#', '_'),
    otherMails: person.userType === 'Guest' && mail !== null ? [mail] : [],
    proxyAddresses: mail === null || person.mail !== undefined ? [] : [`SMTP:${mail}`],
    jobTitle: person.jobTitle,
    department: person.department,
    officeLocation: null,
    preferredLanguage: null,
    accountEnabled: person.enabled,
    userType: person.userType,
    externalUserState: person.userType === 'Guest' && person.ad === undefined ? 'Accepted' : null,
    usageLocation: person.usageLocation,
    createdDateTime: ago(900),
    deletedDateTime: deleted === undefined ? null : ago(deleted),
    managerId: person.manager === undefined ? null : (contoso.people[person.manager]?.id ?? null),
    directLicences: seedLicences(contoso, person, ago),
    signInSessionsValidFromDateTime: ago(90),
    lastPasswordChangeDateTime: ago(90),
    isManagementRestricted: person.restricted ? true : null,
    ...onPremisesSide(contoso, person, ago),
  };
}

function onPremisesSide(contoso: Contoso, person: ContosoPerson, ago: (days: number) => string) {
  const none = {
    onPremisesSyncEnabled: null,
    onPremisesLastSyncDateTime: null,
    onPremisesDistinguishedName: null,
    onPremisesDomainName: null,
    onPremisesSamAccountName: null,
    onPremisesUserPrincipalName: null,
    onPremisesImmutableId: null,
    onPremisesSecurityIdentifier: null,
    onPremisesProvisioningErrors: [],
    isCloudManaged: false,
  };
  if (person.ad === undefined) return none;
  const account = seedAdAccount(contoso, person, person.ad, ago);
  return {
    onPremisesSyncEnabled: { synced: true, 'cut-loose': false, 'cloud-managed': null }[person.ad.state],
    onPremisesLastSyncDateTime: account.exported.at,
    onPremisesDistinguishedName: account.distinguishedName,
    onPremisesDomainName: account.domainName,
    onPremisesSamAccountName: account.samAccountName,
    onPremisesUserPrincipalName: account.userPrincipalName,
    onPremisesImmutableId: immutableId(account.objectGuid),
    onPremisesSecurityIdentifier: account.securityIdentifier,
    onPremisesProvisioningErrors: [],
    isCloudManaged: person.ad.state === 'cloud-managed',
  };
}

/** Base64 of the 16 bytes as AD stores them: the first three groups little-endian (hybrid.md 1.3). */
export function immutableId(objectGuid: string): string {
  const bytes = Buffer.from(objectGuid.replaceAll('-', ''), 'hex');
  return Buffer.concat([
    bytes.subarray(0, 4).reverse(),
    bytes.subarray(4, 6).reverse(),
    bytes.subarray(6, 8).reverse(),
    bytes.subarray(8),
  ]).toString('base64');
}

/** A deleted person's UPN carries the object id in front, so that the name is free again (graph.md 2.9). */
export function mangledName(id: string, userPrincipalName: string): string {
  return id.replaceAll('-', '') + userPrincipalName;
}

function seedLicences(contoso: Contoso, person: ContosoPerson, ago: (days: number) => string): DirectLicence[] {
  return person.licences.map((name) => {
    const licence = contoso.licences.find((known) => known.skuPartNumber === name);
    if (licence === undefined) throw new TypeError(`contoso.json has no licence "${name}"`);
    const off = person.disabledPlans[name] ?? [];
    return {
      skuId: licence.skuId,
      disabledPlans: off.flatMap((plan) => licence.plans[plan] ?? []),
      since: ago(300),
    };
  });
}

function seedMailbox(userPurpose: 'user' | 'shared'): Mailbox {
  return {
    userPurpose,
    timeZone: 'W. Europe Standard Time',
    language: 'nl-NL',
    automaticReplies: {
      status: 'disabled',
      externalAudience: 'all',
      internalReplyMessage: '',
      externalReplyMessage: '',
      scheduledStartDateTime: null,
      scheduledEndDateTime: null,
    },
  };
}

function seedDrive(key: string, person: ContosoPerson): Drive {
  const site = person.userPrincipalName.replaceAll(/[^A-Za-z0-9]/g, '_');
  return {
    id: `b!${stableGuid(`drive:${key}`).replaceAll('-', '')}`,
    rootId: `01${stableGuid(`root:${key}`).replaceAll('-', '').toUpperCase()}`,
    webUrl: `https://contoso-my.sharepoint.com/personal/${site}/Documents`,
    usedBytes: 1_200_000_000,
    permissions: [],
  };
}

function seedRoles(contoso: Contoso): RoleAssignment[] {
  const assignment = (principalId: string, name: string, kind: RoleAssignment['kind']): RoleAssignment => {
    const role = contoso.roles.find((known) => known.name === name);
    if (role === undefined) throw new TypeError(`contoso.json has no role "${name}"`);
    return { id: stableGuid(`${kind}:${principalId}:${name}`), roleDefinitionId: role.templateId, principalId, kind };
  };
  return [
    ...Object.values(contoso.people).flatMap((person) => [
      ...person.roles.map((name) => assignment(person.id, name, 'active')),
      ...person.eligibleRoles.map((name) => assignment(person.id, name, 'eligible')),
    ]),
    ...Object.values(contoso.groups).flatMap((group) =>
      group.roles.map((name) => assignment(group.id, name, 'active')),
    ),
  ];
}

/** The audit log reaches back 30 days: of a person purged yesterday only the purge is left. */
function seedAudits(person: ContosoPerson, ago: (days: number) => string): AuditRow[] {
  const days = person.deletedDaysAgo;
  if (days === undefined) return [];
  const row = (activity: string, by: AuditRow['by'], at: string): AuditRow => ({
    id: stableGuid(`audit:${activity}:${person.id}`),
    at,
    activity,
    by,
    targetId: person.id,
    targetName: person.userPrincipalName,
    correlationId: null,
    modified: [],
  });
  if (days > DELETED_ITEM_DAYS) return [row('Hard Delete user', 'service', ago(days - DELETED_ITEM_DAYS))];
  return [row('Delete user', person.ad === undefined ? 'application' : 'directory-sync', ago(days))];
}
