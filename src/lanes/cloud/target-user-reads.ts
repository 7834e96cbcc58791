import { GROUP_FIELDS } from './classify-group.ts';
import { deviceReads } from './devices.ts';
import type { BatchAnswer, ReadRequest } from './graph-answer.ts';
import { MOST_IN_BATCH } from './graph-batch.ts';
import { at } from './graph-path.ts';
import { filterLiteral } from './graph-query.ts';
import { membershipReads } from './memberships.ts';

/** A target user as Graph's own object; nearly all of it comes only when selected (graph.md 2.1). */
const TARGET_USER_FIELDS = [
  'id,displayName,userPrincipalName,jobTitle,department,accountEnabled,userType,externalUserState,lastPasswordChangeDateTime,employeeType,isManagementRestricted',
  'onPremisesSyncEnabled,onPremisesLastSyncDateTime,onPremisesDistinguishedName,onPremisesDomainName,onPremisesUserPrincipalName',
  'onPremisesSamAccountName,onPremisesImmutableId,onPremisesSecurityIdentifier',
  'licenseAssignmentStates,onPremisesProvisioningErrors,serviceProvisioningErrors,mail',
].join(',');

const DELETED_FIELDS = [
  'id,displayName,userPrincipalName,jobTitle,department,accountEnabled,userType,externalUserState,lastPasswordChangeDateTime,deletedDateTime,proxyAddresses,mail',
  'onPremisesSyncEnabled,onPremisesLastSyncDateTime,onPremisesDistinguishedName,onPremisesDomainName,onPremisesUserPrincipalName',
  'onPremisesSamAccountName,onPremisesImmutableId,onPremisesSecurityIdentifier',
].join(',');

/**
 * First round trip: the directory itself. Each part stands alone, so that a missing licence or permission of one does
 * not take the others with it (graph.md 0.13). The chain of managers in one read needs `$levels` and the header (Learn,
 * user-list-manager).
 */
export function directoryReads(id: string) {
  return {
    ...protectionReads(id),
    deleted: { path: at`/directory/deletedItems/${id}`, query: { $select: DELETED_FIELDS } },
    organization: {
      path: at`/organization`,
      query: { $select: 'id,onPremisesSyncEnabled,onPremisesLastSyncDateTime' },
    },
    domains: { path: at`/domains`, query: { $select: 'id,authenticationType' } },
    chain: {
      path: at`/users/${id}`,
      query: { $select: 'id', $expand: 'manager($levels=max;$select=id,displayName)' },
      eventual: true,
    },
    ...membershipReads(id),
    ...deviceReads(id),
    syncBehavior: { path: at`/users/${id}/onPremisesSyncBehavior`, query: { $select: 'isCloudManaged' } },
    applications: { path: at`/users/${id}/appRoleAssignments`, query: { $select: 'id', $top: '999' } },
    reports: { path: at`/users/${id}/directReports`, query: { $select: 'id', $top: '999' } },
    skus: { path: at`/subscribedSkus`, query: { $select: 'skuId,skuPartNumber,servicePlans' } },
  } as const satisfies Record<string, ReadRequest>;
}

/**
 * The same, where somebody has to be blocked at once: what tells whether that may be is waited for, and nothing else.
 */
export function blockReads(id: string): ReturnType<typeof directoryReads> {
  const reads = directoryReads(id);
  const awaited = new Set(['deleted', ...Object.keys(protectionReads(id))]);
  const parts = Object.entries<ReadRequest>(reads).map(([name, read]) => [
    name,
    awaited.has(name) ? read : { ...read, impatient: true },
  ]);
  return { ...reads, ...Object.fromEntries(parts) };
}

/** What tells whether anybody may touch this person at all. */
export function protectionReads(id: string) {
  const principal = `principalId eq ${filterLiteral(id.toLowerCase())}`;
  return {
    targetUser: { path: at`/users/${id}`, query: { $select: TARGET_USER_FIELDS } },
    owned: membershipReads(id).owned,
    allGroups: {
      path: at`/users/${id}/transitiveMemberOf/microsoft.graph.group`,
      query: { $select: GROUP_FIELDS, $top: '999' },
    },
    roles: {
      path: at`/users/${id}/transitiveMemberOf/microsoft.graph.directoryRole`,
      query: { $select: 'id,displayName' },
    },
    assignedRoles: {
      path: at`/roleManagement/directory/roleAssignments`,
      query: { $filter: principal, $expand: 'roleDefinition' },
    },
    eligibleRoles: {
      path: at`/roleManagement/directory/roleEligibilityScheduleInstances`,
      query: { $filter: principal, $expand: 'roleDefinition' },
    },
    ownedApplications: {
      path: at`/users/${id}/ownedObjects/microsoft.graph.application`,
      query: { $select: 'id,appId,displayName' },
    },
    ownedPrincipals: {
      path: at`/users/${id}/ownedObjects/microsoft.graph.servicePrincipal`,
      query: { $select: 'id,appId,displayName' },
    },
  } as const satisfies Record<string, ReadRequest>;
}

/**
 * The first round trip, as it came back. `isForBlock`: what else has no answer is left out. `id` in lower case;
 * `readAt`: tenant time, ISO 8601, UTC.
 */
export type Reading = {
  readonly id: string;
  readonly first: Readonly<Record<keyof ReturnType<typeof directoryReads>, BatchAnswer>>;
  readonly readAt: string;
  readonly isForBlock: boolean;
};

/** Second round trip for somebody active: mailbox and files, which live outside the directory (graph.md 0.13, 2.7). */
export function workloadReads(id: string) {
  return {
    mailbox: { path: at`/users/${id}/mailboxSettings` },
    drive: { path: at`/users/${id}/drive`, query: { $select: 'id,webUrl' } },
  } as const satisfies Record<string, ReadRequest>;
}

/** Second round trip for somebody deleted: who holds the name or an address now; some addresses in each read. */
export function conflictReads({
  userPrincipalName,
  addresses,
}: {
  readonly userPrincipalName: string;
  readonly addresses: readonly string[];
}): Readonly<Record<string, ReadRequest>> {
  const clauses = [
    `userPrincipalName eq ${filterLiteral(userPrincipalName)}`,
    ...addresses.map((address) => `proxyAddresses/any(a:a eq ${filterLiteral(address)})`),
  ].slice(0, MOST_CLAUSES * MOST_IN_BATCH);
  const starts = Array.from({ length: Math.ceil(clauses.length / MOST_CLAUSES) }, (_, at) => at * MOST_CLAUSES);
  const select = 'id,displayName,userPrincipalName,proxyAddresses';
  return Object.fromEntries(
    starts.map((start) => {
      const $filter = clauses.slice(start, start + MOST_CLAUSES).join(' or ');
      return [`conflict-${start}`, { path: at`/users`, query: { $filter, $select: select, $top: '100' } }];
    }),
  );
}

// `$filter` allows only so many clauses.
const MOST_CLAUSES = 8;

/** Second round trip for somebody gone: the newest line of the audit log about them. */
export function traceReads(id: string) {
  return {
    trace: {
      path: at`/auditLogs/directoryAudits`,
      query: {
        $filter: `targetResources/any(r:r/id eq ${filterLiteral(id.toLowerCase())})`,
        $orderby: 'activityDateTime desc',
        $top: '1',
      },
    },
  } as const satisfies Record<string, ReadRequest>;
}
