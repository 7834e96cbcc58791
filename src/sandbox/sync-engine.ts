import { isInSyncScope } from '../domain/ad-domain.ts';
import { softDelete, undelete } from './deleted-items.ts';
import { stableGuid } from './stable-guid.ts';
import { audited, changeCloud, changePerson, noted } from './tenant-record.ts';
import type { AdAccount, CloudAccount, TenantDevice, TenantGroup, TenantPerson, TenantState } from './tenant-state.ts';

/** Password hashes travel every two minutes, apart from the object cycle (hybrid.md 1.3). */
const PASSWORD_SYNC_MS = 2 * 60 * 1000;

/**
 * One cycle of directory sync: for everybody in scope the AD side wins. A cloud block of somebody whose AD account is
 * enabled is turned back, for some at this cycle, for others only once the AD object changes: sources report both
 * (hybrid.md 0.3 and section 5). `people` is the same object when nothing had to be exported.
 */
export function syncCycle(state: TenantState, now: Date): TenantState {
  const cloud = state.sync.cloudSync.map(({ domainName }) => domainName);
  const people = exportPeople(state, now, ({ domainName }) => !cloud.includes(domainName));
  const exported = exportDevices(people, now);
  return { ...exported, sync: { ...exported.sync, ...stampedClock(state.sync, now) } };
}

/** One cycle of Cloud Sync for one domain. The organisation's stamp is Entra Connect's; people carry their own. */
export function cloudSyncCycle(state: TenantState, now: Date, domainName: string): TenantState {
  const exported = exportPeople(state, now, (account) => account.domainName === domainName);
  const cloudSync = exported.sync.cloudSync.map((clock) =>
    clock.domainName === domainName ? { ...clock, ...stampedClock(clock, now) } : clock,
  );
  return { ...exported, sync: { ...exported.sync, cloudSync } };
}

/** Exports this one person now, as `provisionOnDemand` does (hybrid.md 0.4). */
export function exportNow(state: TenantState, now: Date, personId: string): TenantState {
  const person = state.people[personId];
  return person === undefined ? state : exportPerson(state, now, person);
}

type Clock = { readonly nextCycleAt: string; readonly intervalMinutes: number };

function stampedClock({ nextCycleAt, intervalMinutes }: Clock, now: Date) {
  const next = new Date(now.getTime() + intervalMinutes * 60_000).toISOString();
  return { lastCycleAt: now.toISOString(), nextCycleAt: Date.parse(nextCycleAt) > now.getTime() ? nextCycleAt : next };
}

function exportPeople(state: TenantState, now: Date, isCarried: (account: AdAccount) => boolean): TenantState {
  return Object.values(state.people).reduce(
    (next, person) => (person.ad !== null && isCarried(person.ad) ? exportPerson(next, now, person) : next),
    state,
  );
}

/**
 * Computers that are joined to AD DS are enabled there, and so they are in the cloud after every cycle (hybrid.md 1.6).
 * Only Entra Connect carries computers.
 */
function exportDevices(state: TenantState, now: Date): TenantState {
  return Object.values(state.devices)
    .filter(({ trustType, accountEnabled }) => trustType === 'ServerAd' && !accountEnabled)
    .reduce((next, device) => turnDeviceBack(next, now, device), state);
}

function turnDeviceBack(state: TenantState, now: Date, device: TenantDevice): TenantState {
  const enabled = { ...device, accountEnabled: true, onPremisesLastSyncDateTime: now.toISOString() };
  const written = { ...state, devices: { ...state.devices, [device.id]: enabled } };
  const [person] = [...device.owners, ...device.users];
  if (person === undefined) return written;
  return noted(written, now, 'directory-sync', person, 'device-turned-back', device.displayName);
}

/** When this person's new AD password reaches the cloud; null when there is none, or when it never will. */
export function passwordDue(person: TenantPerson): Date | null {
  const account = person.ad;
  if (account === null || account.signIn !== 'password-hash' || !account.inScope || account.deletedAt !== null)
    return null;
  // The rule that carries hashes has only enabled accounts in scope: once the disable is synced, hashes stop (hybrid.md
  // 0.6).
  if (!account.exported.enabled || account.passwordChangedAt <= account.exported.passwordAt) return null;
  return new Date(Date.parse(account.passwordChangedAt) + PASSWORD_SYNC_MS);
}

