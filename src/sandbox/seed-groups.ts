import type { Contoso, ContosoGroup } from './contoso.ts';
import { adGroupName } from './seed-ad-account.ts';
import type { TenantGroup } from './tenant-state.ts';

/** The groups of contoso.json, with keys resolved to ids. */
export function seedGroups(contoso: Contoso, ago: (days: number) => string): Record<string, TenantGroup> {
  const groups = Object.entries(contoso.groups).map(([key, group], place) => ({
    ...seedGroup(contoso, key, group, ago),
    onPremisesSecurityIdentifier: SHAPES[group.kind].synced ? `${contoso.adDomains[0]?.sid}-${9000 + place}` : null,
  }));
  return Object.fromEntries(groups.map((group) => [group.id, group]));
}

function seedGroup(
  contoso: Contoso,
  key: string,
  group: ContosoGroup,
  ago: (days: number) => string,
): Omit<TenantGroup, 'onPremisesSecurityIdentifier'> {
  const shape = SHAPES[group.kind];
  const mailNickname = key.toLowerCase();
  return {
    id: group.id,
    displayName: group.displayName,
    description: group.description ?? null,
    groupTypes: shape.groupTypes,
    mailEnabled: shape.mailEnabled,
    securityEnabled: shape.securityEnabled,
    mailNickname,
    mail: shape.mailEnabled ? `${mailNickname}@contoso.com` : null,
    visibility: shape.groupTypes.includes('Unified') ? 'Private' : null,
    membershipRule: group.rule ?? null,
    isAssignableToRole: group.kind === 'role-assignable' ? true : null,
    isManagementRestricted: null,
    onPremisesSyncEnabled: shape.synced ? true : null,
    onPremisesLastSyncDateTime: shape.synced ? ago(12) : null,
    distinguishedName: shape.synced ? adGroupName(contoso, group.displayName) : null,
    licences: group.licences.flatMap((name) =>
      contoso.licences
        .filter((known) => known.skuPartNumber === name)
        .map(({ skuId }) => ({ skuId, disabledPlans: [] })),
    ),
    createdDateTime: ago(700),
    members: group.members.map((member) => resolve(contoso, member)),
    owners: group.owners.map((owner) => resolve(contoso, owner)),
  };
}

type Shape = Pick<TenantGroup, 'groupTypes' | 'mailEnabled' | 'securityEnabled'> & { readonly synced: boolean };

const SHAPES: Readonly<Record<ContosoGroup['kind'], Shape>> = {
  security: { groupTypes: [], mailEnabled: false, securityEnabled: true, synced: false },
  'microsoft-365': { groupTypes: ['Unified'], mailEnabled: true, securityEnabled: false, synced: false },
  'dynamic-security': { groupTypes: ['DynamicMembership'], mailEnabled: false, securityEnabled: true, synced: false },
  'dynamic-microsoft-365': {
    groupTypes: ['DynamicMembership', 'Unified'],
    mailEnabled: true,
    securityEnabled: false,
    synced: false,
  },
  'synced-security': { groupTypes: [], mailEnabled: false, securityEnabled: true, synced: true },
  'synced-distribution': { groupTypes: [], mailEnabled: true, securityEnabled: false, synced: true },
  distribution: { groupTypes: [], mailEnabled: true, securityEnabled: false, synced: false },
  'mail-enabled-security': { groupTypes: [], mailEnabled: true, securityEnabled: true, synced: false },
  'role-assignable': { groupTypes: [], mailEnabled: false, securityEnabled: true, synced: false },
};

/** `key` of a person, `group:key`, or `sp:key`. */
function resolve(contoso: Contoso, reference: string): string {
  const [kind, key] = reference.includes(':') ? reference.split(':') : ['person', reference];
  const id = {
    person: () => contoso.people[key ?? '']?.id,
    group: () => contoso.groups[key ?? '']?.id,
    sp: () => contoso.servicePrincipals[key ?? ''],
  }[kind as 'person' | 'group' | 'sp']();
  if (id === undefined) throw new TypeError(`contoso.json refers to "${reference}", which is not there`);
  return id;
}
