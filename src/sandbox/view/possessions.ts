import type { KeyAfter } from '../../domain/text-key.ts';
import type { Tenant, TenantDevice, TenantGroup, TenantPerson, TenantState } from '../tenant.ts';

export type Possession = {
  readonly id: string;
  readonly name: string /** Name of the group that gives it; null = direct. */;
  readonly through: string | null;
};

/** Licences that a person holds: direct ones first, then those that a group gives. */
export function licencesOf(tenant: Tenant, state: TenantState, person: TenantPerson): readonly Possession[] {
  if (person.cloud === null) return [];
  const name = (skuId: string) => tenant.contoso.licences.find((licence) => licence.skuId === skuId)?.name ?? skuId;
  const direct = person.cloud.directLicences.map(({ skuId }) => ({ id: skuId, name: name(skuId), through: null }));
  const inherited = groupsOf(state, person.id).flatMap((group) =>
    group.licences.map(({ skuId }) => ({ id: skuId, name: name(skuId), through: group.displayName })),
  );
  return [...direct, ...inherited];
}

/** Groups that a person is a direct member of, by name. */
export function groupsOf(state: TenantState, personId: string): readonly TenantGroup[] {
  return Object.values(state.groups)
    .filter((group) => group.members.includes(personId))
    .toSorted((a, b) => a.displayName.localeCompare(b.displayName, 'nl'));
}

/** Devices that a person registered or uses, by name. */
export function devicesOf(state: TenantState, personId: string): readonly TenantDevice[] {
  return Object.values(state.devices)
    .filter(({ owners, users }) => owners.includes(personId) || users.includes(personId))
    .toSorted((a, b) => a.displayName.localeCompare(b.displayName, 'nl'));
}

/** How a group differs from an ordinary one, for the label beside its name. */
export function groupClass(group: TenantGroup): Exclude<KeyAfter<'view.group.'>, 'owner'> {
  if (group.onPremisesSyncEnabled === true) return 'synced';
  if (group.groupTypes.includes('DynamicMembership')) return 'dynamic';
  if (group.isAssignableToRole === true) return 'role';
  if (group.groupTypes.includes('Unified')) return 'team';
  if (group.mailEnabled) return group.securityEnabled ? 'mail-security' : 'distribution';
  return 'security';
}
