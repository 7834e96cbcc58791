import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StepRecord } from '../../../src/domain/outcome.ts';
import { takenBy } from '../../../src/domain/taken-by.ts';
import { createGraphClient } from '../../../src/lanes/cloud/graph-client.ts';
import { createCloudLane } from '../../../src/lanes/cloud/lane.ts';
import { contoso } from '../../../src/sandbox/contoso.ts';
import { aRequest } from '../../helpers/given.ts';
import { partsInMemory } from '../../helpers/parts-in-memory.ts';
import { contextOf, type OneStep, perform, run } from './run-one-step.ts';
import { idOf, type StartedTenant, startTenant } from './start-tenant.ts';

let tenant: StartedTenant;
beforeAll(async () => {
  tenant = await startTenant();
});
afterAll(() => tenant.stop());
beforeEach(async () => {
  await tenant.control('POST', '/reset');
  tenant.exchanges.splice(0);
});

const parameters = { devices: 'all-own-devices' };
const disable = (of: string): OneStep => ({ kind: 'disable-devices', of, parameters });
const device = (key: string) => contoso.devices[key]?.id ?? 'none';
const isEnabled = (key: string) => tenant.sandbox.tenant.state().devices[device(key)]?.accountEnabled;
const look = async (one: OneStep) => tenant.lane.look(await contextOf(tenant, one));

/** Somebody in the admin center, beside Leaver. */
const switchDevice = (key: string, accountEnabled: boolean) =>
  tenant.sandbox.tenant.change('time', (state) => {
    const found = state.devices[device(key)];
    if (found === undefined) throw new Error(`no device ${key}`);
    return { ...state, devices: { ...state.devices, [found.id]: { ...found, accountEnabled } } };
  });
const forget = (key: string) =>
  tenant.sandbox.tenant.change('time', (state) => {
    const { [device(key)]: _, ...devices } = state.devices;
    return { ...state, devices };
  });

describe('the facts', () => {
  it.each([
    ['adele', { disabled: 2, already: 1, 'not-windows': 1, shared: 1, 'hybrid-joined': 0 }],
    ['alex', { disabled: 1, already: 0, 'not-windows': 0, shared: 0, 'hybrid-joined': 1 }],
    ['tom', { disabled: 0, already: 0, 'not-windows': 1, shared: 1, 'hybrid-joined': 0 }],
    ['zoe', { disabled: 0, already: 0, 'not-windows': 0, shared: 0, 'hybrid-joined': 0 }],
  ])('count the devices of %s by what becomes of them', async (key, devices) => {
    expect((await tenant.directory.readTargetUser(idOf(key))).devices).toEqual(devices);
  });

  it('name those that are enabled', async () => {
    const { deviceStates = {} } = await tenant.directory.readTargetUser(idOf('adele'));
    const enabled = ['adeleHome', 'adeleLaptop', 'adelePhone', 'meetingRoom'].map(device);
    expect(
      Object.keys(deviceStates)
        .filter((id) => deviceStates[id])
        .toSorted(),
    ).toEqual(enabled.toSorted());
  });
});

