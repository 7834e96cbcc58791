import { type Device, deviceFateOf } from '../../../domain/device-authority.ts';
import { InternalError } from '../../../domain/errors.ts';
import type { Gap } from '../../../domain/gap.ts';
import type { StepRecord } from '../../../domain/outcome.ts';
import { devicesLeft } from '../../../domain/parts-left.ts';
import type { Skip } from '../../../domain/skip.ts';
import { type Json, type Text, text } from '../../../domain/text.ts';
import { deviceReads, devicesIn } from '../devices.ts';
import { cutShort, endOfParts } from '../end-of-parts.ts';
import type { Refused } from '../graph-answer.ts';
import { meaningOf } from '../graph-errors.ts';
import { required } from '../reads.ts';
import { devicesNamed, type KnownDevice, readEnabled, setDevices } from '../set-devices.ts';
import { objectIn, refusalNote, type StepActions, type StepTools, textIn, without } from '../step-actions.ts';

/**
 * Disables the devices that the person registered, as far as an application may: what AD DS masters, what somebody else
 * registered and what is not Windows is a gap (`devicesLeft`). The devices that were enabled before the
 * first change are the snapshot: a restore enables those and no others. They are read back one by one, which also works
 * for somebody whose account was deleted meanwhile.
 */
export function disableDevices(tools: StepTools): StepActions {
  const read = async (targetUserId: string) => {
    const answers = await tools.graph.batch(deviceReads(targetUserId));
    const refused = Object.values(answers).find(({ outcome }) => outcome === 'refused');
    if (refused?.outcome === 'refused') return { note: whyUnread(refused) };
    // Without an answer nothing is known of permissions: read again later.
    for (const answer of Object.values(answers)) required(answer, 'the devices of a person');
    return (await devicesIn(tools.graph, answers)) ?? { note: text('graph.devices.unreadable') };
  };
  return {
    async look({ step, targetUserId }) {
      assertApprovedClass(step.parameters);
      const devices = await read(targetUserId);
      if ('note' in devices) return { status: 'refused', note: devices.note };
      const toDisable = devices.filter(isToDisable).map(toKnown);
      const snapshot = { devices: toDisable };
      const gaps = devicesLeft(devices);
      if (toDisable.length > 0) return { status: 'needed', snapshot, gaps };
      return { status: 'already', note: nothingToDo(devices), snapshot, gaps };
    },

    async perform(context) {
      const { step } = context;
      const devices = await read(context.targetUserId);
      if ('note' in devices) return { status: 'refused', note: devices.note };
      const toDisable = devices.filter(isToDisable).map(toKnown);
      const done = await setDevices(tools, toDisable, false, context);
      const left = devicesLeft(devices);
      if (done.outcome !== 'done') {
        const disabled = disabledBy(step, toDisable, [...done.refused, ...left, ...done.kept]);
        return cutShort(tools, done, disabled.length === 0 ? null : { disabled });
      }
      const disabled = disabledBy(step, done.set, [...done.refused, ...left]);
      return endOfParts(tools, done, { done: disabled.length, left, evidence: { disabled } });
    },

    async verify({ step }) {
      const left = step.gaps.map(({ id, name }) => ({ id, name }));
      const wanted = unique([...devicesNamed(step.snapshot, 'devices'), ...devicesNamed(step.evidence, 'disabled')]);
      const enabled = await readEnabled(tools.graph, unique([...wanted, ...left]));
      const gaps = step.gaps.filter(({ id }) => enabled.get(id) === true);
      const still = wanted.filter(({ id }) => enabled.get(id) === true && !gaps.some((gap) => gap.id === id));
      if (still.length === 0) return { status: 'seen', evidence: without(step.evidence, 'still'), gaps };
      const evidence = { ...objectIn(step.evidence), still: still.map(({ id }) => id) };
      return { status: 'not-seen', evidence, items: still };
    },
  };
}

function whyUnread(refused: Refused): Text {
  return meaningOf(refused) === 'forbidden' ? text('graph.devices.unreadable') : refusalNote(refused);
}

// What an earlier attempt disabled is only in the snapshot, no longer among the enabled of now.
function disabledBy({ snapshot }: StepRecord, set: readonly KnownDevice[], gaps: readonly Pick<Gap, 'id'>[]) {
  const all = unique([...devicesNamed(snapshot, 'devices'), ...set]);
  return all.filter((device) => !gaps.some(({ id }) => id === device.id));
}

function unique(devices: readonly KnownDevice[]): readonly KnownDevice[] {
  return [...new Map(devices.map((device) => [device.id, device])).values()];
}

function nothingToDo(devices: readonly Device[]): Skip {
  if (devices.length === 0) return text('graph.devices.none');
  return text(devicesLeft(devices).length === 0 ? 'graph.devices.already' : 'graph.devices.none-to-disable');
}

function isToDisable(device: Device): boolean {
  return deviceFateOf(device) === 'disabled';
}

function toKnown({ id, name }: Device): KnownDevice {
  return { id, name };
}

function assertApprovedClass(parameters: Json): void {
  if (textIn(parameters, 'devices') !== 'all-own-devices')
    throw new InternalError('unknown class of devices to disable');
}
