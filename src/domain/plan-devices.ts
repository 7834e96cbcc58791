import { authorityOf } from './authority.ts';
import { DEVICE_FATES, type DeviceCounts, mayHaveDevices } from './device-authority.ts';
import type { PlanInput } from './plan-input.ts';
import { planStep } from './plan-step.ts';
import { namesOf } from './rules.ts';
import type { Skip } from './skip.ts';
import type { PlannedStep } from './step.ts';
import { takenFrom } from './taken.ts';
import type { TargetUser } from './target-user.ts';
import { text } from './text.ts';

/**
 * Disabling the devices that the person registered. What is approved is the class, as with groups: a device registered
 * meanwhile is disabled as well. What Leaver cannot or must not disable is counted and explained, for people to do.
 */
export function planDevices({ targetUser, runs }: Pick<PlanInput, 'runs' | 'targetUser'>): PlannedStep {
  const { where } = authorityOf('disable-devices', targetUser);
  const parameters = { devices: 'all-own-devices' };
  if (where === null) return planStep('disable-devices', { parameters, skip: text('authority.not-applicable') });
  const { devices } = targetUser;
  if (devices === 'unknown')
    return planStep('disable-devices', { parameters, explains: [text('plan.explain.devices.unknown')] });
  return planStep('disable-devices', {
    parameters,
    skip: skipOf(devices, runs, targetUser),
    explains: DEVICE_FATES.toReversed().flatMap((fate) =>
      devices[fate] > 0 ? [text(`plan.explain.devices.${fate}`, { count: devices[fate] })] : [],
    ),
  });
}

/**
 * Null: there is something to disable. Where all of them are disabled, that is the reason, and nothing else is to
 * explain.
 */
function skipOf(devices: DeviceCounts, runs: PlanInput['runs'], targetUser: TargetUser): Skip | null {
  if (devices.disabled > 0) return null;
  if (!mayHaveDevices(devices)) return text('plan.skip.no-devices');
  const isAll = DEVICE_FATES.every((fate) => fate === 'already' || devices[fate] === 0);
  return isAll ? devicesAlready(runs, targetUser) : text('plan.skip.no-devices-to-disable');
}

/** All of them are disabled already; what Leaver did of it is said by request and by name. */
export function devicesAlready(runs: PlanInput['runs'], facts: TargetUser): Skip {
  const own = takenFrom(runs, facts).away.filter(({ kind, name }) => kind === 'enable-devices' && name !== '');
  if (own.length === 0) return text('graph.devices.already');
  const references = [...new Set(own.map(({ reference }) => reference))];
  return text('graph.devices.already-by', { references, items: namesOf(own) });
}
