import { listDeleted, purgeDeleted, readDeleted, restoreDeleted } from './deleted-people.ts';
import { listOwnedDevices, listRegisteredDevices, readDevice, updateDevice } from './devices.ts';
import {
  deletePermission,
  invite,
  listPermissions,
  readDrive,
  readPermission,
  readRoot,
  updatePermission,
} from './drives.ts';
import type { GraphCall, GraphHandler } from './graph-call.ts';
import { addReference, removeReference } from './group-references.ts';
import { listGroups, listMembers, listOwners, readGroup } from './groups.ts';
import { assignLicences, listLicenceDetails, listSkus, reprocessLicences } from './licences.ts';
import { readMailboxSettings, updateMailboxSettings } from './mailbox.ts';
import {
  checkMemberGroups,
  getMemberObjects,
  listMemberOf,
  listMemberOfGroups,
  listMemberOfRoles,
  listMemberOfUnits,
  listOwned,
  listOwnedApplications,
  listOwnedGroups,
} from './memberships.ts';
import {
  listAppRoleAssignments,
  listDirectReports,
  listPeople,
  readManager,
  readPerson,
  readSyncBehavior,
} from './people.ts';
import { deletePerson, revokeSessions, updatePerson } from './person-writes.ts';
import { listActivations, listEligibility, listRoleAssignments, listRoleDefinitions } from './roles.ts';
import { listJobs, provisionOnDemand } from './synchronization.ts';
import { listDirectoryAudits, listDomains, listOrganization } from './tenant-wide.ts';

export type Route = {
  /** As in the OpenAPI description: `/users/{user-id}/manager`. */
  readonly template: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly handle: GraphHandler;
};

/** The route of a request, its parameters decoded; null for what the sandbox does not play. */
export function findRoute(method: string, path: string): Route | null {
  const segments = path.split('/');
  for (const [verb, template, handle] of ROUTES) {
    const parameters = verb === method ? match(template.split('/'), segments) : null;
    if (parameters !== null) return { template, parameters, handle };
  }
  return null;
}

function match(template: readonly string[], segments: readonly string[]): Record<string, string> | null {
  if (template.length !== segments.length) return null;
  const parameters: Record<string, string> = {};
  for (const [place, expected] of template.entries()) {
    const segment = segments[place] ?? '';
    if (expected.startsWith('{')) {
      if (segment === '' || segment.startsWith('$')) return null;
      parameters[expected.slice(1, -1)] = decodeURIComponent(segment);
    } else if (decodeURIComponent(segment) !== expected) return null;
  }
  return parameters;
}

/** The trap of graph.md 0.1: without `/$ref` the person is deleted, not the membership. */
function deleteTheMember(call: GraphCall) {
  return deletePerson({ ...call, parameters: { 'user-id': call.parameters['directoryObject-id'] ?? '' } });
}

const P = '/users/{user-id}';
const G = '/groups/{group-id}';
const D = '/drives/{drive-id}';
const I = `${D}/items/{driveItem-id}`;
const ROLES = '/roleManagement/directory';
const DELETED = '/directory/deletedItems';
const JOBS = '/servicePrincipals/{servicePrincipal-id}/synchronization/jobs';

