import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DirectoryUnavailable } from '../../../src/domain/errors.ts';
import type { Identity, SignInKind, TargetUser } from '../../../src/domain/target-user.ts';
import { createDirectory } from '../../../src/lanes/cloud/directory.ts';
import { createGraphClient } from '../../../src/lanes/cloud/graph-client.ts';
import { at } from '../../../src/lanes/cloud/graph-path.ts';
import type { TenantGroup } from '../../../src/sandbox/tenant-state.ts';
import { graphError, type StandInAnswer, startStandInGraph } from '../../helpers/stand-in-graph.ts';
import { groupOf, idOf, type StartedTenant, startTenant } from './start-tenant.ts';

let tenant: StartedTenant;
beforeAll(async () => {
  tenant = await startTenant();
});
afterAll(() => tenant.stop());
beforeEach(async () => {
  await tenant.control('POST', '/reset');
  tenant.exchanges.splice(0);
});

const read = (key: string) => tenant.directory.readTargetUser(idOf(key));

describe('the facts about a person', () => {
  it.each<[string, Identity, SignInKind]>([
    ['adele', 'cloud-only', 'cloud'],
    ['alex', 'synced', 'unknown'],
    ['emma', 'synced', 'federated'],
    ['grady', 'formerly-synced', 'cloud'],
    ['henrietta', 'cloud-managed', 'cloud'],
    ['joost', 'synced', 'unknown'],
    ['ines', 'cloud-only', 'cloud'],
  ])('say who masters %s: %s, signing in by %s', async (key, identity, signIn) => {
    expect(await read(key)).toMatchObject({ found: 'active', identity, signIn });
  });

  it('hold how AD DS knows somebody synced', async () => {
    const { onPremises, tenantLastSync } = await read('alex');
    expect(onPremises).toMatchObject({ samAccountName: 'alex', domainName: 'corp.contoso.com' });
    expect(onPremises?.securityIdentifier).toMatch(/^S-1-5-21-/);
    expect(tenantLastSync).toMatch(/Z$/);
  });

  it('hold the managers from the direct one upwards', async () => {
    const { manager, managementChain } = await read('tomReport1');
    expect(manager).toEqual({ id: idOf('tom'), displayName: 'Tom Verhoeven' });
    expect(managementChain).toEqual([idOf('tom'), idOf('manager'), idOf('ceo')]);
  });

  it('tell the classes of groups and the last owner apart', async () => {
    const { memberships } = await read('sanne');
    const told = Object.fromEntries(memberships.map((membership) => [membership.name, membership]));
    expect(told['Budget 2027']).toMatchObject({ class: 'microsoft-365', owner: true, lastOwner: true });
    // The other owner of this group is a service principal, which does not count.
    expect(told['Project Waterlelie']).toMatchObject({ owner: true, lastOwner: true });
    expect(told['Finance team']).toMatchObject({ owner: true, lastOwner: false });
    expect(told['Finance guests']).toMatchObject({ owner: true, member: false, lastOwner: false });
    expect(new Set(memberships.map((membership) => membership.class))).toEqual(
      new Set(['dynamic', 'synced', 'mail-enabled', 'licensing', 'microsoft-365', 'security']),
    );
  });

  it('tell direct from inherited licences, with their names', async () => {
    const { licences } = await read('sanne');
    expect(licences.map(({ name, direct, inheritedFrom }) => [name, direct, inheritedFrom.length])).toEqual([
      ['SPE_E3', true, 0],
      ['VISIOCLIENT', true, 0],
      ['POWER_BI_PRO', false, 1],
    ]);
  });

  it.each<[string, Partial<TargetUser>]>([
    ['ravi', { mailbox: 'none', autoReply: 'unknown' }],
    ['frontDesk', { mailbox: 'shared' }],
    ['zoe', { mailbox: 'user', drive: null }],
    ['adele', { assignedApplications: 3, autoReply: 'off', directReports: 0, provisioningErrors: [] }],
    ['tom', { directReports: 2 }],
    ['lotte', { accountEnabled: false }],
  ])('of %s hold %j', async (key, facts) => {
    expect(await read(key)).toMatchObject(facts);
  });

  it.each([
    ['katrin', ['directory-role']],
    ['lars', ['eligible-role']],
    ['wouter', ['directory-role', 'role-assignable-group']],
    ['ursula', ['restricted-management']],
    ['emergencyAccount', ['protected-group']],
    ['itLead', ['application-owner']],
    ['adele', []],
  ])('of %s hold the protections %j', async (key, kinds) => {
    const { protections } = await read(key);
    expect(protections.map(({ kind }) => kind).filter((kind, place, all) => all.indexOf(kind) === place)).toEqual(
      expect.arrayContaining(kinds),
    );
    expect(protections.length > 0).toBe(kinds.length > 0);
  });

  it('protect the last approver', async () => {
    const kinds = async () => (await read('helpdesk')).protections.map(({ kind }) => kind);
    expect(await kinds()).not.toContain('approver-group-last');
    const options = { stepId: randomUUID(), mayBeSent: async () => true };
    await tenant.graph.write('PATCH', at`/users/${idOf('secondHelpdesk')}`, { accountEnabled: false }, options);
    expect(await kinds()).toContain('approver-group-last');
  });

  it('hold every group and every protection of somebody who is in more than a thousand groups', async () => {
    const many = Array.from({ length: 1_200 }, (_, place) => inGroup(place, { isAssignableToRole: place === 1_150 }));
    tenant.sandbox.tenant.change('time', (state) => ({
      ...state,
      groups: { ...state.groups, ...Object.fromEntries(many.map((group) => [group.id, group])) },
    }));
    const { protections, memberships } = await read('zoe');
    expect(protections).toEqual([{ kind: 'role-assignable-group', name: 'Team 1150' }]);
    const names = new Set(memberships.map(({ name }) => name));
    expect(many.filter(({ displayName }) => !names.has(displayName))).toEqual([]);
  });
});

