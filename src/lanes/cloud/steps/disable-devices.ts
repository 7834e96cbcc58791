import { type Device, deviceFateOf } from '../../../domain/device-authority.ts';
import { InternalError } from '../../../domain/errors.ts';
import { namesOf } from '../../../domain/rules.ts';
import { type Json, type Text, text } from '../../../domain/text.ts';
import type { TextKey } from '../../../domain/text-key.ts';
import { deviceReads, devicesIn } from '../devices.ts';
import { devicesNamed, type KnownDevice, readEnabled, setDevices } from '../set-devices.ts';
import { accepted, ambiguous, refusalNote, type StepActions, type StepTools, textIn } from '../step-actions.ts';

/**
 * Disables the devices that the person registered, as far as an application may: what AD DS masters, what somebody else
 * registered and what is not Windows is left to people and said (`deviceFateOf`). The devices that were enabled before the
 * first change are the snapshot: a restore enables those and no others. They are read back one by one, which also works
 * for somebody whose account was deleted meanwhile.
 */
export function disableDevices(tools: StepTools): StepActions {
  const read = async (targetUserId: string) =>
    devicesIn(tools.graph, await tools.graph.batch(deviceReads(targetUserId)));
  return {
    async look({ step, targetUserId }) {
      assertApprovedClass(step.parameters);
      const devices = await read(targetUserId);
      if (devices === null) return { status: 'refused', note: text('graph.devices.unreadable') };
      const toDisable = devices.filter(isToDisable).map(toKnown);
      const snapshot = { devices: toDisable, left: leftOf(devices) };
      if (toDisable.length > 0) return { status: 'needed', snapshot };
      return { status: 'already', note: text(nothingToDo(devices)), snapshot };
    },

    async perform({ step, targetUserId }) {
      const devices = await read(targetUserId);
      if (devices === null) return { status: 'refused', note: text('graph.devices.unreadable') };
      const done = await setDevices(tools, devices.filter(isToDisable).map(toKnown), {
        enabled: false,
        stepId: step.id,
      });
      if (done.outcome === 'ambiguous') return ambiguous(tools, done.retryAfter);
      if (done.refusal !== null && done.set.length === 0) return { status: 'refused', note: refusalNote(done.refusal) };
      const evidence = { disabled: done.set, kept: done.kept, left: leftOf(devices) };
      return accepted(tools, evidence, noteOf(done.kept, devices));
    },

    async verify({ step }) {
      const kept = new Set(devicesNamed(step.evidence, 'kept').map(({ id }) => id));
      const known = [...devicesNamed(step.snapshot, 'devices'), ...devicesNamed(step.evidence, 'disabled')];
      const wanted = [...new Map(known.map((device) => [device.id, device])).values()].filter(
        ({ id }) => !kept.has(id),
      );
      const enabled = await readEnabled(tools.graph, wanted);
      const still = wanted.filter(({ id }) => enabled.get(id) === true).map(({ id }) => id);
      if (still.length > 0) return { status: 'not-seen', evidence: { ...objectOf(step.evidence), still } };
      return { status: 'seen', evidence: step.evidence };
    },
  };
}

function nothingToDo(devices: readonly Device[]): TextKey {
  if (devices.length === 0) return 'graph.devices.none';
  return leftOf(devices).length === 0 ? 'graph.devices.already' : 'graph.devices.none-to-disable';
}

function isToDisable(device: Device): boolean {
  return deviceFateOf(device) === 'disabled';
}

function toKnown({ id, name }: Device): KnownDevice {
  return { id, name };
}

/** What is enabled and stays so, with the reason: for people, in the directory's own portals or in AD DS. */
function leftOf(devices: readonly Device[]) {
  return devices
    .map((device) => ({ ...toKnown(device), fate: deviceFateOf(device) }))
    .filter(({ fate }) => fate !== 'disabled' && fate !== 'already');
}

function noteOf(kept: readonly KnownDevice[], devices: readonly Device[]): Text | undefined {
  const left = leftOf(devices);
  const values = { refused: namesOf(kept), left: namesOf(left) };
  if (kept.length > 0 && left.length > 0) return text('graph.devices.refused-and-left', values);
  if (kept.length > 0) return text('graph.devices.refused', { refused: values.refused });
  return left.length > 0 ? text('graph.devices.left', { left: values.left }) : undefined;
}

function objectOf(evidence: Json): { readonly [key: string]: Json } {
  return typeof evidence === 'object' && evidence !== null && !Array.isArray(evidence)
    ? (evidence as { readonly [key: string]: Json })
    : {};
}

function assertApprovedClass(parameters: Json): void {
  if (textIn(parameters, 'devices') !== 'all-own-devices')
    throw new InternalError('unknown class of devices to disable');
}
