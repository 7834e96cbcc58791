import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contoso } from '../../src/sandbox/contoso.ts';
import { startTestSandbox, type TestSandbox } from '../helpers/start-sandbox.ts';

const onDemand = contoso.adDomains.find(({ name }) => name === 'ad.contoso.de')?.onDemand;
const JOBS = `/servicePrincipals/${onDemand?.servicePrincipalId}/synchronization/jobs`;
const EMMA = 'CN=Emma Schmidt,OU=Staff,OU=Hamburg,DC=ad,DC=contoso,DC=de';

describe('directory sync of the sandbox', () => {
  let sandbox: TestSandbox;
  beforeEach(async () => {
    sandbox = await startTestSandbox();
  });
  afterEach(() => sandbox.stop());

  it('is paused and resumed; a forced cycle happens all the same', async () => {
    await sandbox.control('POST', '/sync/pause');
    await sandbox.adDisable('alex');
    await sandbox.jump(240);
    expect(sandbox.cloud('alex').accountEnabled).toBe(true);
    await sandbox.sync();
    expect(sandbox.cloud('alex').accountEnabled).toBe(false);
    expect(await sandbox.control('POST', '/sync/resume')).toMatchObject({ paused: false });
    await sandbox.ad('enable', 'alex');
    await sandbox.jump(31);
    expect(sandbox.cloud('alex').accountEnabled).toBe(true);
  });

  it('is not the next event once it is paused', async () => {
    await sandbox.control('POST', '/sync/pause');
    await sandbox.jump(60 * 24 * 60);
    await expect(sandbox.control('POST', '/clock/jump', { to: 'next-event' })).rejects.toThrow('Nothing more');
  });

  it.each([
    ['emma', /^ADToAADSyncServiceAccount@/],
    ['alex', /^Sync_DC01_[0-9a-f]{12}@/],
  ])('signs in the audit log with the account of what syncs the domain: %s', async (key, account) => {
    await sandbox.adDisable(key);
    await sandbox.jump(60);
    const filter = encodeURIComponent(`targetResources/any(r:r/id eq '${sandbox.id(key)}')`);
    const { body } = await sandbox.graph('GET', `/auditLogs/directoryAudits?$filter=${filter}`);
    expect(body.value).toMatchObject([
      { initiatedBy: { user: { userPrincipalName: expect.stringMatching(account) } } },
    ]);
  });

  it('shows in Graph why it cannot export somebody, until that is cleared', async () => {
    const read = () => sandbox.graph('GET', `/users/${sandbox.id('alex')}?$select=id,onPremisesProvisioningErrors`);
    await sandbox.control('POST', '/ad/provisioning-error/alex', { value: 'SMTP:alex@contoso.com' });
    expect((await read()).body).toMatchObject({
      onPremisesProvisioningErrors: [
        { category: 'PropertyConflict', propertyCausingError: 'ProxyAddresses', value: 'SMTP:alex@contoso.com' },
      ],
    });
    await sandbox.control('POST', '/ad/clear-provisioning-error/alex');
    expect((await read()).body).toMatchObject({ onPremisesProvisioningErrors: [] });
  });

  it('holds deletions back and lets them go', async () => {
    await sandbox.control('POST', '/sync/hold-deletions');
    await sandbox.ad('delete', 'alex');
    await sandbox.sync();
    expect(sandbox.cloud('alex').deletedDateTime).toBeNull();
    await sandbox.control('POST', '/sync/release-deletions');
    await sandbox.sync();
    expect(sandbox.cloud('alex').deletedDateTime).not.toBeNull();
  });

  it('moves somebody in AD by control, and says what is wrong with the order', async () => {
    const to = 'OU=Archive,DC=corp,DC=contoso,DC=com';
    await sandbox.control('POST', '/ad/move/alex', { to });
    await sandbox.sync();
    expect(sandbox.cloud('alex').deletedDateTime).not.toBeNull();
    await expect(sandbox.control('POST', '/ad/move/alex', { where: to })).rejects.toThrow('400');
  });

  describe('of Cloud Sync', () => {
    const push = (objectId: string, changes: object = {}) =>
      sandbox.graph('POST', `${JOBS}/${onDemand?.jobId}/provisionOnDemand`, {
        parameters: [{ ruleId: onDemand?.ruleId, subjects: [{ objectId, objectTypeName: 'user' }], ...changes }],
      });

    it('lists its job, and says when it stands still', async () => {
      const { body } = await sandbox.graph('GET', JOBS);
      expect(body).toMatchObject({
        value: [{ id: onDemand?.jobId, templateId: 'AD2AADProvisioning', schedule: { interval: 'PT2M' } }],
      });
      await sandbox.control('POST', '/sync/pause');
      expect((await sandbox.graph('GET', JOBS)).body).toMatchObject({ value: [{ status: { code: 'Paused' } }] });
      expect((await sandbox.graph('GET', `/servicePrincipals/${sandbox.id('alex')}/synchronization/jobs`)).status).toBe(
        404,
      );
    });

    it('exports the person at once that it is asked for, by distinguished name', async () => {
      await sandbox.adDisable('emma');
      expect(sandbox.cloud('emma').accountEnabled).toBe(true);
      const pushed = await push(EMMA.toLowerCase());
      expect([pushed.status, pushed.body.value]).toEqual([200, 'Success']);
      expect(sandbox.cloud('emma').accountEnabled).toBe(false);
      expect(sandbox.cloud('emma').onPremisesLastSyncDateTime).toBe(sandbox.person('emma').ad?.exported.at);
    });

    it('exports nobody whom it does not carry', async () => {
      await sandbox.adDisable('alex');
      const pushed = await push(sandbox.person('alex').ad?.distinguishedName ?? '');
      expect([pushed.status, pushed.body.value]).toEqual([200, 'Skipped']);
      expect(sandbox.cloud('alex').accountEnabled).toBe(true);
    });

    it('refuses another rule and an unknown job', async () => {
      expect((await push(EMMA, { ruleId: 'another' })).status).toBe(400);
      const unknown = await sandbox.graph('POST', `${JOBS}/another/provisionOnDemand`, { parameters: [] });
      expect(unknown.status).toBe(404);
    });

    it('takes five pushes in ten seconds and no more', async () => {
      for (let each = 0; each < 5; each++) expect((await push(EMMA)).status).toBe(200);
      const sixth = await push(EMMA);
      expect([sixth.status, sixth.headers.get('retry-after')]).toEqual([429, '10']);
    });
  });
});