describe('disable-devices', () => {
  it('disables the enabled Windows devices that the person registered, names the rest, and is seen', async () => {
    const { looked, performed, verified, context } = await run(tenant, disable('adele'));
    expect(looked).toMatchObject({
      partsFound: { toDo: [{ id: device('adeleHome') }, { id: device('adeleLaptop') }] },
    });
    expect(performed).toMatchObject({
      status: 'accepted',
      gaps: [
        { end: 'left', name: 'iPhone of Adele', why: 'not-windows', who: 'device-admin' },
        { end: 'left', name: 'MTR-ROOM-3', why: 'shared', who: 'nobody' },
      ],
    });
    expect(verified).toMatchObject({ status: 'seen' });
    const patches = tenant.exchanges.filter(({ method }) => method === 'PATCH');
    expect(patches.map(({ url, requestBody }) => [url, requestBody])).toEqual([
      [`/devices/${device('adeleHome')}`, { accountEnabled: false }],
      [`/devices/${device('adeleLaptop')}`, { accountEnabled: false }],
    ]);
    expect(patches.every((patch) => patch.requestHeaders['client-request-id'] === context.step.id)).toBe(true);
    expect(['adeleLaptop', 'adeleHome', 'adelePhone', 'meetingRoom'].map(isEnabled)).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  it('writes nothing to what Active Directory masters', async () => {
    await run(tenant, disable('alex'));
    expect(tenant.writes()).toEqual([`PATCH /devices/${device('alexLaptop')}`]);
    expect(isEnabled('alexWorkstation')).toBe(true);
  });

  it.each([
    ['zoe', 'graph.devices.none'],
    ['lotte', 'graph.devices.already'],
    ['bram', 'graph.devices.none-to-disable'],
    ['tom', 'graph.devices.none-to-disable'],
  ])('has nothing to do for %s: %s', async (key, note) => {
    expect(await look(disable(key))).toMatchObject({ status: 'already', note: { key: note } });
    expect(tenant.writes()).toEqual([]);
  });

  it('does the rest after it was cut off, and the second time nothing', async () => {
    const first = await perform(tenant, disable('adele'));
    switchDevice('adeleHome', true);
    tenant.exchanges.splice(0);
    expect(await tenant.lane.perform(first.context)).toMatchObject({ status: 'accepted' });
    expect(tenant.writes()).toEqual([`PATCH /devices/${device('adeleHome')}`]);
    expect(await look(disable('adele'))).toMatchObject({ status: 'already' });
  });

  it('is not seen while a device is enabled again', async () => {
    const { context } = await run(tenant, disable('adele'));
    switchDevice('adeleLaptop', true);
    expect(await tenant.lane.verify(context)).toMatchObject({
      status: 'not-seen',
      evidence: { still: [device('adeleLaptop')] },
    });
  });

  it('is seen when a device is gone, and when the account is deleted', async () => {
    const { context } = await run(tenant, disable('adele'));
    forget('adeleHome');
    await run(tenant, { kind: 'delete-account', of: 'adele' });
    expect(await tenant.lane.verify(context)).toMatchObject({ status: 'seen' });
  });

  it('is done again at once when an answer is lost, and never believed where the read lags', async () => {
    await tenant.control('POST', '/faults', { loseAnswers: { match: 'PATCH /devices/.*', times: 1 } });
    expect((await run(tenant, disable('adele'))).verified).toMatchObject({ status: 'seen' });
    await tenant.control('POST', '/reset');
    await tenant.control('POST', '/faults', { lagMs: 60_000 });
    expect((await run(tenant, disable('adele'))).verified).toMatchObject({ status: 'not-seen' });
  });

  it('refuses when Graph does not show the devices, without a write', async () => {
    const lane = laneWhere(({ url }) => url.includes('ownedDevices'));
    expect(await lane.look(await contextOf(tenant, disable('adele')))).toEqual({
      status: 'refused',
      note: { key: 'graph.devices.unreadable' },
    });
    expect(tenant.writes()).toEqual([]);
  });

  it.each([429, 503])(
    'is looked at later where Graph answers %i to the read, which says nothing of permissions',
    async (status) => {
      const throttle = { match: 'GET /users/.*/ownedDevices', times: 99, status, retryAfter: 1 };
      await tenant.control('POST', '/faults', { throttle });
      const context = await contextOf(tenant, disable('adele'));
      expect(await tenant.lane.look(context)).toMatchObject({ status: 'later', answered: status });
      expect(await tenant.lane.perform(context)).toMatchObject({ status: 'ambiguous', answered: status });
      expect(tenant.writes()).toEqual([]);
      await tenant.control('DELETE', '/faults');
      expect(await tenant.lane.look(context)).toMatchObject({ status: 'needed' });
    },
  );

  it('names a device that Graph refuses to disable, and disables the others', async () => {
    const lane = laneWhere(({ method, url }) => method === 'PATCH' && url.includes(device('adeleHome')));
    const { performed, verified } = await run({ ...tenant, lane }, disable('adele'));
    const refused = { end: 'refused', id: device('adeleHome'), name: 'ADELE-HOME', why: 'forbidden' };
    expect(performed).toMatchObject({ status: 'accepted', gaps: [refused, {}, {}] });
    expect(verified).toMatchObject({ status: 'seen', gaps: [refused, {}, {}] });
    expect(['adeleLaptop', 'adeleHome'].map(isEnabled)).toEqual([false, true]);
  });

  it('is refused when Graph refuses every device, and names each', async () => {
    const lane = laneWhere(({ method }) => method === 'PATCH');
    const { performed } = await perform({ ...tenant, lane }, disable('adele'));
    expect(performed).toMatchObject({ status: 'refused', note: { key: 'graph.refused.forbidden' } });
    const gaps = 'gaps' in performed ? (performed.gaps ?? []) : [];
    const refused = gaps.filter(({ end }) => end === 'refused').map(({ name }) => name);
    expect(refused).toHaveLength(2);
    expect(refused).toContain('ADELE-HOME');
  });

  it('is not refused as a whole when what is left is refused after the rest was done', async () => {
    const first = await perform(tenant, disable('adele'));
    switchDevice('adeleHome', true);
    const lane = laneWhere(({ method }) => method === 'PATCH');
    expect(await lane.perform(first.context)).toMatchObject({
      status: 'accepted',
      gaps: [{ end: 'refused', name: 'ADELE-HOME' }, {}, {}],
    });
  });
});

describe('enable-devices', () => {
  const undoing = async (of: string) => {
    const { context } = await run(tenant, disable(of));
    return enable(of, context.step);
  };
  const enable = (of: string, disabling: StepRecord) => {
    const devices = takenBy(disabling, aRequest()).map(({ before }) => before);
    return {
      kind: 'enable-devices',
      of,
      parameters: { stepId: 'x', snapshot: { devices } },
    } as const satisfies OneStep;
  };

  it('enables what Leaver disabled, and leaves what was disabled before', async () => {
    const undo = await undoing('adele');
    const { verified } = await run(tenant, undo);
    expect(verified).toMatchObject({ status: 'seen' });
    expect(['adeleLaptop', 'adeleHome', 'adeleOldLaptop'].map(isEnabled)).toEqual([true, true, false]);
    expect(await look(undo)).toMatchObject({ status: 'already', note: { key: 'graph.devices.all-enabled' } });
  });

  it('writes only to what is still disabled, and misses nothing that is gone', async () => {
    const undo = await undoing('adele');
    switchDevice('adeleLaptop', true);
    tenant.exchanges.splice(0);
    expect((await run(tenant, undo)).verified).toMatchObject({ status: 'seen' });
    expect(tenant.writes()).toEqual([`PATCH /devices/${device('adeleHome')}`]);
    forget('adeleHome');
    expect(await look(undo)).toMatchObject({ status: 'already' });
  });

  it('enables a device that was registered between the look and the change', async () => {
    switchDevice('adeleHome', false);
    const { context } = await perform(tenant, disable('adele'));
    switchDevice('adeleHome', true);
    const parts = partsInMemory(context.step.parts);
    expect(await tenant.lane.perform({ ...context, parts })).toMatchObject({ status: 'accepted' });
    // All that both attempts disabled: a restore goes by that.
    const undo = enable('adele', { ...context.step, parts: parts.now() });
    expect(undo.parameters.snapshot.devices).toHaveLength(2);
    await run(tenant, undo);
    expect(['adeleLaptop', 'adeleHome'].map(isEnabled)).toEqual([true, true]);
  });
});

/** The lane on the same tenant, where Graph refuses some requests: 403 as for a missing permission. */
function laneWhere(isRefused: (request: { readonly method: string; readonly url: string }) => boolean) {
  const answer = { error: { code: 'Authorization_RequestDenied', message: 'Insufficient privileges.' } };
  const send: typeof fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const method = input instanceof Request ? input.method : (init?.method ?? 'GET');
    if (url.endsWith('/$batch')) return refusedInside(await fetch(input, init), init?.body, isRefused, answer);
    return isRefused({ method, url }) ? Response.json(answer, { status: 403 }) : fetch(input, init);
  };
  const graph = createGraphClient({ baseUrl: tenant.sandbox.url, token: async () => 'sandbox', fetch: send });
  return createCloudLane({ graph, clock: tenant.clock, settleSeconds: 2, autoReplyText: '' });
}

async function refusedInside(
  response: Response,
  asked: unknown,
  isRefused: (request: { readonly method: string; readonly url: string }) => boolean,
  body: object,
): Promise<Response> {
  const { requests } = JSON.parse(String(asked)) as { requests: { id: string; method: string; url: string }[] };
  const { responses } = (await response.json()) as { responses: { id: string }[] };
  const refused = requests.filter(isRefused).map(({ id }) => id);
  return Response.json({
    responses: responses.map((one) => (refused.includes(one.id) ? { id: one.id, status: 403, body } : one)),
  });
}