/** Carries every password hash that is due. */
export function passwordSync(state: TenantState, now: Date): TenantState {
  const due = Object.values(state.people).filter((person) => {
    const at = passwordDue(person);
    return at !== null && at.getTime() <= now.getTime();
  });
  return due.reduce((next, person) => carryPassword(next, now, person), state);
}

function carryPassword(state: TenantState, now: Date, person: TenantPerson): TenantState {
  const at = now.toISOString();
  const carried = changeCloud(state, person.id, () => ({ lastPasswordChangeDateTime: at }));
  const exported = changeExported(carried, person.id, (account) => ({ passwordAt: account.passwordChangedAt }));
  const synced = { ...exported, sync: { ...exported.sync, lastPasswordSyncAt: at } };
  return noted(synced, now, 'directory-sync', person.id, 'password-hash-synced');
}

function exportPerson(state: TenantState, now: Date, person: TenantPerson): TenantState {
  const account = person.ad;
  if (account === null || !account.inScope) return state;
  if ((person.cloud?.onPremisesProvisioningErrors ?? []).length > 0) return state;
  if (isGone(state, account))
    return account.exported.deleted || state.sync.holdsDeletions ? state : exportDeletion(state, now, person);
  return exportPresent(exportMemberships(state, now, person, account), now, person, account);
}

function exportPresent(state: TenantState, now: Date, person: TenantPerson, account: AdAccount): TenantState {
  const changed = account.whenChanged > account.exported.at;
  const heeded = changed || person.quirks.overwrites === 'next-cycle';
  if (person.cloud === null) return changed ? exportAnew(state, now, person, account) : state;
  if (person.cloud.deletedDateTime !== null) return heeded ? exportReturn(state, now, person, account) : state;
  const differs = person.cloud.accountEnabled !== account.enabled && heeded;
  if (!differs) return changed ? stamped(state, now, person.id) : state;
  return stamped(exportEnabled(state, now, person, person.cloud, account), now, person.id);
}

/** Deleted in AD, or moved to where directory sync does not look: the same to the cloud (hybrid.md 1.3). */
function isGone(state: TenantState, account: AdAccount): boolean {
  const domain = state.adDomains.find(({ name }) => name === account.domainName);
  return account.deletedAt !== null || (domain !== undefined && !isInSyncScope(domain, account.distinguishedName));
}

/** Who is in a synced group is for the AD group to say. */
function exportMemberships(state: TenantState, now: Date, { id }: TenantPerson, account: AdAccount): TenantState {
  const held = account.groups.map((name) => name.toLowerCase());
  return Object.values(state.groups).reduce((next, group) => {
    if (group.distinguishedName === null || group.onPremisesSyncEnabled !== true) return next;
    const wanted = held.includes(group.distinguishedName.toLowerCase());
    if (wanted === group.members.includes(id)) return next;
    const changed = withMembership(next, group, id, wanted);
    return noted(changed, now, 'directory-sync', id, wanted ? 'joined-group' : 'left-group', group.displayName);
  }, state);
}

function withMembership(state: TenantState, group: TenantGroup, id: string, wanted: boolean): TenantState {
  const members = wanted ? [...group.members, id] : group.members.filter((member) => member !== id);
  return { ...state, groups: { ...state.groups, [group.id]: { ...group, members } } };
}

function exportEnabled(
  state: TenantState,
  now: Date,
  person: TenantPerson,
  cloud: CloudAccount,
  account: AdAccount,
): TenantState {
  const what = !account.enabled ? 'blocked' : account.exported.enabled ? 'block-turned-back' : 'unblocked';
  const written = changeCloud(state, person.id, () => ({ accountEnabled: account.enabled }));
  const modified = [
    { name: 'AccountEnabled', from: JSON.stringify([cloud.accountEnabled]), to: JSON.stringify([account.enabled]) },
  ];
  const logged = audited(written, now, 'directory-sync', 'Update user', person, modified);
  return noted(logged, now, 'directory-sync', person.id, what);
}

