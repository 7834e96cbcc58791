import { describe, expect, it } from 'vitest';
import { assemblePlan } from '../../src/domain/assemble-plan.ts';
import { disablesDevices, emergencyChoices, REASONS } from '../../src/domain/choices.ts';
import { countDevices, type Device, type DeviceFate, deviceFateOf } from '../../src/domain/device-authority.ts';
import { planDevices } from '../../src/domain/plan-devices.ts';
import type { TargetUser } from '../../src/domain/target-user.ts';
import { text } from '../../src/domain/text.ts';
import type { TextKey } from '../../src/domain/text-key.ts';
import {
  aGuest,
  aPerson,
  aPlan,
  aRequest,
  aStepRecord,
  aSyncedTargetUser,
  aTargetUser,
  IDS,
  NOW,
  someChoices,
} from '../helpers/given.ts';
import { aDevicePart } from '../helpers/some-parts.ts';

const aDevice = (changes: Partial<Device> = {}): Device => ({
  id: IDS.group,
  name: 'LT-1',
  enabled: true,
  trustType: 'AzureAd',
  operatingSystem: 'Windows',
  owned: true,
  ...changes,
});
const NONE = countDevices([]);
const planFor = (targetUser: TargetUser, choices = emergencyChoices(targetUser.id)) =>
  assemblePlan({ choices, targetUser, requester: aPerson(), successor: null, runs: [], now: NOW });
const outline = (targetUser: TargetUser) =>
  planFor(targetUser).steps.map(({ kind, lane, skip }) => `${skip === null ? '' : '-'}${kind}@${lane}`);

describe('what becomes of a device', () => {
  it.each<[DeviceFate, Partial<Device>]>([
    ['disabled', {}],
    ['disabled', { trustType: 'Workplace' }],
    ['disabled', { operatingSystem: 'WINDOWS' }],
    ['not-windows', { operatingSystem: 'IPhone' }],
    ['not-windows', { operatingSystem: null }],
    ['shared', { owned: false }],
    ['shared', { owned: false, operatingSystem: 'IPhone' }],
    ['hybrid-joined', { trustType: 'ServerAd' }],
    ['hybrid-joined', { trustType: 'ServerAd', owned: false }],
    ['already', { enabled: false }],
    ['already', { enabled: false, trustType: 'ServerAd', owned: false }],
  ])('is %s for %j', (fate, changes) => {
    expect(deviceFateOf(aDevice(changes))).toBe(fate);
    expect(countDevices([aDevice(changes)])).toEqual({ ...NONE, [fate]: 1 });
  });
});

describe('the step', () => {
  it('says of each fate how many devices it has, those that are disabled first', () => {
    const devices = { disabled: 3, 'not-windows': 2, shared: 1, 'hybrid-joined': 1, already: 1 };
    const step = planDevices({ targetUser: aTargetUser({ devices }), runs: [] });
    expect(step).toMatchObject({ skip: null, lane: 'cloud', undo: 'yes', parameters: { devices: 'all-own-devices' } });
    expect(step.explains.map(({ key, values }) => [key, values?.count])).toEqual([
      ['plan.explain.devices.disabled', 3],
      ['plan.explain.devices.not-windows', 2],
      ['plan.explain.devices.shared', 1],
      ['plan.explain.devices.hybrid-joined', 1],
      ['plan.explain.devices.already', 1],
      ['step.disable-devices.effective', undefined],
    ]);
  });

  it.each<[TextKey, TargetUser]>([
    ['plan.skip.no-devices', aTargetUser({ devices: NONE })],
    ['plan.skip.no-devices-to-disable', aTargetUser({ devices: { ...NONE, 'hybrid-joined': 1 } })],
    ['plan.skip.no-devices-to-disable', aTargetUser({ devices: { ...NONE, already: 2, shared: 1 } })],
    ['graph.devices.already', aTargetUser({ devices: { ...NONE, already: 2 } })],
    ['authority.not-applicable', aGuest()],
  ])('is not needed: %s', (key, targetUser) => {
    expect(planDevices({ targetUser, runs: [] }).skip).toEqual(text(key));
  });

  it('names what an earlier request disabled, and which request that was', () => {
    const disabled = aStepRecord({
      kind: 'disable-devices',
      state: 'verified',
      acceptedAt: NOW,
      verifiedAt: NOW,
      parts: [aDevicePart(IDS.group, { name: 'LT-1' })],
    });
    const runs = [{ request: aRequest({ reference: 'L-1007', startedAt: NOW }), steps: [disabled] }];
    const targetUser = aTargetUser({ devices: { ...NONE, already: 1 } });
    expect(planDevices({ targetUser, runs }).skip).toEqual(
      text('graph.devices.already-by', { references: ['L-1007'], items: 'LT-1' }),
    );
  });

  it('is tried where the devices could not be read', () => {
    const { skip, explains } = planDevices({ targetUser: aTargetUser({ devices: 'unknown' }), runs: [] });
    expect([skip, explains[0]?.key]).toEqual([null, 'plan.explain.devices.unknown']);
  });

  it('comes after the block was tried, and before a deletion', () => {
    const choices = someChoices('offboard', {
      disableDevices: true,
      account: 'delete',
      forwardingChecked: true,
      shareFiles: false,
      successorId: null,
    });
    const { steps } = planFor(aTargetUser(), choices);
    expect(steps.map(({ kind }) => kind).slice(0, 3)).toEqual(['block-sign-in', 'revoke-sessions', 'disable-devices']);
    expect(steps.find(({ kind }) => kind === 'disable-devices')?.after).toEqual(['block-sign-in']);
    expect(steps.at(-1)?.after).toContain('disable-devices');
  });

  it('is left out when nobody chose it', () => {
    expect(planFor(aTargetUser(), someChoices('block-sign-in')).steps.map(({ kind }) => kind)).toEqual([
      'block-sign-in',
      'revoke-sessions',
    ]);
  });
});

