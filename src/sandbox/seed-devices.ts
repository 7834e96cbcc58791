import type { Contoso, ContosoDevice } from './contoso.ts';
import { stableGuid } from './stable-guid.ts';
import type { TenantDevice, TenantState } from './tenant-state.ts';

/** The devices of contoso.json, by object id. */
export function seedDevices(contoso: Contoso, ago: (days: number) => string): TenantState['devices'] {
  const devices = Object.entries(contoso.devices).map(([key, device]) => seedDevice(contoso, key, device, ago));
  return Object.fromEntries(devices.map((device) => [device.id, device]));
}

function seedDevice(contoso: Contoso, key: string, device: ContosoDevice, ago: (days: number) => string): TenantDevice {
  const idOf = (person: string): string => {
    const found = contoso.people[person];
    if (found === undefined) throw new TypeError(`contoso.json has no person "${person}"`);
    return found.id;
  };
  const { id, displayName, trustType, operatingSystem, operatingSystemVersion, enabled, owner, users } = device;
  const synced = trustType === 'ServerAd';
  return {
    id,
    // Object id and device id differ, and only the first one is an address (graph.md 2.5).
    deviceId: stableGuid(`device:${key}`),
    displayName,
    accountEnabled: enabled,
    trustType,
    operatingSystem,
    operatingSystemVersion,
    isCompliant: null,
    isManaged: null,
    registrationDateTime: ago(400),
    approximateLastSignInDateTime: ago(1),
    onPremisesSyncEnabled: synced ? true : null,
    onPremisesLastSyncDateTime: synced ? ago(0) : null,
    owners: owner === null ? [] : [idOf(owner)],
    users: users.map(idOf),
  };
}
