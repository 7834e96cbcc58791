import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contoso } from '../../src/sandbox/contoso.ts';
import { startTestSandbox, type TestSandbox } from '../helpers/start-sandbox.ts';

const FACTS =
  'id,displayName,userPrincipalName,mail,accountEnabled,userType,usageLocation,onPremisesSyncEnabled,onPremisesLastSyncDateTime,onPremisesDistinguishedName,onPremisesDomainName,onPremisesSamAccountName,onPremisesImmutableId,onPremisesSecurityIdentifier,assignedLicenses,licenseAssignmentStates,proxyAddresses,signInSessionsValidFromDateTime,lastPasswordChangeDateTime,isManagementRestricted,isResourceAccount,onPremisesProvisioningErrors,serviceProvisioningErrors';
const EVENTUAL = { ConsistencyLevel: 'eventual' };

describe('people over Graph', () => {
  let sandbox: TestSandbox;
  beforeAll(async () => {
    sandbox = await startTestSandbox();
  });
  afterAll(() => sandbox.stop());

  const names = (body: { readonly [key: string]: unknown }) =>
    (body.value as { displayName: string }[]).map((row) => row.displayName);

  it('shows everybody of every kind with all facts, each answer fitting the description of Graph', async () => {
    for (const [key, person] of Object.entries(contoso.people)) {
      const gone = person.deletedDaysAgo !== undefined;
      const answer = await sandbox.graph('GET', `/users/${person.id}?$select=${FACTS}`);
      expect([key, answer.status]).toEqual([key, gone ? 404 : 200]);
    }
  });

  it('answers only the ordinary properties when none were asked for', async () => {
    const { body } = await sandbox.graph('GET', `/users/${sandbox.id('adele')}`);
    expect(body).toMatchObject({ displayName: 'Adele Vance', userPrincipalName: 'adele@contoso.com' });
    expect(body).not.toHaveProperty('accountEnabled');
  });

  it('refuses a property that people do not have', async () => {
    const { status, body } = await sandbox.graph('GET', `/users/${sandbox.id('adele')}?$select=shoeSize`);
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain("Could not find a property named 'shoeSize'");
  });

  it('expands the manager and leaves it out where there is none', async () => {
    const adele = await sandbox.graph('GET', `/users/${sandbox.id('adele')}?$expand=manager($select=id,displayName)`);
    expect(adele.body.manager).toMatchObject({ id: sandbox.id('manager') });
    const ceo = await sandbox.graph('GET', `/users/${sandbox.id('ceo')}?$expand=manager($select=id,displayName)`);
    expect(ceo.body).not.toHaveProperty('manager');
    expect((await sandbox.graph('GET', `/users/${sandbox.id('ceo')}/manager`)).status).toBe(404);
  });

  it('finds people by words of the name only with the header that asks for it', async () => {
    const search = `/users?$search=${encodeURIComponent('"displayName:peeters"')}&$select=id,displayName`;
    const without = await sandbox.graph('GET', search);
    expect(without.status).toBe(400);
    expect(without.body.error).toMatchObject({ code: 'Request_UnsupportedQuery' });
    const found = await sandbox.graph('GET', `${search}&$count=true`, undefined, EVENTUAL);
    expect(found.body['@odata.count']).toBe(2);
    expect(names(found.body)).toEqual(['Sam Peeters', 'Sam Peeters']);
  });

  it.each([
    ["userPrincipalName eq 'ADELE@contoso.com' or mail eq 'nobody@x'", ['Adele Vance']],
    ["startswith(displayName,'Sam P')", ['Sam Peeters', 'Sam Peeters']],
    [`userPrincipalName eq 'pat.o''brien@contoso.com'`, ['Pat O’Brien']],
    ["userType eq 'Guest' and onPremisesSyncEnabled eq true", ['Joost Hendriks (extern)']],
    [`id in ('${contoso.people.adele?.id}','${contoso.people.alex?.id}')`, ['Adele Vance', 'Alex Wilber']],
  ])('filters by %s', async (filter, expected) => {
    const found = await sandbox.graph('GET', `/users?$filter=${encodeURIComponent(filter)}`);
    expect(names(found.body).toSorted()).toEqual(expected);
  });

  it('answers advanced filters only with header and count', async () => {
    const filter = `/users?$filter=${encodeURIComponent("endswith(userPrincipalName,'@contoso.de')")}`;
    expect((await sandbox.graph('GET', filter)).status).toBe(400);
    const found = await sandbox.graph('GET', `${filter}&$count=true`, undefined, EVENTUAL);
    expect(names(found.body)).toEqual(['Emma Schmidt']);
  });

  it('pages, and the pages together hold everybody once', async () => {
    const seen: string[] = [];
    let next: string | undefined = '/users?$select=id&$top=7';
    while (next !== undefined) {
      const { body }: { body: { readonly [key: string]: unknown } } = await sandbox.graph('GET', next);
      seen.push(...(body.value as { id: string }[]).map((row) => row.id));
      const link = body['@odata.nextLink'] as string | undefined;
      next = link?.slice(`${sandbox.url}/v1.0`.length);
    }
    const active = Object.values(contoso.people).filter((person) => person.deletedDaysAgo === undefined);
    expect(seen.toSorted()).toEqual(active.map((person) => person.id).toSorted());
  });

  it('gives the manager reports of every kind', async () => {
    const { body } = await sandbox.graph(
      'GET',
      `/users/${sandbox.id('manager')}/directReports?$select=id,displayName&$top=100`,
    );
    const ids = new Set((body.value as { id: string }[]).map((row) => row.id));
    const kinds = new Set(Object.values(contoso.people).flatMap((person) => (ids.has(person.id) ? person.kinds : [])));
    for (const kind of [
      'cloud-only',
      'synced',
      'password-hash',
      'pass-through',
      'federated',
      'formerly-synced',
      'cloud-managed',
      'guest',
      'synced-guest',
      'administrator',
      'eligible-administrator',
      'break-glass',
      'blocked',
      'no-mailbox',
      'twelve-memberships',
      'last-owner',
      'inherited-licences',
      'manager-of-others',
      'same-name',
      'longest-name',
      'hostile-name',
    ]) {
      expect(kinds).toContain(kind);
    }
  });

  it('asks for a token, and says 501 to what it does not play', async () => {
    const anonymous = await fetch(`${sandbox.url}/v1.0/users`);
    expect(anonymous.status).toBe(401);
    const unknown = await sandbox.graph('GET', '/me/messages');
    expect(unknown.status).toBe(501);
    expect(unknown.body.error).toMatchObject({ code: 'notImplemented' });
    expect(sandbox.forgiveMisfits()).toEqual(['GET /me/messages: not in the subset']);
  });

  it('echoes the id of the request in header and error', async () => {
    const id = '0d1f7f4e-2c4c-4d0b-9a4f-d7a1c11ab001';
    const { headers, body } = await sandbox.graph('GET', `/users/${id}`, undefined, { 'client-request-id': id });
    expect(headers.get('client-request-id')).toBe(id);
    expect(body.error).toMatchObject({ code: 'Request_ResourceNotFound', innerError: { 'client-request-id': id } });
  });

  it('answers every other read of every person as the description says', async () => {
    for (const person of Object.values(contoso.people)) {
      for (const path of [
        'memberOf',
        'memberOf/microsoft.graph.group',
        'transitiveMemberOf/microsoft.graph.group',
        'transitiveMemberOf/microsoft.graph.directoryRole',
        'memberOf/microsoft.graph.administrativeUnit',
        'ownedObjects/microsoft.graph.group',
        'directReports',
        'licenseDetails',
        'appRoleAssignments',
        'onPremisesSyncBehavior',
        'mailboxSettings',
        'drive',
      ]) {
        const { status } = await sandbox.graph('GET', `/users/${person.id}/${path}`);
        expect(status === 200 || status === 404).toBe(true);
      }
    }
    for (const path of [
      '/organization',
      '/domains',
      '/subscribedSkus',
      '/auditLogs/directoryAudits',
      '/groups?$top=5',
      '/directory/deletedItems/microsoft.graph.user',
      '/roleManagement/directory/roleAssignments?$expand=roleDefinition',
      '/roleManagement/directory/roleEligibilityScheduleInstances',
      '/roleManagement/directory/roleDefinitions',
      '/roleManagement/directory/roleAssignmentScheduleInstances',
      ...Object.values(contoso.groups).flatMap((group) => [
        `/groups/${group.id}`,
        `/groups/${group.id}/members`,
        `/groups/${group.id}/owners`,
      ]),
    ]) {
      expect((await sandbox.graph('GET', path)).status).toBe(200);
    }
  });
});
