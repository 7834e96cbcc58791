import type { Device as GraphDevice } from '@microsoft/microsoft-graph-types';
import { DirectoryUnavailable } from '../../domain/errors.ts';
import type { Gap } from '../../domain/gap.ts';
import type { Json } from '../../domain/text.ts';
import type { PerformContext } from '../../flow/ports.ts';
import { type Ambiguous, field, type GraphWrite, type Held } from './graph-answer.ts';
import { MOST_IN_BATCH } from './graph-batch.ts';
import type { GraphClient } from './graph-client.ts';
import { meaningOf } from './graph-errors.ts';
import { at } from './graph-path.ts';
import { isNotFound, required } from './reads.ts';
import { refusedPart } from './refused-part.ts';
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

export type DevicesSet =
  | {
      readonly outcome: 'done';
      readonly set: readonly KnownDevice[];
      /** Refused, one by one. */
      readonly refused: readonly Gap[];
      readonly refusal: Extract<GraphWrite, { outcome: 'refused' }> | null;
    }
  | (CutShort & {
      readonly refused: readonly Gap[];
      /** Surely as they were. */
      readonly kept: readonly KnownDevice[];
    });

type CutShort = Ambiguous | Held;

/**
 * Enables or disables these devices one by one; a device that is gone meanwhile needs nothing. Each is refused
 * for itself: one refusal leaves no other device enabled. A lost answer ends it, to be read back; so does a stop.
 */
export async function setDevices(
  { graph }: StepTools,
  devices: readonly KnownDevice[],
  enabled: boolean,
  context: PerformContext,
): Promise<DevicesSet> {
  const refused: Gap[] = [];
  let refusal: Extract<GraphWrite, { outcome: 'refused' }> | null = null;
  for (const [place, device] of devices.entries()) {
    const write = await graph.write(
      'PATCH',
      at`/devices/${device.id}`,
      { accountEnabled: enabled },
      { ...sending(context), repeatable: true },
    );
    if (write.outcome === 'held') return { ...write, refused, kept: devices.slice(place) };
    if (write.outcome === 'ambiguous') return { ...write, refused, kept: devices.slice(place + 1) };
    if (write.outcome === 'ok' || meaningOf(write) === 'not-found') continue;
    refused.push(refusedPart({ kind: 'device', id: device.id, name: device.name }, write, 'device-admin'));
    refusal ??= write;
  }
  const set = devices.filter((device) => !refused.some(({ id }) => id === device.id));
  return { outcome: 'done', set, refused, refusal };
}