describe('somebody who is not there', () => {
  it('is found among the deleted people, with the hour and the name they had', async () => {
    const facts = await read('nadia');
    expect(facts).toMatchObject({
      found: 'soft-deleted',
      userPrincipalName: 'nadia@contoso.com',
      restoreConflict: null,
    });
    expect(Date.parse(facts.deletedAt ?? '')).toBeLessThan(Date.parse(facts.readAt));
  });

  it('is known as mastered by AD DS when they were', async () => {
    expect(await read('quinten')).toMatchObject({ found: 'soft-deleted', identity: 'synced' });
  });

  it('is told apart from whoever holds their name or address now', async () => {
    const { restoreConflict } = await read('rosaFormer');
    expect(restoreConflict).toMatchObject({ displayName: 'Rosa Martínez' });
  });

  it('is gone, and the audit log knows since when', async () => {
    const facts = await read('pieter');
    expect(facts).toMatchObject({ found: 'gone', lastSeen: { by: 'hard-delete' } });
  });

  it.each([
    ['Hard Delete user', 'success', { by: 'hard-delete' }],
    ['Hard Delete user', 'failure', { by: 'audit-log', activity: 'Hard Delete user' }],
    ['Delete user', 'success', { by: 'audit-log', activity: 'Delete user' }],
    ['Update user', 'success', { by: 'audit-log', activity: 'Update user' }],
  ])('is said to be deleted for good only by the entry that says so: %s, %s', async (activity, result, lastSeen) => {
    const at = '2026-11-20T10:00:00Z';
    const entry = { activityDisplayName: activity, activityDateTime: at, result, targetResources: [{ id: ADELE }] };
    const stand = await startStandIn({
      [`/users/${ADELE}?`]: { status: 404, body: graphError('Request_ResourceNotFound') },
      directoryAudits: { status: 200, body: { value: [entry] } },
    });
    const facts = await stand.directory.readTargetUser(ADELE);
    expect(facts).toMatchObject({ found: 'gone', lastSeen: { at: new Date(at).toISOString(), ...lastSeen } });
    await stand.close();
  });

  it('is gone without a trace when nobody ever was', async () => {
    const facts = await tenant.directory.readTargetUser('00000000-0000-4000-8000-000000000000');
    expect(facts).toMatchObject({ found: 'gone', lastSeen: null, id: '00000000-0000-4000-8000-000000000000' });
  });
});

