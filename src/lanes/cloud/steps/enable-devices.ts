import { storedDevice } from '../../../domain/device-part.ts';
import type { StepRecord } from '../../../domain/outcome.ts';
import { asKnown, type Part } from '../../../domain/part.ts';
import { settledParts, withEnded } from '../../../domain/settled-parts.ts';
import { type Json, text } from '../../../domain/text.ts';
import { isCutShort } from '../change-part.ts';
import { cutShortAt, endingOf } from '../ending-of.ts';
import { field } from '../graph-answer.ts';
import { devicePart, devicesNamed, type KnownDevice, readEnabled, setDevices } from '../set-devices.ts';
import { objectIn, type StepActions, type StepTools, without } from '../step-actions.ts';

/**
 * Enables the devices that Leaver disabled, and no others, each a part; one that is gone from the directory stays gone.
 */
export function enableDevices(tools: StepTools): StepActions {
  const disabledNow = async ({ parameters }: StepRecord) => {
    const devices = takenIn(parameters);
    const enabled = await readEnabled(tools.graph, devices);
    return devices.filter(({ id }) => enabled.get(id) === false);
  };
  return {
    async look({ step }) {
      const disabled = await disabledNow(step);
      const partsFound = { toDo: disabled.map(devicePart), ended: endedIn(step, disabled) };
      if (disabled.length > 0) return { status: 'needed', snapshot: {}, partsFound };
      return { status: 'already', note: text('graph.devices.all-enabled'), snapshot: {}, partsFound };
    },

    async perform(context) {
      const { step } = context;
      const disabled = await disabledNow(step);
      const parts = new Map(wantedIn(step).map((part) => [part.id, part]));
      const ending = await setDevices(tools, context, { devices: disabled, enabled: true, parts });
      if (isCutShort(ending)) return cutShortAt(tools, ending, [...parts.values()]);
      const ended = endedIn(step, disabled);
      return endingOf(tools, { parts: withEnded([...parts.values()], ended), refusal: ending, left: [] });
    },

    async verify({ step }) {
      const disabled = await disabledNow(step);
      const gaps = step.gaps.filter(({ id }) => disabled.some((device) => device.id === id));
      const still = disabled.filter(({ id }) => !gaps.some((gap) => gap.id === id));
      const partsFound = { ended: endedIn(step, disabled) };
      if (still.length === 0) return { status: 'seen', evidence: without(step.evidence, 'still'), gaps, partsFound };
      const evidence = { ...objectIn(step.evidence), still: still.map(({ id }) => id) };
      return { status: 'not-seen', evidence, items: still };
    },
  };
}

/** Each device that is to be enabled, as the ledger knows it. */
function wantedIn({ parts, parameters }: StepRecord): readonly Part[] {
  return asKnown(parts, takenIn(parameters).map(devicePart));
}

function endedIn(step: StepRecord, disabled: readonly KnownDevice[]): readonly Part[] {
  const isDisabled = (part: Part) => disabled.some(({ id }) => id === part.id);
  return settledParts(wantedIn(step), isDisabled, () => storedDevice(true));
}

/** What the step of a restore names, and what one of the first version disabled besides. */
function takenIn(parameters: Json): readonly KnownDevice[] {
  const snapshot = (field(parameters, 'snapshot') as Json | undefined) ?? null;
  const taken = [...devicesNamed(snapshot, 'devices'), ...devicesNamed(parameters, 'disabled')];
  return [...new Map(taken.map((device) => [device.id, device])).values()];
}
