import { z } from 'zod';
import { noted } from '../tenant-record.ts';
import type { TenantDevice, TenantState } from '../tenant-state.ts';
import { collection } from './collection.ts';
import { DEVICE } from './entity-types.ts';
import type { GraphAnswer, GraphCall, JsonObject } from './graph-call.ts';
import { badRequest, notFound, notPlayed } from './graph-refusal.ts';
import { personOf } from './lookup.ts';
import { entity } from './select.ts';

/** What a person registered: the device's one owner. */
export function listOwnedDevices(call: GraphCall): GraphAnswer {
  const { id } = personOf(call);
  return devicesWhere(call, ({ owners }) => owners.includes(id));
}

/** What a person uses; for what they registered themselves that is the same (Learn, device-list-registeredusers). */
export function listRegisteredDevices(call: GraphCall): GraphAnswer {
  const { id } = personOf(call);
  return devicesWhere(call, ({ users }) => users.includes(id));
}

export function readDevice(call: GraphCall): GraphAnswer {
  return { status: 200, body: entity(call, DEVICE, deviceRow(deviceOf(call, call.state))) };
}

const update = z.looseObject({ accountEnabled: z.boolean().optional() });

/**
 * PATCH of accountEnabled. An application may change Windows devices only (Learn, device-update; the words are those of
 * microsoft-graph-docs issue 16641). A hybrid-joined one is taken too, and directory sync turns it back (hybrid.md
 * 1.6).
 */
export function updateDevice(call: GraphCall): GraphAnswer {
  const device = deviceOf(call, call.truth);
  const change = update.safeParse(call.body);
  if (!change.success) throw badRequest("Invalid value specified for property of resource 'Device'.");
  const { accountEnabled, ...others } = change.data;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw notPlayed(`a change of '${unknown}' of a device`);
  if (accountEnabled === undefined) throw badRequest('Empty Payload. JSON content expected.');
  if (device.operatingSystem !== 'Windows')
    throw badRequest('Properties other than ExtendedAttribute1..15 can be modified only on windows devices.');
  return { status: 204, state: writeEnabled(call, device, accountEnabled) };
}

function writeEnabled(call: GraphCall, device: TenantDevice, accountEnabled: boolean): TenantState {
  if (device.accountEnabled === accountEnabled) return call.truth;
  const devices = { ...call.truth.devices, [device.id]: { ...device, accountEnabled } };
  const [person] = [...device.owners, ...device.users];
  const written = { ...call.truth, devices };
  if (person === undefined) return written;
  const what = accountEnabled ? 'device-enabled' : 'device-disabled';
  return noted(written, call.now, 'leaver', person, what, device.displayName);
}

function devicesWhere(call: GraphCall, isTheirs: (device: TenantDevice) => boolean): GraphAnswer {
  const rows = Object.values(call.state.devices).filter(isTheirs).map(deviceRow);
  return collection(call, DEVICE, rows, { typed: true });
}

function deviceOf(call: GraphCall, state: TenantState): TenantDevice {
  const id = call.parameters['device-id'] ?? '';
  const device = state.devices[id.toLowerCase()];
  if (device === undefined) throw notFound(id);
  return device;
}

function deviceRow({ owners: _, users: __, ...shown }: TenantDevice): JsonObject {
  return { '@odata.type': '#microsoft.graph.device', deletedDateTime: null, ...shown };
}
