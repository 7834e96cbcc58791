import { DELETED_ITEM_DAYS, mangledName } from './seed-tenant.ts';
import { audited, changeCloud, changePerson, noted } from './tenant-record.ts';
import type { AuditRow, CloudAccount, TenantPerson, TenantState, TimelineActor } from './tenant-state.ts';

/**
 * Moves the Entra object to the deleted items; its object id, groups, roles and licences stay with it (hybrid.md 1.3).
 */
export function softDelete(state: TenantState, now: Date, id: string, actor: 'leaver' | 'directory-sync'): TenantState {
  const person = state.people[id];
  if (person === undefined) return state;
  const deleted = changeCloud(state, id, (cloud) => ({
    deletedDateTime: now.toISOString(),
    userPrincipalName: mangledName(id, cloud.userPrincipalName),
  }));
  return noted(audited(deleted, now, auditActor(actor), 'Delete user', person), now, actor, id, 'deleted');
}

/** Takes the object out of the deleted items, under its former name or another. */
export function undelete(
  state: TenantState,
  now: Date,
  id: string,
  actor: 'leaver' | 'directory-sync',
  change: Partial<CloudAccount> = {},
): TenantState {
  const restored = changeCloud(state, id, (cloud) => ({
    deletedDateTime: null,
    userPrincipalName: formerName(cloud),
    ...change,
  }));
  const person = restored.people[id];
  if (person === undefined) return state;
  return noted(audited(restored, now, auditActor(actor), 'Restore user', person), now, actor, id, 'restored');
}

/** For good: the object, its mailbox and files, and every reference to it. */
export function purge(state: TenantState, now: Date, id: string, actor: TimelineActor): TenantState {
  const person = state.people[id];
  if (person === undefined || person.cloud === null) return state;
  const by = actor === 'leaver' ? 'application' : 'service';
  const gone = changePerson(audited(state, now, by, 'Hard Delete user', person), id, withoutCloud);
  const without = (ids: readonly string[]) => (ids.includes(id) ? ids.filter((other) => other !== id) : ids);
  const groups = Object.values(gone.groups).map((group) => ({
    ...group,
    members: without(group.members),
    owners: without(group.owners),
  }));
  const devices = Object.values(gone.devices).map((device) => ({
    ...device,
    owners: without(device.owners),
    users: without(device.users),
  }));
  const cleaned: TenantState = {
    ...gone,
    devices: Object.fromEntries(devices.map((device) => [device.id, device])),
    groups: Object.fromEntries(groups.map((group) => [group.id, group])),
    roleAssignments: gone.roleAssignments.filter((assignment) => assignment.principalId !== id),
    people: withoutManager(gone.people, id),
  };
  return noted(cleaned, now, actor, id, 'purged');
}

/** When this deleted item ends by itself; null for an object that is not deleted. */
export function endOfDeletedItem(person: TenantPerson): Date | null {
  const deletedAt = person.cloud?.deletedDateTime ?? null;
  return deletedAt === null ? null : new Date(Date.parse(deletedAt) + DELETED_ITEM_DAYS * 24 * 60 * 60 * 1000);
}

/** The UPN that the object had before it was deleted. */
export function formerName(cloud: CloudAccount): string {
  const prefix = mangledName(cloud.id, '');
  return cloud.userPrincipalName.startsWith(prefix)
    ? cloud.userPrincipalName.slice(prefix.length)
    : cloud.userPrincipalName;
}

function withoutCloud(person: TenantPerson): TenantPerson {
  return { ...person, cloud: null, mailbox: null, drive: null, appRoleAssignments: [] };
}

function withoutManager(people: TenantState['people'], id: string): TenantState['people'] {
  const entries = Object.entries(people).map(([key, person]): [string, TenantPerson] =>
    person.cloud?.managerId === id ? [key, { ...person, cloud: { ...person.cloud, managerId: null } }] : [key, person],
  );
  return Object.fromEntries(entries);
}

function auditActor(actor: 'leaver' | 'directory-sync'): AuditRow['by'] {
  return actor === 'leaver' ? 'application' : 'directory-sync';
}
