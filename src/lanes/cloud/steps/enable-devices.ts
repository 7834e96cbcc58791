import { namesOf } from '../../../domain/rules.ts';
import { type Json, text } from '../../../domain/text.ts';
import { field } from '../graph-answer.ts';
import { devicesNamed, type KnownDevice, readEnabled, setDevices } from '../set-devices.ts';
import { accepted, ambiguous, refusalNote, type StepActions, type StepTools } from '../step-actions.ts';

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

    async perform({ step }) {
      const disabled = await disabledNow(takenIn(step.parameters));
      const done = await setDevices(tools, disabled, { enabled: true, stepId: step.id });
      if (done.outcome === 'ambiguous') return ambiguous(tools, done.retryAfter);
      if (done.refusal !== null && done.set.length === 0) return { status: 'refused', note: refusalNote(done.refusal) };
      const note =
        done.kept.length > 0 ? text('graph.devices.not-enabled', { devices: namesOf(done.kept) }) : undefined;
      return accepted(tools, { enabled: done.set, kept: done.kept }, note);
    },

    async verify({ step }) {
      const kept = new Set(devicesNamed(step.evidence, 'kept').map(({ id }) => id));
      const disabled = (await disabledNow(takenIn(step.parameters))).filter(({ id }) => !kept.has(id));
      if (disabled.length === 0) return { status: 'seen', evidence: step.evidence };
      return { status: 'not-seen', evidence: { still: disabled.map(({ id }) => id) } };
    },
  };
}

/** Snapshot and evidence of the step that this one undoes: what it was to disable, and what else it disabled. */
function takenIn(parameters: Json): readonly KnownDevice[] {
  const snapshot = (field(parameters, 'snapshot') as Json | undefined) ?? null;
  const taken = [...devicesNamed(snapshot, 'devices'), ...devicesNamed(parameters, 'disabled')];
  return [...new Map(taken.map((device) => [device.id, device])).values()];
}