function exportDeletion(state: TenantState, now: Date, person: TenantPerson): TenantState {
  const gone = person.cloud === null || person.cloud.deletedDateTime !== null;
  const deleted = gone ? state : softDelete(state, now, person.id, 'directory-sync');
  return stamped(deleted, now, person.id);
}

/** The same anchor: the same cloud object comes back (hybrid.md 0.8). */
function exportReturn(state: TenantState, now: Date, person: TenantPerson, account: AdAccount): TenantState {
  const back = { accountEnabled: account.enabled, onPremisesSyncEnabled: true };
  return stamped(undelete(state, now, person.id, 'directory-sync', back), now, person.id);
}

/** The cloud object was purged: sync makes a new one, with another object id and nothing of the old one's. */
function exportAnew(state: TenantState, now: Date, person: TenantPerson, account: AdAccount): TenantState {
  const at = now.toISOString();
  const id = stableGuid(`again:${person.id}:${account.whenChanged}`);
  const cloud: CloudAccount = {
    ...EMPTY_CLOUD,
    id,
    displayName: account.samAccountName,
    userPrincipalName: account.userPrincipalName,
    mailNickname: account.samAccountName,
    accountEnabled: account.enabled,
    createdDateTime: at,
    signInSessionsValidFromDateTime: at,
    lastPasswordChangeDateTime: at,
    onPremisesSyncEnabled: true,
    onPremisesDistinguishedName: account.distinguishedName,
    onPremisesDomainName: account.domainName,
    onPremisesSamAccountName: account.samAccountName,
    onPremisesUserPrincipalName: account.userPrincipalName,
    onPremisesSecurityIdentifier: account.securityIdentifier,
    onPremisesProvisioningErrors: [],
  };
  const left = changePerson(state, person.id, (former) => ({ ...former, ad: null }));
  const joined = { ...left, people: { ...left.people, [id]: { ...person, id, cloud } } };
  return noted(stamped(joined, now, id), now, 'directory-sync', id, 'restored', 'new object');
}

const EMPTY_CLOUD = {
  givenName: null,
  surname: null,
  mail: null,
  otherMails: [],
  proxyAddresses: [],
  jobTitle: null,
  department: null,
  officeLocation: null,
  preferredLanguage: null,
  userType: 'Member',
  externalUserState: null,
  usageLocation: null,
  deletedDateTime: null,
  managerId: null,
  directLicences: [],
  isManagementRestricted: null,
  onPremisesLastSyncDateTime: null,
  onPremisesImmutableId: null,
  isCloudManaged: false,
} as const;

/** Remembers what was exported, on both sides. */
function stamped(state: TenantState, now: Date, id: string): TenantState {
  const at = now.toISOString();
  const account = state.people[id]?.ad;
  const stampedCloud = changeCloud(state, id, (cloud) => ({
    onPremisesLastSyncDateTime: at,
    ...(account == null ? {} : masteredSide(cloud, account)),
  }));
  return changeExported(stampedCloud, id, (exported) => ({
    at,
    enabled: exported.enabled,
    deleted: isGone(state, exported),
  }));
}

/** What else of the person AD says; a name that AD lost is the sAMAccountName. */
function masteredSide(cloud: CloudAccount, account: AdAccount): Partial<CloudAccount> {
  const { displayName, department, title } = account.attributes;
  const { distinguishedName, userPrincipalName } = account;
  return {
    displayName: displayName?.[0] ?? account.samAccountName,
    department: department?.[0] ?? null,
    jobTitle: title?.[0] ?? null,
    onPremisesDistinguishedName: distinguishedName,
    onPremisesUserPrincipalName: userPrincipalName === '' ? cloud.onPremisesUserPrincipalName : userPrincipalName,
  };
}

function changeExported(
  state: TenantState,
  id: string,
  change: (account: AdAccount) => Partial<AdAccount['exported']>,
): TenantState {
  return changePerson(state, id, (person) =>
    person.ad === null
      ? person
      : { ...person, ad: { ...person.ad, exported: { ...person.ad.exported, ...change(person.ad) } } },
  );
}