describe('what the emergency lane asks for', () => {
  it('is block, end of sessions and devices, and in Active Directory the disable', () => {
    expect(outline(aTargetUser())).toEqual(['block-sign-in@cloud', 'revoke-sessions@cloud', 'disable-devices@cloud']);
    expect(outline(aSyncedTargetUser())).toEqual([
      'block-sign-in@cloud',
      'revoke-sessions@cloud',
      'disable-devices@cloud',
      'disable-account@on-premises',
    ]);
  });
});

describe('the reason', () => {
  it('decides about devices when the requester does not', () => {
    expect(REASONS.filter(disablesDevices)).toEqual(['dismissed', 'security']);
  });
});

describe('a restore', () => {
  const [desk, laptop] = [
    { id: IDS.group, name: 'PC-2' },
    { id: IDS.targetUser, name: 'LT-1' },
  ];
  const original = aStepRecord({
    kind: 'disable-devices',
    state: 'verified',
    parts: [desk, laptop].map(({ id, name }) => aDevicePart(id, { name })),
    acceptedAt: NOW,
  });
  const blocked = aTargetUser({
    ...{ accountEnabled: false, deviceStates: { [desk.id]: false, [laptop.id]: false } },
  });
  const planOf = (targetUser: TargetUser) =>
    assemblePlan({
      choices: someChoices('restore-user'),
      targetUser,
      requester: aPerson(),
      successor: null,
      runs: [{ request: aRequest({ plan: aPlan({ kind: 'block-sign-in' }) }), steps: [original] }],
      now: NOW,
    });

  it('enables what the last run disabled, named by what it did', () => {
    const { steps } = planOf(blocked);
    expect(steps.map(({ kind }) => kind)).toEqual(['unblock-sign-in', 'enable-devices']);
    expect(steps[1]?.parameters).toEqual({ from: [original.id], snapshot: { devices: [desk, laptop] } });
    expect(steps[1]?.explains[0]).toMatchObject({ key: 'plan.explain.taken', values: { items: 'PC-2, LT-1' } });
  });

  it('leaves alone what others enabled again since, and says so', () => {
    const { steps, notes } = planOf({ ...blocked, deviceStates: { [desk.id]: true, [laptop.id]: false } });
    expect(steps[1]?.parameters.snapshot).toEqual({ devices: [laptop] });
    expect(steps[1]?.explains[0]?.values).toMatchObject({ items: 'LT-1' });
    expect(notes).toEqual([text('plan.note.changed-since', { items: 'PC-2', more: 0 })]);
    const all = planOf({ ...blocked, deviceStates: { [desk.id]: true, [laptop.id]: true } });
    expect(all.steps.map(({ kind }) => kind)).toEqual(['unblock-sign-in']);
  });

  it('says of devices that could not be read only that they were disabled', () => {
    const { deviceStates: _, ...unread } = blocked;
    const [, step] = planOf({ ...unread, devices: 'unknown' }).steps;
    expect(step?.explains[0]).toMatchObject({ key: 'plan.explain.taken-unread', values: { items: 'PC-2, LT-1' } });
  });

  it('says the same of one that a colleague has by now, or that is gone, beside one that was read', () => {
    const [, step] = planOf({ ...blocked, deviceStates: { [laptop.id]: false } }).steps;
    expect(step?.explains.slice(0, 2).map(({ key, values }) => [key, values?.items])).toEqual([
      ['plan.explain.taken-unread', 'PC-2'],
      ['plan.explain.taken', 'LT-1'],
    ]);
  });
});
