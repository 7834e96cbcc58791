import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contoso } from '../../src/sandbox/contoso.ts';
import { purge } from '../../src/sandbox/deleted-items.ts';
import { page } from '../../src/sandbox/view/page.ts';
import { createWords } from '../../src/sandbox/view/words.ts';
import { startTestSandbox, type TestSandbox } from '../helpers/start-sandbox.ts';

describe('devices in the sandbox', () => {
  let sandbox: TestSandbox;
  beforeEach(async () => {
    sandbox = await startTestSandbox();
  });
  afterEach(() => sandbox.stop());

  const id = (key: string) => contoso.devices[key]?.id ?? 'none';
  const device = (key: string) => sandbox.tenant.state().devices[id(key)];
  const patch = (key: string, body: unknown) => sandbox.graph('PATCH', `/devices/${id(key)}`, body);
  const names = async (path: string) => {
    const { body } = await sandbox.graph('GET', path);
    return (body.value as { displayName: string }[]).map(({ displayName }) => displayName);
  };

  it('are of every kind that changes an answer', () => {
    const all = Object.values(sandbox.tenant.state().devices);
    expect(new Set(all.map(({ trustType }) => trustType))).toEqual(new Set(['AzureAd', 'Workplace', 'ServerAd']));
    expect(all.some(({ accountEnabled }) => !accountEnabled)).toBe(true);
    expect(new Set([...all.map((each) => each.id), ...all.map(({ deviceId }) => deviceId)]).size).toBe(all.length * 2);
    for (const { owners, users } of all)
      for (const person of [...owners, ...users]) expect(sandbox.tenant.state().people).toHaveProperty(person);
  });

  it('are listed for their owner and for those who use them', async () => {
    expect(await names(`/users/${sandbox.id('alex')}/ownedDevices`)).toEqual(['LT-ALEX-01']);
    expect(await names(`/users/${sandbox.id('alex')}/registeredDevices`)).toEqual(['LT-ALEX-01', 'PC-0417']);
    const read = await sandbox.graph('GET', `/devices/${id('alexWorkstation')}?$select=id,trustType,accountEnabled`);
    expect(read.body).toMatchObject({ trustType: 'ServerAd', accountEnabled: true });
    expect((await sandbox.graph('GET', `/devices/${sandbox.id('alex')}`)).status).toBe(404);
  });

  it('are disabled and enabled with 204, on the timeline once each', async () => {
    for (const accountEnabled of [false, false, true])
      expect((await patch('adeleLaptop', { accountEnabled })).status).toBe(204);
    expect(device('adeleLaptop')?.accountEnabled).toBe(true);
    expect(sandbox.tenant.state().timeline.map(({ what, detail }) => [what, detail])).toEqual([
      ['device-disabled', 'LT-ADELE-01'],
      ['device-enabled', 'LT-ADELE-01'],
    ]);
  });

  it('are not an application’s to change when they are not Windows', async () => {
    const { status, body } = await patch('adelePhone', { accountEnabled: false });
    expect([status, (body.error as { message: string }).message]).toEqual([
      400,
      'Properties other than ExtendedAttribute1..15 can be modified only on windows devices.',
    ]);
    expect(device('adelePhone')?.accountEnabled).toBe(true);
  });

  it('are enabled again by directory sync when they are joined to Active Directory', async () => {
    expect((await patch('alexWorkstation', { accountEnabled: false })).status).toBe(204);
    expect((await patch('alexLaptop', { accountEnabled: false })).status).toBe(204);
    await sandbox.sync();
    expect(device('alexWorkstation')?.accountEnabled).toBe(true);
    expect(device('alexLaptop')?.accountEnabled).toBe(false);
    expect(sandbox.tenant.state().timeline.at(-1)).toMatchObject({
      actor: 'directory-sync',
      what: 'device-turned-back',
    });
  });

  it('lose whoever is purged, and stay', async () => {
    const { state, clock } = sandbox.tenant;
    const after = purge(state(), clock.now(), sandbox.id('tom'), 'tenant');
    expect(after.devices[id('tomMac')]).toMatchObject({ owners: [], users: [] });
    expect(after.devices[id('meetingRoom')]?.users).not.toContain(sandbox.id('tom'));
  });

  it('are shown in the tenant view, with how they are joined and whether they are disabled', () => {
    const shown = page(sandbox.tenant, sandbox.tenant.state(), createWords('en'));
    expect(shown).toMatch(/LT-ADELE-00.*joined to Entra.*disabled/);
    expect(shown).toMatch(/PC-0417.*joined to AD/);
    expect(shown).toMatch(/MTR-ROOM-3.*registered by somebody else/);
  });
});
