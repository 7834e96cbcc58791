import { type Json, text } from '../../../domain/text.ts';
import { cutShort, endOfParts } from '../end-of-parts.ts';
import { field } from '../graph-answer.ts';
import { devicesNamed, type KnownDevice, readEnabled, setDevices } from '../set-devices.ts';
import { objectIn, type StepActions, type StepTools, without } from '../step-actions.ts';

/** Enables the devices that Leaver disabled, and no others; one that is gone from the directory stays gone. */
export function enableDevices(tools: StepTools): StepActions {
  const disabledNow = async (devices: readonly KnownDevice[]) => {
    const enabled = await readEnabled(tools.graph, devices);
    return devices.filter(({ id }) => enabled.get(id) === false);
  };
  return {
    async look({ step }) {
      const disabled = await disabledNow(takenIn(step.parameters));
      const snapshot = { devices: disabled };
      if (disabled.length > 0) return { status: 'needed', snapshot };
      return { status: 'already', note: text('graph.devices.all-enabled'), snapshot };
    },

    async perform(context) {
      const { step } = context;
      const disabled = await disabledNow(takenIn(step.parameters));
      const done = await setDevices(tools, disabled, true, context);
      if (done.outcome !== 'done') return cutShort(tools, done, null);
      const wanted = [...devicesNamed(step.snapshot, 'devices'), ...done.set].map(({ id }) => id);
      const enabled = new Set(wanted.filter((id) => !done.refused.some((gap) => gap.id === id)));
      return endOfParts(tools, done, { done: enabled.size, left: [], evidence: { enabled: done.set } });
    },

    async verify({ step }) {
      const disabled = await disabledNow(takenIn(step.parameters));
      const gaps = step.gaps.filter(({ id }) => disabled.some((device) => device.id === id));
      const still = disabled.filter(({ id }) => !gaps.some((gap) => gap.id === id));
      if (still.length === 0) return { status: 'seen', evidence: without(step.evidence, 'still'), gaps };
      const evidence = { ...objectIn(step.evidence), still: still.map(({ id }) => id) };
      return { status: 'not-seen', evidence, items: still };
    },
  };
}

/** Snapshot and evidence of the step that this one undoes: what it was to disable, and what else it disabled. */
function takenIn(parameters: Json): readonly KnownDevice[] {
  const snapshot = (field(parameters, 'snapshot') as Json | undefined) ?? null;
  const taken = [...devicesNamed(snapshot, 'devices'), ...devicesNamed(parameters, 'disabled')];
  return [...new Map(taken.map((device) => [device.id, device])).values()];
}