describe('round trips', () => {
  it.each(['adele', 'alex', 'tomReport1', 'hr', 'otherLead', 'nadia', 'pieter', 'rosaFormer'])(
    'are two for %s',
    async (key) => {
      await read(key);
      expect(tenant.roundTrips()).toBe(2);
    },
  );

  it('are two for an ordinary person under any number of managers', async () => {
    const stand = await startStandIn({});
    const facts = await stand.directory.readTargetUser(ADELE);
    expect(facts.managementChain).toEqual(MANAGERS);
    expect(stand.seen).toHaveLength(2);
    await stand.close();
  });
});

describe('the groups somebody is in', () => {
  it('are told of any number that is asked about: Graph takes twenty at once, and own tasks may name twenty beside the helpdesk', async () => {
    const others = Array.from({ length: 20 }, () => randomUUID());
    const [adele, helpdesk] = [idOf('adele'), idOf('helpdesk')];
    const asked = { targetUserId: null, personIds: [adele, helpdesk], groupIds: [...others, groupOf('approvers')] };
    const { people } = await tenant.directory.readAuthority(asked);
    expect([people.get(adele)?.groupIds, people.get(helpdesk)?.groupIds]).toEqual([[], [groupOf('approvers')]]);
    expect(tenant.roundTrips()).toBe(1);
  });
});

describe('what cannot be read', () => {
  it.each<[string, string, StandInAnswer, Partial<TargetUser>]>([
    ['mailboxSettings', 'a mailbox', { status: 403, body: graphError('ErrorAccessDenied') }, { mailbox: 'unknown' }],
    ['/drive', 'files', { status: 503 }, { drive: 'unknown' }],
    ['appRoleAssignments', 'applications', { status: 403 }, { assignedApplications: 'unknown' }],
    ['subscribedSkus', 'names of licences', { status: 403 }, { licences: [] }],
    ['/domains', 'domains', { status: 403 }, { signIn: 'unknown' }],
    ['onPremisesSyncBehavior', 'source of authority', { status: 403 }, { identity: 'cloud-only' }],
  ])('stays unknown and takes nothing with it: %s', async (part, _, answer, facts) => {
    const stand = await startStandIn({ [part]: answer });
    expect(await stand.directory.readTargetUser(ADELE)).toMatchObject({ displayName: 'Adele Vance', ...facts });
    await stand.close();
  });

  it.each([
    'directoryRole',
    'roleAssignments',
    'roleEligibility',
    'transitiveMemberOf/microsoft.graph.group',
    'ownedObjects',
  ])('protects: %s', async (part) => {
    const stand = await startStandIn({ [part]: { status: 403, body: graphError('Authorization_RequestDenied') } });
    const { protections } = await stand.directory.readTargetUser(ADELE);
    expect(protections.map(({ kind }) => kind)).toEqual(['unknown']);
    await stand.close();
  });

  it.each(['organization', '/memberOf', 'directReports'])('makes the directory unavailable: %s', async (part) => {
    const stand = await startStandIn({ [part]: { status: 503 } });
    await expect(stand.directory.readTargetUser(ADELE)).rejects.toThrow(DirectoryUnavailable);
    await stand.close();
  });

  it('is never read as somebody without groups: refused, a reading fails, and that for a block at once says so', async () => {
    const stand = await startStandIn({ '/memberOf': { status: 403, body: graphError('Authorization_RequestDenied') } });
    await expect(stand.directory.readTargetUser(ADELE)).rejects.toThrow(DirectoryUnavailable);
    expect(await stand.directory.readTargetUser(ADELE, 'block')).toMatchObject({ readInPart: true, memberships: [] });
    await stand.close();
  });

  it.each([
    ['directReports', { readInPart: true, directReports: 0 }],
    ['/memberOf', { readInPart: true, memberships: [] }],
    ['$levels=max', { readInPart: true, managementChain: [] }],
    ['ownedDevices', { devices: 'unknown' }],
    ['mailboxSettings', { mailbox: 'unknown' }],
    ['organization', { tenantLastSync: null }],
  ])('keeps nobody from being blocked at once, and is not waited for: %s', async (part, facts) => {
    const stand = await startStandIn({ [part]: { status: 503, headers: { 'retry-after': '5' } } });
    const read = await stand.directory.readTargetUser(ADELE, 'block');
    expect(read).toMatchObject({ displayName: 'Adele Vance', accountEnabled: true, protections: [], ...facts });
    // Two batches, and nothing asked again.
    expect(stand.seen).toHaveLength(2);
    await stand.close();
  });

  it.each(['microsoft.graph.directoryRole', 'transitiveMemberOf/microsoft.graph.group', 'ownedObjects'])(
    'keeps somebody from being blocked at once where it may protect them: %s',
    async (part) => {
      const stand = await startStandIn({ [part]: { status: 503 } });
      const read = stand.directory.readTargetUser(ADELE, 'block');
      await expect(
        read.then(({ protections }) => {
          if (protections.length > 0) throw new DirectoryUnavailable('protected');
        }),
      ).rejects.toThrow(DirectoryUnavailable);
      await stand.close();
    },
  );

  it('is no reason to call somebody gone', async () => {
    const stand = await startStandIn({ '$select=id,displayName,userPrincipalName,jobTitle': { status: 503 } });
    await expect(stand.directory.readTargetUser(ADELE)).rejects.toThrow(DirectoryUnavailable);
    await stand.close();
  });
});

