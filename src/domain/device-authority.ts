/** What a registration in the directory says about a device, as far as its fate depends on it. */
export type Device = {
  /** Object id: what Graph addresses, not the `deviceId` that the device itself knows. */
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  /** `AzureAd` = joined, `Workplace` = registered, `ServerAd` = hybrid-joined; null = Graph did not say. */
  readonly trustType: string | null;
  readonly operatingSystem: string | null;
  /** The person is its registered owner, not only a user of it. */
  readonly owned: boolean;
};

/** What becomes of a person's device, in the order in which it is explained. The first that holds wins. */
export const DEVICE_FATES = [
  'already', // disabled before
  'hybrid-joined', // AD DS is the master: sync enables it again (hybrid.md 1.6; graph.md 2.5)
  // Somebody else's: there is one registered owner, set when it was registered (Learn, device-list-registeredowners).
  'shared',
  'not-windows', // no application may disable it, only people (Learn, device-update; microsoft-graph-docs issue 16641)
  'disabled',
] as const;
export type DeviceFate = (typeof DEVICE_FATES)[number];

/** How many of the devices have which fate. */
export type DeviceCounts = Readonly<Record<DeviceFate, number>>;

export function deviceFateOf(device: Device): DeviceFate {
  if (!device.enabled) return 'already';
  if (device.trustType === 'ServerAd') return 'hybrid-joined';
  if (!device.owned) return 'shared';
  return device.operatingSystem?.toLowerCase() === 'windows' ? 'disabled' : 'not-windows';
}

export function countDevices(devices: readonly Device[]): DeviceCounts {
  const fates = devices.map(deviceFateOf);
  const counts = DEVICE_FATES.map((fate) => [fate, fates.filter((each) => each === fate).length]);
  return Object.fromEntries(counts) as DeviceCounts;
}

/** Whether there may be anything to decide about: what could not be read may be there. */
export function mayHaveDevices(devices: DeviceCounts | 'unknown'): boolean {
  return devices === 'unknown' || Object.values(devices).some((count) => count > 0);
}
