import type { Group } from '@microsoft/microsoft-graph-types';
import type { GroupClass } from '../../domain/target-user.ts';

/** `$select` for {@link classifyGroup} and {@link licencesOf}. */
export const GROUP_FIELDS =
  'id,displayName,groupTypes,mailEnabled,securityEnabled,onPremisesSyncEnabled,onPremisesSecurityIdentifier,isAssignableToRole,membershipRule,assignedLicenses,isManagementRestricted';

/**
 * Which kind of group this is, in the order of `GROUP_CLASSES`: the first that holds wins (graph.md 2.4). A group that
 * we may not read comes back with nothing but its id; it counts as role-assignable, so that nobody touches it.
 */
export function classifyGroup(group: Group): GroupClass {
  if (!isReadable(group)) return 'role-assignable';
  const types = group.groupTypes ?? [];
  if (types.includes('DynamicMembership')) return 'dynamic';
  if (group.onPremisesSyncEnabled === true) return 'synced';
  if (group.mailEnabled === true && !types.includes('Unified')) return 'mail-enabled';
  if (group.isAssignableToRole === true || group.isManagementRestricted === true) return 'role-assignable';
  if (licencesOf(group).length > 0) return 'licensing';
  return types.includes('Unified') ? 'microsoft-365' : 'security';
}

/** False when Graph withheld everything but the id (no permission for this group). */
export function isReadable(group: Group): boolean {
  return typeof group.securityEnabled === 'boolean' || typeof group.mailEnabled === 'boolean';
}

/** SKU ids that the group assigns to its members. */
export function licencesOf(group: Group): readonly string[] {
  return (group.assignedLicenses ?? []).flatMap(({ skuId }) => (skuId ? [skuId] : []));
}
