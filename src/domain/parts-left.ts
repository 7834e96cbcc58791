import { type Device, type DeviceFate, deviceFateOf } from './device-authority.ts';
import { type Gap, type GapOwner, type GapReason, joinedGroups } from './gap.ts';
import { fateFor, type KeptForLicences, type MembershipFate } from './group-authority.ts';
import { licenceName } from './licence-name.ts';
import type { Licence, Membership } from './target-user.ts';

/**
 * Memberships that Leaver does not end, and for whom they are. Synced groups of a synced person are a step in AD DS of
 * their own; a group that gives licences is for nobody where the person is to keep them.
 */
export function groupsLeft(memberships: readonly Membership[], kept: KeptForLicences): readonly Gap[] {
  return memberships.flatMap((membership) => {
    const { groupId, name } = membership;
    const fate = fateFor(membership, kept);
    if (fate === 'removed' || (fate === 'synced' && kept.identity === 'synced')) return [];
    if (fate === 'licensing' && kept.keepsLicences) return [left('group', groupId, name, 'licences-kept', 'nobody')];
    return [left('group', groupId, name, fate, GROUP_OWNERS[fate])];
  });
}

const GROUP_OWNERS: Readonly<Record<Exclude<MembershipFate, 'removed'>, GapOwner>> = {
  'last-owner': 'owner-needed',
  licensing: 'licence-admin',
  'mailbox-kept': 'nobody',
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
 * SKUs that stay for the mailbox: of what was given directly, and of what comes through groups; what a group is called,
 * and whether AD DS masters it.
 */
export type KeptForMail = {
  readonly direct: readonly string[];
  readonly inherited: readonly string[];
  readonly groupName: (groupId: string) => string;
  readonly isInAd: (groupId: string) => boolean;
  /** Said to be left in AD DS, by nobody's proof, and longer ago than directory sync takes: what they give would be gone. */
  readonly isOverdue: boolean;
};

/**
 * Licences that stay. What carries the mailbox goes when that is a shared one, and no earlier; others come through a
 * group, and go when the person leaves it, which in Microsoft 365 nobody can do for a group of AD DS. One licence is
 * one piece of work at a time.
 */
export function licencesLeft(licences: readonly Licence[], kept: KeptForMail): readonly Gap[] {
  return licences.flatMap(({ skuId, name, direct, inheritedFrom }) => {
    const isInherited = inheritedFrom.length > 0;
    const carries = (direct && kept.direct.includes(skuId)) || (isInherited && kept.inherited.includes(skuId));
    if (!carries && !isInherited) return [];
    // Beside a licence from a group nobody was asked about it: the mailbox was there anyway.
    const unasked = kept.inherited.length > 0 ? 'carries-mailbox-beside' : 'carries-mailbox-chosen';
    if (carries && !isInherited) return [left('licence', skuId, licenceName(name), unasked, 'exchange-admin')];
    const isInAd = isInherited && inheritedFrom.every(kept.isInAd);
    const inherited = kept.isOverdue ? OVERDUE : INHERITED;
    const [why, who] = (carries ? CARRIES : inherited)[isInAd ? 'in-ad' : 'in-cloud'];
    const through = isInherited ? joinedGroups(inheritedFrom.map(kept.groupName)) : null;
    return [{ ...left('licence', skuId, licenceName(name), why, who), through }];
  });
}

const CARRIES = {
  'in-cloud': ['carries-mailbox', 'exchange-admin'],
  'in-ad': ['carries-mailbox-in-ad', 'exchange-admin'],
} as const;
const INHERITED = {
  'in-cloud': ['inherited', 'licence-admin'],
  'in-ad': ['inherited', 'active-directory'],
} as const;
const OVERDUE = { ...INHERITED, 'in-ad': ['inherited-still', 'active-directory'] } as const;

function left(kind: Gap['kind'], id: string, name: string, why: GapReason, who: GapOwner): Gap {
  return { end: 'left', kind, id, name, why, who, through: null };
}