/** More exact templates first. */
const ROUTES: readonly (readonly [method: string, template: string, handle: GraphHandler])[] = [
  ['GET', '/users', listPeople],
  ['GET', P, readPerson],
  ['PATCH', P, updatePerson],
  ['DELETE', P, deletePerson],
  ['GET', `${P}/manager`, readManager],
  ['GET', `${P}/directReports`, listDirectReports],
  ['GET', `${P}/memberOf`, listMemberOf('direct')],
  ['GET', `${P}/transitiveMemberOf`, listMemberOf('transitive')],
  ['GET', `${P}/memberOf/microsoft.graph.group`, listMemberOfGroups('direct')],
  ['GET', `${P}/transitiveMemberOf/microsoft.graph.group`, listMemberOfGroups('transitive')],
  ['GET', `${P}/memberOf/microsoft.graph.directoryRole`, listMemberOfRoles('direct')],
  ['GET', `${P}/transitiveMemberOf/microsoft.graph.directoryRole`, listMemberOfRoles('transitive')],
  ['GET', `${P}/memberOf/microsoft.graph.administrativeUnit`, listMemberOfUnits],
  ['GET', `${P}/transitiveMemberOf/microsoft.graph.administrativeUnit`, listMemberOfUnits],
  ['GET', `${P}/ownedObjects`, listOwned],
  ['GET', `${P}/ownedObjects/microsoft.graph.group`, listOwnedGroups],
  ['GET', `${P}/ownedObjects/microsoft.graph.application`, listOwnedApplications('application')],
  ['GET', `${P}/ownedObjects/microsoft.graph.servicePrincipal`, listOwnedApplications('servicePrincipal')],
  ['POST', `${P}/checkMemberGroups`, checkMemberGroups],
  ['POST', `${P}/getMemberObjects`, getMemberObjects],
  ['POST', `${P}/revokeSignInSessions`, revokeSessions],
  ['POST', `${P}/assignLicense`, assignLicences],
  ['POST', `${P}/reprocessLicenseAssignment`, reprocessLicences],
  ['GET', `${P}/licenseDetails`, listLicenceDetails],
  ['GET', `${P}/onPremisesSyncBehavior`, readSyncBehavior],
  ['GET', `${P}/appRoleAssignments`, listAppRoleAssignments],
  ['GET', `${P}/ownedDevices`, listOwnedDevices],
  ['GET', `${P}/registeredDevices`, listRegisteredDevices],
  ['GET', '/devices/{device-id}', readDevice],
  ['PATCH', '/devices/{device-id}', updateDevice],
  ['GET', `${P}/mailboxSettings`, readMailboxSettings],
  ['PATCH', `${P}/mailboxSettings`, updateMailboxSettings],
  ['GET', `${P}/drive`, readDrive],
  ['GET', `${D}/root`, readRoot],
  ['POST', `${I}/invite`, invite],
  ['GET', `${I}/permissions`, listPermissions],
  ['GET', `${I}/permissions/{permission-id}`, readPermission],
  ['PATCH', `${I}/permissions/{permission-id}`, updatePermission],
  ['DELETE', `${I}/permissions/{permission-id}`, deletePermission],
  ['GET', '/groups', listGroups],
  ['GET', G, readGroup],
  ['GET', `${G}/members`, listMembers],
  ['POST', `${G}/members/$ref`, addReference('members')],
  ['DELETE', `${G}/members/{directoryObject-id}/$ref`, removeReference('members')],
  ['DELETE', `${G}/members/{directoryObject-id}`, deleteTheMember],
  ['GET', `${G}/owners`, listOwners],
  ['POST', `${G}/owners/$ref`, addReference('owners')],
  ['DELETE', `${G}/owners/{directoryObject-id}/$ref`, removeReference('owners')],
  ['DELETE', `${G}/owners/{directoryObject-id}`, deleteTheMember],
  ['GET', `${ROLES}/roleAssignments`, listRoleAssignments],
  ['GET', `${ROLES}/roleEligibilityScheduleInstances`, listEligibility],
  ['GET', `${ROLES}/roleAssignmentScheduleInstances`, listActivations],
  ['GET', `${ROLES}/roleDefinitions`, listRoleDefinitions],
  ['GET', `${DELETED}/microsoft.graph.user`, listDeleted],
  ['GET', `${DELETED}/{directoryObject-id}`, readDeleted],
  ['DELETE', `${DELETED}/{directoryObject-id}`, purgeDeleted],
  ['POST', `${DELETED}/{directoryObject-id}/restore`, restoreDeleted],
  ['GET', JOBS, listJobs],
  ['POST', `${JOBS}/{synchronizationJob-id}/provisionOnDemand`, provisionOnDemand],
  ['GET', '/organization', listOrganization],
  ['GET', '/domains', listDomains],
  ['GET', '/subscribedSkus', listSkus],
  ['GET', '/auditLogs/directoryAudits', listDirectoryAudits],
];
