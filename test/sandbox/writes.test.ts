import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contoso } from '../../src/sandbox/contoso.ts';
import { startTestSandbox, type TestSandbox } from '../helpers/start-sandbox.ts';

const DIRECTORY_SYNC =
  'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.';

describe('what Graph changes', () => {
  let sandbox: TestSandbox;
  beforeEach(async () => {
    sandbox = await startTestSandbox();
  });
  afterEach(() => sandbox.stop());

  const patch = (key: string, body: unknown) => sandbox.graph('PATCH', `/users/${sandbox.id(key)}`, body);
  const refusal = (reply: { status: number; body: { readonly [key: string]: unknown } }) => {
    const error = reply.body.error as { code: string; message: string };
    return [reply.status, error.code, error.message];
  };

  describe('sign-in', () => {
    it.each(['adele', 'alex', 'grady', 'henrietta', 'ines', 'lars'])('is blocked for %s with 204', async (key) => {
      expect((await patch(key, { accountEnabled: false })).status).toBe(204);
      expect(sandbox.cloud(key).accountEnabled).toBe(false);
      expect(sandbox.tenant.state().timeline.at(-1)).toMatchObject({ actor: 'leaver', what: 'blocked' });
    });

    it('is refused for synced people whose Graph says so', async () => {
      const reply = await patch('chantal', { accountEnabled: false });
      expect(refusal(reply)).toEqual([400, 'Request_BadRequest', DIRECTORY_SYNC]);
      expect(sandbox.cloud('chantal').accountEnabled).toBe(true);
    });

    it.each(['katrin', 'emergencyAccount', 'wouter', 'ursula'])(
      'is refused for %s, who stands above the application',
      async (key) => {
        expect(refusal(await patch(key, { accountEnabled: false })).slice(0, 2)).toEqual([
          403,
          'Authorization_RequestDenied',
        ]);
        expect((await sandbox.graph('DELETE', `/users/${sandbox.id(key)}`)).status).toBe(403);
      },
    );

    it('changes nothing at all when one property of the change is refused', async () => {
      const reply = await patch('alex', { accountEnabled: false, passwordProfile: { password: 'Long-enough-1!' } });
      expect(reply.status).toBe(400);
      expect(sandbox.cloud('alex').accountEnabled).toBe(true);
    });

    it('sessions end with the answer true and a new date', async () => {
      const reply = await sandbox.graph('POST', `/users/${sandbox.id('adele')}/revokeSignInSessions`);
      expect([reply.status, reply.body.value]).toEqual([200, true]);
      expect(sandbox.cloud('adele').signInSessionsValidFromDateTime.slice(0, 16)).toBe('2026-03-09T08:00');
    });
  });

  describe('passwords', () => {
    const password = { passwordProfile: { password: 'Quite-long-4-you', forceChangePasswordNextSignIn: true } };

    it('are reset for cloud-only people, and nobody can read them afterwards', async () => {
      expect((await patch('adele', password)).status).toBe(204);
      expect(sandbox.cloud('adele').lastPasswordChangeDateTime.slice(0, 16)).toBe('2026-03-09T08:00');
      expect(JSON.stringify(await sandbox.control('GET', '/state'))).not.toContain('Quite-long-4-you');
      expect(JSON.stringify(await sandbox.control('GET', '/calls'))).not.toContain('Quite-long-4-you');
    });

    it('are refused for synced people and when weak', async () => {
      expect(refusal(await patch('alex', password))[2]).toBe(DIRECTORY_SYNC);
      expect((await patch('adele', { passwordProfile: { password: 'weak' } })).status).toBe(400);
    });
  });

  describe('groups', () => {
    const group = (key: string) => contoso.groups[key]?.id;
    const leave = (key: string, person = 'sanne', list = 'members') =>
      sandbox.graph('DELETE', `/groups/${group(key)}/${list}/${sandbox.id(person)}/$ref`);

    it.each(['sapUsers', 'financeTeam', 'licencePowerBi'])('%s is left with 204', async (key) => {
      expect((await leave(key)).status).toBe(204);
      expect(sandbox.tenant.state().groups[group(key) ?? '']?.members).not.toContain(sandbox.id('sanne'));
    });

    it.each([
      ['allEmployees', 'sanne', 400, 'dynamic memberships'],
      ['financeShare', 'sanne', 400, 'on-premises mastered Directory Sync'],
      ['newsletter', 'sanne', 400, 'Cannot Update a mail-enabled security groups'],
      ['financeApprovals', 'sanne', 400, 'Cannot Update a mail-enabled security groups'],
      ['privileged', 'wouter', 403, 'Insufficient privileges'],
    ])('%s is not left by Graph', async (key, person, status, message) => {
      const reply = await leave(key, person);
      expect(reply.status).toBe(status);
      expect(refusal(reply)[2]).toContain(message);
    });

    it('answer a second leaving with 404 or 400, as the two reports say', async () => {
      await leave('financeTeam');
      await leave('sapUsers');
      expect((await leave('financeTeam')).status).toBe(404);
      expect(refusal(await leave('sapUsers'))[2]).toContain('removed object references do not exist');
    });

    it('keep their last owner; a service principal does not count', async () => {
      for (const key of ['budget', 'waterlily']) {
        expect(refusal(await leave(key, 'sanne', 'owners'))[2]).toContain('must have at least one owner');
      }
      expect((await leave('financeTeam', 'sanne', 'owners')).status).toBe(204);
    });

    it('take a new owner, and then let the last one go', async () => {
      const reference = { '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${sandbox.id('manager')}` };
      const path = `/groups/${group('budget')}/owners/$ref`;
      expect((await sandbox.graph('POST', path, reference)).status).toBe(204);
      expect(refusal(await sandbox.graph('POST', path, reference))[2]).toContain('already exist');
      expect((await leave('budget', 'sanne', 'owners')).status).toBe(204);
    });

    it('delete the person when the reference suffix is forgotten', async () => {
      const reply = await sandbox.graph('DELETE', `/groups/${group('sapUsers')}/members/${sandbox.id('sanne')}`);
      expect(reply.status).toBe(204);
      expect(sandbox.cloud('sanne').deletedDateTime).not.toBeNull();
      expect(sandbox.forgiveMisfits()).toHaveLength(1);
    });

    it('are tested through groups inside groups, at most 20 at once', async () => {
      const path = `/users/${sandbox.id('adele')}/checkMemberGroups`;
      const reply = await sandbox.graph('POST', path, { groupIds: [group('building'), group('approvers')] });
      expect(reply.body.value).toEqual([group('building')]);
      const many = Array.from({ length: 21 }, () => group('building'));
      expect((await sandbox.graph('POST', path, { groupIds: many })).status).toBe(400);
    });
  });

  describe('licences', () => {
    const assign = (key: string, add: string[], remove: string[]) =>
      sandbox.graph('POST', `/users/${sandbox.id(key)}/assignLicense`, {
        addLicenses: add.map((name) => ({ skuId: sku(name), disabledPlans: [] })),
        removeLicenses: remove.map(sku),
      });
    const sku = (name: string) => contoso.licences.find((licence) => licence.skuPartNumber === name)?.skuId ?? '';
    const held = (key: string) => sandbox.cloud(key).directLicences.map((licence) => licence.skuId);

    it('are taken away when direct, refused when inherited or not there', async () => {
      expect((await assign('sanne', [], ['SPE_E3'])).status).toBe(200);
      expect(held('sanne')).toEqual([sku('VISIOCLIENT')]);
      expect(refusal(await assign('sanne', [], ['POWER_BI_PRO']))[2]).toContain('inherited from a group membership');
      expect(refusal(await assign('sanne', [], ['SPE_E3']))[2]).toBe('User does not have a corresponding license.');
    });

    it('stay in the cloud’s hands for synced people', async () => {
      await assign('bram', [], ['SPE_E3', 'PROJECTPROFESSIONAL']);
      expect(held('bram')).toEqual([]);
    });

    it('go with the group that carries them', async () => {
      const path = `/users/${sandbox.id('sanne')}?$select=assignedLicenses`;
      const names = async () =>
        ((await sandbox.graph('GET', path)).body.assignedLicenses as { skuId: string }[]).map((one) => one.skuId);
      expect(await names()).toContain(sku('POWER_BI_PRO'));
      await sandbox.graph('DELETE', `/groups/${contoso.groups.licencePowerBi?.id}/members/${sandbox.id('sanne')}/$ref`);
      expect(await names()).not.toContain(sku('POWER_BI_PRO'));
    });

    it('are refused without a usage location or a seat, and with half a body', async () => {
      expect(refusal(await assign('nils', ['SPE_E3'], []))[2]).toContain('invalid usage location');
      expect(refusal(await assign('adele', ['VISIOCLIENT'], []))[2]).toContain('does not have any available licenses');
      const half = await sandbox.graph('POST', `/users/${sandbox.id('adele')}/assignLicense`, { removeLicenses: [] });
      expect(half.status).toBe(400);
      sandbox.forgiveMisfits();
    });
  });

  describe('mailbox and files', () => {
    it('keep what an auto-reply does not name', async () => {
      const path = `/users/${sandbox.id('adele')}/mailboxSettings`;
      const setting = { status: 'alwaysEnabled', internalReplyMessage: '<p>Gone</p>' };
      expect((await sandbox.graph('PATCH', path, { automaticRepliesSetting: setting })).status).toBe(200);
      const { body } = await sandbox.graph('GET', path);
      expect(body.automaticRepliesSetting).toMatchObject({ ...setting, externalAudience: 'all' });
    });

    it('are not there for people without them', async () => {
      const mailbox = await sandbox.graph('GET', `/users/${sandbox.id('ravi')}/mailboxSettings`);
      expect(refusal(mailbox).slice(0, 2)).toEqual([404, 'MailboxNotEnabledForRESTAPI']);
      const drive = await sandbox.graph('GET', `/users/${sandbox.id('zoe')}/drive`);
      expect(refusal(drive)).toEqual([404, 'ResourceNotFound', "User's mysite not found."]);
    });

    it('share the root once per person, and take it back', async () => {
      const { body: drive } = await sandbox.graph('GET', `/users/${sandbox.id('adele')}/drive?$select=id,webUrl`);
      const { body: root } = await sandbox.graph('GET', `/drives/${drive.id}/root?$select=id`);
      const items = `/drives/${drive.id}/items/${root.id}`;
      const invitation = {
        recipients: [{ objectId: sandbox.id('manager') }],
        roles: ['write'],
        requireSignIn: true,
        sendInvitation: false,
      };
      const first = await sandbox.graph('POST', `${items}/invite`, invitation);
      const again = await sandbox.graph('POST', `${items}/invite`, invitation);
      const [granted] = first.body.value as { id: string }[];
      expect(again.body.value).toMatchObject([{ id: granted?.id, roles: ['write'] }]);
      expect((await sandbox.graph('GET', `${items}/permissions/${granted?.id}`)).status).toBe(200);
      expect((await sandbox.graph('DELETE', `${items}/permissions/${granted?.id}`)).status).toBe(204);
      expect((await sandbox.graph('DELETE', `${items}/permissions/${granted?.id}`)).status).toBe(404);
      const { body: left } = await sandbox.graph('GET', `${items}/permissions`);
      expect(left.value).toMatchObject([{ roles: ['owner'] }]);
    });
  });

  describe('deleted people', () => {
    const restore = (key: string, body: unknown = {}) =>
      sandbox.graph('POST', `/directory/deletedItems/${sandbox.id(key)}/restore`, body);

    it('are gone from the directory, and come back with everything they had', async () => {
      const groups = `/users/${sandbox.id('adele')}/memberOf/microsoft.graph.group?$select=id`;
      const before = (await sandbox.graph('GET', groups)).body.value;
      expect((await sandbox.graph('DELETE', `/users/${sandbox.id('adele')}`)).status).toBe(204);
      expect((await sandbox.graph('GET', `/users/${sandbox.id('adele')}`)).status).toBe(404);
      expect((await sandbox.graph('DELETE', `/users/${sandbox.id('adele')}`)).status).toBe(404);
      const deleted = await sandbox.graph(
        'GET',
        `/directory/deletedItems/${sandbox.id('adele')}?$select=id,deletedDateTime`,
      );
      expect(String(deleted.body.deletedDateTime).slice(0, 16)).toBe('2026-03-09T08:00');
      expect((await restore('adele')).status).toBe(200);
      expect((await sandbox.graph('GET', groups)).body.value).toEqual(before);
      expect((await restore('adele')).status).toBe(404);
    });

    it('are listed newest first, with three and 29 days and without the purged one', async () => {
      const path = '/directory/deletedItems/microsoft.graph.user?$select=id&$orderby=deletedDateTime desc&$count=true';
      const { body } = await sandbox.graph('GET', path, undefined, { ConsistencyLevel: 'eventual' });
      const ids = (body.value as { id: string }[]).map((row) => row.id);
      expect(ids).toEqual(['quinten', 'nadia', 'rosaFormer', 'olivier'].map((key) => sandbox.id(key)));
      expect((await sandbox.graph('GET', `/directory/deletedItems/${sandbox.id('pieter')}`)).status).toBe(404);
    });

    it('conflict with whoever holds their name or address now', async () => {
      expect(refusal(await restore('rosaFormer'))[2]).toContain('userPrincipalName already exists');
      const other = { newUserPrincipalName: 'rosa.martin@contoso.com' };
      expect(refusal(await restore('rosaFormer', other))[2]).toContain('proxyAddresses already exists');
      expect((await restore('rosaFormer', { ...other, autoReconcileProxyConflict: true })).status).toBe(200);
      expect(sandbox.cloud('rosaFormer')).toMatchObject({
        userPrincipalName: 'rosa.martin@contoso.com',
        proxyAddresses: [],
      });
    });

    it('become orphans when the cloud restores a synced one whose AD object is gone', async () => {
      expect((await restore('quinten')).status).toBe(200);
      expect(sandbox.cloud('quinten').onPremisesSyncEnabled).toBe(false);
    });

    it('are purged for good, and the log still knows', async () => {
      expect((await sandbox.graph('DELETE', `/directory/deletedItems/${sandbox.id('nadia')}`)).status).toBe(204);
      expect((await restore('nadia')).status).toBe(404);
      for (const key of ['nadia', 'pieter']) {
        const filter = encodeURIComponent(`targetResources/any(r:r/id eq '${sandbox.id(key)}')`);
        const { body } = await sandbox.graph('GET', `/auditLogs/directoryAudits?$filter=${filter}`);
        expect(body.value).toMatchObject([
          { activityDisplayName: 'Hard Delete user' },
          ...(key === 'nadia' ? [{}] : []),
        ]);
      }
    });
  });
});