const ADELE = 'aaaaaaaa-0000-4000-8000-000000000001';
const MANAGERS = ['1', '2', '3', '4', '5'].map((digit) => `bbbbbbbb-0000-4000-8000-00000000000${digit}`);

/** Graph with one ordinary person; parts whose URL contains a key are answered otherwise. */
async function startStandIn(otherwise: Readonly<Record<string, StandInAnswer>>) {
  const answerTo = (url: string): Exclude<StandInAnswer, string> => {
    const plain = decodeURIComponent(url);
    const other = Object.entries(otherwise).find(([part]) => plain.includes(part))?.[1];
    if (typeof other === 'object') return other;
    return ordinary(plain);
  };
  const server = await startStandInGraph(({ target, body }) => {
    if (!target.endsWith('/$batch')) return answerTo(target);
    const { requests } = body as { readonly requests: readonly { readonly id: string; readonly url: string }[] };
    return { status: 200, body: { responses: requests.map(({ id, url }) => ({ id, ...answerTo(url) })) } };
  });
  const graph = createGraphClient({
    baseUrl: server.baseUrl,
    token: async () => 'x',
    patience: { attempts: 2, pauseMilliseconds: 1 },
  });
  const clock = { now: () => new Date('2026-11-21T12:00:00Z') };
  return { ...server, directory: createDirectory({ graph, clock, protectedGroupId: null, approverGroupId: null }) };
}

function ordinary(url: string): Exclude<StandInAnswer, string> {
  const managers = MANAGERS.toReversed().reduce<unknown>((manager, id) => ({ id, displayName: id, manager }), null);
  if (url.includes('$levels=max')) return { status: 200, body: { id: ADELE, manager: managers } };
  if (url.includes('/manager') || url.includes('deletedItems')) {
    return { status: 404, body: graphError('Request_ResourceNotFound') };
  }
  if (url.includes('mailboxSettings')) return { status: 200, body: { userPurpose: 'user' } };
  if (url.includes('/drive')) return { status: 200, body: { id: 'b!1', webUrl: 'https://x' } };
  if (url.includes('onPremisesSyncBehavior')) return { status: 200, body: { isCloudManaged: false } };
  if (url.includes('organization')) return { status: 200, body: { value: [{ onPremisesLastSyncDateTime: null }] } };
  if (url.startsWith(`/users/${ADELE}?`)) {
    const body = {
      id: ADELE,
      displayName: 'Adele Vance',
      userPrincipalName: 'adele@contoso.com',
      accountEnabled: true,
    };
    return { status: 200, body };
  }
  return { status: 200, body: { value: [] } };
}

/** One of many groups that Zoë is in. */
function inGroup(place: number, more: Partial<TenantGroup>): TenantGroup {
  const [given] = Object.values(tenant.sandbox.tenant.state().groups).filter(
    ({ securityEnabled, mailEnabled, groupTypes, onPremisesSyncEnabled, licences }) =>
      securityEnabled && !mailEnabled && groupTypes.length === 0 && !onPremisesSyncEnabled && licences.length === 0,
  );
  if (given === undefined) throw new Error('the sandbox has no security group');
  const id = `00000000-0000-4000-8000-${String(place).padStart(12, '0')}`;
  return { ...given, id, displayName: `Team ${place}`, members: [idOf('zoe')], owners: [], ...more };
}
