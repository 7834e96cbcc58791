import type { Device as GraphDevice } from '@microsoft/microsoft-graph-types';
import { countDevices, type Device } from '../../domain/device-authority.ts';
import type { TargetUser } from '../../domain/target-user.ts';
import type { BatchAnswer, ReadRequest } from './graph-answer.ts';
import type { GraphClient } from './graph-client.ts';
import { at } from './graph-path.ts';
import { optionalListOf } from './reads.ts';

const FIELDS = 'id,displayName,accountEnabled,trustType,operatingSystem';

/** The two reads that a person's devices are made of: those they registered, and those they use. */
export function deviceReads(personId: string) {
  const query = { $select: FIELDS, $top: '999' } as const;
  return {
    ownedDevices: { path: at`/users/${personId}/ownedDevices`, query },
    registeredDevices: { path: at`/users/${personId}/registeredDevices`, query },
  } as const satisfies Record<string, ReadRequest>;
}

/**
 * One row per device, by name; null when they could not be read. Where a permission is missing Graph answers with rows
 * of nothing but an id (graph.md 2.4): that is no answer either.
 */
export async function devicesIn(
  graph: GraphClient,
  answers: Readonly<Record<keyof ReturnType<typeof deviceReads>, BatchAnswer>>,
): Promise<readonly Device[] | null> {
  const owned = await optionalListOf<GraphDevice>(graph, answers.ownedDevices);
  const used = await optionalListOf<GraphDevice>(graph, answers.registeredDevices);
  if (owned === null || used === null) return null;
  const ownedIds = new Set(owned.map(({ id }) => id));
  const distinct = [...new Map([...owned, ...used].map((device) => [device.id ?? '', device])).values()];
  if (distinct.some(({ accountEnabled }) => typeof accountEnabled !== 'boolean')) return null;
  return distinct
    .map((device) => ({
      id: (device.id ?? '').toLowerCase(),
      name: device.displayName ?? device.id ?? '',
      enabled: device.accountEnabled === true,
      trustType: device.trustType ?? null,
      operatingSystem: device.operatingSystem ?? null,
      owned: ownedIds.has(device.id),
    }))
    .toSorted((one, other) => one.name.localeCompare(other.name, 'en'));
}

/** The same as the facts hold them: how many have which fate, and whether each is enabled. */
export function deviceFacts(devices: readonly Device[] | null): Pick<TargetUser, 'devices' | 'deviceStates'> {
  if (devices === null) return { devices: 'unknown' };
  const deviceStates = Object.fromEntries(devices.map(({ id, enabled }) => [id, enabled]));
  return { devices: countDevices(devices), deviceStates };
}
