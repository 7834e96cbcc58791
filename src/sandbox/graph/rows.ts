import { type ActivePerson, licenceStates } from '../tenant-reads.ts';
import type { TenantGroup, TenantState } from '../tenant-state.ts';
import type { JsonObject } from './graph-call.ts';

/** Everything Graph could show of a person; `$select` picks from it. */
export function personRow(state: TenantState, person: ActivePerson): JsonObject {
  const { directLicences: _, managerId, isCloudManaged: __, ...shown } = person.cloud;
  const licences = licenceStates(state, person);
  return {
    '@odata.type': '#microsoft.graph.user',
    ...shown,
    onPremisesProvisioningErrors: shown.onPremisesProvisioningErrors.map((error) => ({ ...error })),
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
    manager: managerRow(state, managerId, MOST_LEVELS),
  };
}

const MOST_LEVELS = 20;

/** A manager with theirs, and so on to the top: what `$expand=manager($levels=max)` shows; one level is cut from it. */
function managerRow(state: TenantState, managerId: string | null, levels: number): JsonObject | null {
  const cloud = managerId === null ? null : (state.people[managerId]?.cloud ?? null);
  if (cloud === null || cloud.deletedDateTime !== null || levels === 0) return null;
  const { id, displayName, userPrincipalName, mail, jobTitle } = cloud;
  const above = managerRow(state, cloud.managerId, levels - 1);
  const row = { '@odata.type': '#microsoft.graph.user', id, displayName, userPrincipalName, mail, jobTitle };
  return above === null ? row : { ...row, manager: above };
}

export function groupRow(group: TenantGroup): JsonObject {
  const { members: _, owners: __, licences, distinguishedName: ___, ...shown } = group;
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
