import { type Device, type DeviceFate, deviceFateOf } from './device-authority.ts';
import type { Gap, GapOwner, GapReason } from './gap.ts';
import { fateFor, type MembershipFate } from './group-authority.ts';
import { licenceName } from './licence-name.ts';
import type { Identity, Licence, Membership } from './target-user.ts';

/**
 * Memberships that Leaver does not end, and for whom they are. Synced groups of a synced person are a step in AD DS of their
 * own; a group that gives licences is for nobody where the person is to keep them (`keepsLicences`).
 */
export function groupsLeft(
  memberships: readonly Membership[],
  { identity, keepsLicences }: { readonly identity: Identity; readonly keepsLicences: boolean },
): readonly Gap[] {
  return memberships.flatMap((membership) => {
    const fate = fateFor(membership, { identity, keepsLicences });
    if (fate === 'removed' || (fate === 'synced' && identity === 'synced')) return [];
    if (fate === 'licensing' && keepsLicences)
      return [left('group', membership.groupId, membership.name, 'licences-kept', 'nobody')];
    return [left('group', membership.groupId, membership.name, fate, GROUP_OWNERS[fate])];
  });
}

const GROUP_OWNERS: Readonly<Record<Exclude<MembershipFate, 'removed'>, GapOwner>> = {
  'last-owner': 'owner-needed',
  licensing: 'licence-admin',
  dynamic: 'nobody',
  synced: 'active-directory',
  'mail-enabled': 'exchange-admin',
  'role-assignable': 'role-admin',
};

/** Devices that are enabled and that Leaver cannot or must not disable. */
export function devicesLeft(devices: readonly Device[]): readonly Gap[] {
  return devices.flatMap((device) => {
    const fate = deviceFateOf(device);
    if (fate === 'already' || fate === 'disabled') return [];
    return [left('device', device.id, device.name, fate, DEVICE_OWNERS[fate])];
  });
}

const DEVICE_OWNERS: Readonly<Record<Exclude<DeviceFate, 'already' | 'disabled'>, GapOwner>> = {
  'hybrid-joined': 'active-directory',
  shared: 'nobody',
  'not-windows': 'device-admin',
};

/**
 * Licences that stay: `kept` are SKU ids that the plan leaves since they carry the mailbox, which goes with them unless it is a
 * shared one first; others come through a group, and go when the person leaves it. One licence is one piece of work at a time.
 */
export function licencesLeft(
  licences: readonly Licence[],
  kept: readonly string[],
  groupName: (groupId: string) => string = (groupId) => groupId,
): readonly Gap[] {
  const carriers = licences.filter(({ direct, skuId }) => direct && kept.includes(skuId));
  const inherited = licences
    .filter((licence) => licence.inheritedFrom.length > 0 && !carriers.includes(licence))
    .map(({ skuId, name, inheritedFrom }) => ({
      ...left('licence', skuId, licenceName(name), 'inherited', 'licence-admin'),
      through: inheritedFrom.map(groupName).join(', '),
    }));
  return [
    ...carriers.map(({ skuId, name }) =>
      left('licence', skuId, licenceName(name), 'carries-mailbox', 'exchange-admin'),
    ),
    ...inherited,
  ];
}

function left(kind: Gap['kind'], id: string, name: string, why: GapReason, who: GapOwner): Gap {
  return { end: 'left', kind, id, name, why, who, through: null };
}
