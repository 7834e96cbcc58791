import { type Device, deviceFateOf } from '../../../domain/device-authority.ts';
import { storedDevice } from '../../../domain/device-part.ts';
import { InternalError } from '../../../domain/errors.ts';
import type { StepRecord } from '../../../domain/outcome.ts';
import type { Part } from '../../../domain/part.ts';
import { devicesLeft } from '../../../domain/parts-left.ts';
import { settledParts, withEnded } from '../../../domain/settled-parts.ts';
import type { Skip } from '../../../domain/skip.ts';
import { type Json, type Text, text } from '../../../domain/text.ts';
import { isCutShort } from '../change-part.ts';
import { deviceReads, devicesIn as devicesFrom } from '../devices.ts';
import { cutShortAt, endingOf } from '../ending-of.ts';
import type { Refused } from '../graph-answer.ts';
import { meaningOf } from '../graph-errors.ts';
import { required } from '../reads.ts';
import { devicePart, readEnabled, setDevices } from '../set-devices.ts';
import { objectIn, refusalNote, type StepActions, type StepTools, textIn, without } from '../step-actions.ts';

/**
 * Disables the devices that the person registered, as far as an application may: what AD DS masters, what somebody else
 * registered and what is not Windows is a gap (`devicesLeft`). Each is a part: a restore enables those that were
 * disabled here, and no others. They are read back one by one, which also works for somebody whose account was deleted
 * meanwhile.
 */
export function disableDevices(tools: StepTools): StepActions {
  const read = async (targetUserId: string) => {
    const answers = await tools.graph.batch(deviceReads(targetUserId));
    const refused = Object.values(answers).find(({ outcome }) => outcome === 'refused');
    if (refused?.outcome === 'refused') return { note: whyUnread(refused) };
    // Without an answer nothing is known of permissions: read again later.
    for (const answer of Object.values(answers)) required(answer, 'the devices of a person');
    return (await devicesFrom(tools.graph, answers)) ?? { note: text('graph.devices.unreadable') };
  };
  return {
    async look({ step, targetUserId }) {
      assertApprovedClass(step.parameters);
      const devices = await read(targetUserId);
      if ('note' in devices) return { status: 'refused', note: devices.note };
      const toDo = devices.filter(isToDisable).map(devicePart);
      const gaps = devicesLeft(devices);
      if (toDo.length > 0) return { status: 'needed', snapshot: {}, gaps, partsFound: { toDo } };
      return { status: 'already', note: nothingToDo(devices), snapshot: {}, gaps };
    },

    async perform(context) {
      const devices = await read(context.targetUserId);
      if ('note' in devices) return { status: 'refused', note: devices.note };
      const toDisable = devices.filter(isToDisable);
      const parts = new Map(devicesIn(context.step).map((part) => [part.id, part]));
      const ending = await setDevices(tools, context, { devices: toDisable, enabled: false, parts });
      if (isCutShort(ending)) return cutShortAt(tools, ending, [...parts.values()]);
      const made = [...parts.values()];
      const ended = endedIn(made, new Map(toDisable.map(({ id }) => [id, true])));
      return endingOf(tools, { parts: withEnded(made, ended), refusal: ending, left: devicesLeft(devices) });
    },

    async verify({ step }) {
      const known = devicesIn(step);
      const enabled = await readEnabled(tools.graph, known);
      const gaps = step.gaps.filter(({ id }) => enabled.get(id) === true);
      const wanted = known.filter(({ state }) => state !== 'left' && state !== 'refused');
      const still = wanted.filter(({ id }) => enabled.get(id) === true);
      const partsFound = { ended: endedIn(wanted, enabled) };
      if (still.length === 0) return { status: 'seen', evidence: without(step.evidence, 'still'), gaps, partsFound };
      const evidence = { ...objectIn(step.evidence), still: still.map(({ id }) => id) };
      return { status: 'not-seen', evidence, items: still };
    },
  };
}

function devicesIn({ parts }: StepRecord): readonly Part[] {
  return parts.filter(({ kind }) => kind === 'device');
}

/** What was begun, and is not enabled any more, we disabled; what is gone nobody enables again. */
function endedIn(parts: readonly Part[], enabled: ReadonlyMap<string, boolean | 'gone'>): readonly Part[] {
  const isEnabled = ({ id }: Part) => enabled.get(id) === true;
  return settledParts(parts, isEnabled, ({ id }) => (enabled.get(id) === 'gone' ? null : storedDevice(false)));
}

function whyUnread(refused: Refused): Text {
  return meaningOf(refused) === 'forbidden' ? text('graph.devices.unreadable') : refusalNote(refused);
}

function nothingToDo(devices: readonly Device[]): Skip {
  if (devices.length === 0) return text('graph.devices.none');
  return text(devicesLeft(devices).length === 0 ? 'graph.devices.already' : 'graph.devices.none-to-disable');
}

function isToDisable(device: Device): boolean {
  return deviceFateOf(device) === 'disabled';
}

function assertApprovedClass(parameters: Json): void {
  if (textIn(parameters, 'devices') !== 'all-own-devices')
    throw new InternalError('unknown class of devices to disable');
}
