import type { Device as GraphDevice } from '@microsoft/microsoft-graph-types';
import { storedDevice } from '../../domain/device-part.ts';
import { DirectoryUnavailable } from '../../domain/errors.ts';
import { newPart, type Part } from '../../domain/part.ts';
import type { Json } from '../../domain/text.ts';
import type { PerformContext } from '../../flow/ports.ts';
import { changePart, isCutShort, type Stopped } from './change-part.ts';
import { field, type Refused } from './graph-answer.ts';
import { MOST_IN_BATCH } from './graph-batch.ts';
import type { GraphClient } from './graph-client.ts';
import { meaningOf } from './graph-errors.ts';
import { at } from './graph-path.ts';
import { isNotFound, required } from './reads.ts';
import { rowsIn, type StepTools, sending, textIn } from './step-actions.ts';

/** A device as a snapshot names it: nothing but what a later look needs. */
export type KnownDevice = { readonly id: string; readonly name: string };

/** The devices in a list field of stored JSON. */
export function devicesNamed(stored: Json, name: string): readonly KnownDevice[] {
  return rowsIn(stored, name).map((row) => ({ id: textIn(row, 'id') ?? '', name: textIn(row, 'name') ?? '' }));
}

/** Whether each of these devices is enabled now; `gone` = the directory has no such device any more. */
export async function readEnabled(
  graph: GraphClient,
  devices: readonly KnownDevice[],
): Promise<ReadonlyMap<string, boolean | 'gone'>> {
  const found = new Map<string, boolean | 'gone'>();
  for (let from = 0; from < devices.length; from += MOST_IN_BATCH) {
    const reads = devices.slice(from, from + MOST_IN_BATCH).map(({ id }) => [id, readOf(id)] as const);
    for (const [id, answer] of Object.entries(await graph.batch(Object.fromEntries(reads)))) {
      if (isNotFound(answer)) found.set(id, 'gone');
      else found.set(id, enabledIn(required<GraphDevice>(answer, 'a device')));
    }
  }
  return found;
}

function readOf(id: string) {
  return { path: at`/devices/${id}`, query: { $select: 'id,accountEnabled' } } as const;
}

function enabledIn(device: GraphDevice): boolean {
  const enabled = field(device, 'accountEnabled');
  if (typeof enabled !== 'boolean')
    throw new DirectoryUnavailable('Microsoft Graph did not say whether a device is enabled');
  return enabled;
}

type Setting = {
  readonly devices: readonly KnownDevice[];
  readonly enabled: boolean;
  readonly parts: Map<string, Part>;
};

/**
 * Enables or disables these devices one by one, each a part; a device that is gone meanwhile needs nothing. Each is
 * refused for itself: one refusal leaves no other device enabled. A lost answer ends it, to be read back; so does a
 * stop. Gives what ended it, or the first refusal; null = neither.
 */
export async function setDevices(
  tools: StepTools,
  context: PerformContext,
  { devices, enabled, parts }: Setting,
): Promise<Stopped> {
  let refusal: Refused | null = null;
  for (const device of devices) {
    const ending = await changePart(context, parts, {
      part: parts.get(device.id) ?? newPart(devicePart(device)),
      before: storedDevice(!enabled),
      done: null,
      otherwise: 'device-admin',
      change: () => setDevice(tools, context, device, enabled),
    });
    if (isCutShort(ending)) return ending;
    refusal ??= ending;
  }
  return refusal;
}

async function setDevice({ graph }: StepTools, context: PerformContext, { id }: KnownDevice, enabled: boolean) {
  const body = { accountEnabled: enabled };
  const write = await graph.write('PATCH', at`/devices/${id}`, body, { ...sending(context), repeatable: true });
  if (write.outcome === 'ok') return { ending: null, done: storedDevice(enabled) };
  const isGone = write.outcome === 'refused' && meaningOf(write) === 'not-found';
  return { ending: isGone ? null : write, done: null };
}

/** A device as the parts of a step name it. */
export function devicePart({ id, name }: KnownDevice) {
  return { kind: 'device' as const, id, name };
}
