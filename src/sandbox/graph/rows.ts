import { type ActivePerson, licenceStates } from '../tenant-reads.ts';
import type { TenantGroup, TenantState } from '../tenant-state.ts';
import type { JsonObject } from './graph-call.ts';

/** Everything Graph could show of a person; `$select` picks from it. */
export function personRow(state: TenantState, person: ActivePerson): JsonObject {
  const { directLicences: _, managerId, isCloudManaged: __, ...shown } = person.cloud;
  const licences = licenceStates(state, person);
  const manager = managerId === null ? undefined : state.people[managerId];
  const visibleManager = manager?.cloud != null && manager.cloud.deletedDateTime === null ? manager.cloud : null;
  return {
    '@odata.type': '#microsoft.graph.user',
    ...shown,
    mobilePhone: null,
    isResourceAccount: null,
    assignedLicenses: [...new Map(licences.map((licence) => [licence.skuId, licence])).values()].map((licence) => ({
      skuId: licence.skuId,
      disabledPlans: licence.disabledPlans,
    })),
    licenseAssignmentStates: licences.map((licence) => ({
      skuId: licence.skuId,
      assignedByGroup: licence.assignedByGroup,
      disabledPlans: licence.disabledPlans,
      state: 'Active',
      error: 'None',
      lastUpdatedDateTime: licence.since,
    })),
    manager:
      visibleManager === null
        ? null
        : {
            '@odata.type': '#microsoft.graph.user',
            id: visibleManager.id,
            displayName: visibleManager.displayName,
            userPrincipalName: visibleManager.userPrincipalName,
            mail: visibleManager.mail,
            jobTitle: visibleManager.jobTitle,
          },
  };
}

export function groupRow(group: TenantGroup): JsonObject {
  const { members: _, owners: __, licences, ...shown } = group;
  return {
    '@odata.type': '#microsoft.graph.group',
    ...shown,
    membershipRuleProcessingState: group.membershipRule === null ? null : 'On',
    assignedLicenses: licences.map((licence) => ({ ...licence })),
    proxyAddresses: group.mail === null ? [] : [`SMTP:${group.mail}`],
  };
}

/** A service principal that owns something: the tenant knows no more of it. */
export function servicePrincipalRow(id: string): JsonObject {
  return { '@odata.type': '#microsoft.graph.servicePrincipal', id, displayName: 'SAP connector' };
}
