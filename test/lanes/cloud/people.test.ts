import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addCloudCrowd } from '../../../src/commands/bench/cloud-crowd.ts';
import { DirectoryUnavailable } from '../../../src/domain/errors.ts';
import { createGraphClient } from '../../../src/lanes/cloud/graph-client.ts';
import { createGroups } from '../../../src/lanes/cloud/groups.ts';
import { createPeople } from '../../../src/lanes/cloud/people.ts';
import { startStandInGraph } from '../../helpers/stand-in-graph.ts';
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

const names = async (query: string, where: 'active' | 'deleted' = 'active') =>
  (await tenant.people.find(query, where)).map(({ displayName }) => displayName);

describe('finding people', () => {
  it.each(['pieter', idOf('pieter')])(
    'finds by %s somebody deleted for good, whom only the audit log knows',
    async (words) => {
      const [found] = await tenant.people.find(words, 'deleted');
      expect(found).toMatchObject({
        id: idOf('pieter'),
        userPrincipalName: 'pieter@contoso.com',
        accountEnabled: false,
      });
      expect(found?.deletedAt).toMatch(/^\d{4}-/);
    },
  );

  it('shows first whose name it is, and those whose name only begins so after them', async () => {
    // Graph says nothing of the order in which a search answers.
    tenant.sandbox.tenant.change('time', (state) => ({
      ...state,
      people: Object.fromEntries(Object.entries(state.people).toReversed()),
    }));
    const [first, ...others] = await names('alex');
    expect(first).toBe('Alex Wilber');
    expect(others.join()).toContain('Alexandrina');
    const { found } = await tenant.people.findFor(idOf('manager'), 'alex', false);
    expect(found[0]?.person.displayName).toBe('Alex Wilber');
  });

  it('finds by object id', async () => {
    expect(await names(idOf('adele'))).toEqual(['Adele Vance']);
    expect(await names(idOf('nadia'))).toEqual([]);
    expect(await names(idOf('nadia'), 'deleted')).toEqual(['Nadia Petrov']);
  });

  it.each(['Nadia', 'petrov', 'nadia@contoso.com'])(
    'finds as %s who was deleted before the newest page of a thousand others',
    async (query) => {
      const deletedDateTime = tenant.clock.now().toISOString();
      const crowd = addCloudCrowd(tenant.sandbox.tenant, 1_000).map((person) => [
        person.id,
        { ...person, cloud: person.cloud === null ? null : { ...person.cloud, deletedDateTime } },
      ]);
      tenant.sandbox.tenant.change('time', (state) => ({
        ...state,
        people: { ...state.people, ...Object.fromEntries(crowd) },
      }));
      tenant.exchanges.splice(0);
      const { found } = await tenant.people.findFor(idOf('manager'), query, true);
      expect(found.map(({ person }) => person.id)).toEqual([idOf('nadia')]);
      expect(tenant.roundTrips()).toBeLessThanOrEqual(2);
    },
  );

  it.each([
    ['ten hits or more', 'crowd', false, 10],
    ['one address', 'Adele@Contoso.com', false, 1],
    ['an object id', idOf('adele'), false, 1],
    ['somebody deleted', 'nadia', true, 1],
    ['somebody deleted for good', 'pieter', true, 1],
    ['a pasted text', 'adele '.repeat(60), false, 0],
  ])('costs two requests at most for who asks, whatever is found: %s', async (_what, query, deletedToo, hits) => {
    addCloudCrowd(tenant.sandbox.tenant, 20);
    tenant.exchanges.splice(0);
    const { requester, found } = await tenant.people.findFor(idOf('manager'), query, deletedToo);
    expect(found).toHaveLength(hits);
    expect(requester?.id ?? idOf('manager')).toBe(idOf('manager'));
    expect(tenant.roundTrips()).toBeLessThanOrEqual(2);
  });

  it('tells for who asks who manages each that is found, as read manager by manager', async () => {
    const { found } = await tenant.people.findFor(idOf('manager'), 'vance', false);
    for (const { person, managementChain } of found)
      expect(managementChain).toEqual(await tenant.people.managementChain(person.id));
    expect(found.some(({ managementChain }) => managementChain.length > 0)).toBe(true);
  });

  it('finds by UPN and by mail, exactly, in any case', async () => {
    expect(await names('Adele@Contoso.com')).toEqual(['Adele Vance']);
  });

  it('finds by a part of the name, with title, department and manager', async () => {
    const found = await tenant.people.find('peeters', 'active');
    expect(found.map(({ displayName }) => displayName)).toEqual(['Sam Peeters', 'Sam Peeters']);
    expect(new Set(found.map(({ department }) => department)).size).toBe(2);
    expect(found.map(({ managerName }) => managerName)).toEqual(['Megan Bowen', 'Megan Bowen']);
  });

  it('counts the enabled people of a department, whatever it is called', async () => {
    const enabled = Object.values(tenant.sandbox.tenant.state().people).filter(
      ({ cloud }) => cloud?.department === 'Operations' && cloud.accountEnabled && cloud.deletedDateTime === null,
    );
    expect(await tenant.people.countInDepartment('Operations')).toBe(enabled.length);
    expect(await tenant.people.countInDepartment("O'Brien & Sons #1")).toBe(0);
  });

  it('tells who holds a role, of more people than one round trip takes', async () => {
    const nobody = '00000000-0000-4000-8000-000000000000';
    expect(await tenant.people.roleHolders([idOf('adele'), idOf('katrin'), nobody])).toEqual(new Set([idOf('katrin')]));
    // Who may take up a role, and whom the directory guards against other administrators, count as well.
    const guarded = [idOf('lars'), idOf('ursula')];
    expect(await tenant.people.roleHolders([idOf('alex'), ...guarded])).toEqual(new Set(guarded));
    expect(await tenant.people.roleHolders([idOf('katrin'), ...guarded], 'active')).toEqual(new Set([idOf('katrin')]));
    const everybody = Object.keys(tenant.sandbox.tenant.state().people);
    expect(everybody.length).toBeGreaterThan(20);
    expect(await tenant.people.roleHolders(everybody)).toContain(idOf('katrin'));
  });

  it('finds names of any script and with apostrophes', async () => {
    expect(await names('O’Brien')).toEqual(['Pat O’Brien']);
    expect(await names('Zoë')).toEqual(['Zoë Kramer']);
  });

  it('finds the deleted by a part of the name or the name they had', async () => {
    expect(await names('petrov', 'deleted')).toEqual(['Nadia Petrov']);
    expect(await names('nadia@contoso.com', 'deleted')).toEqual(['Nadia Petrov']);
    expect(await names('adele', 'deleted')).toEqual([]);
  });

  it('gives ten at most, those who can sign in first', async () => {
    const found = await tenant.people.find('a', 'active');
    expect(found.length).toBeLessThanOrEqual(10);
    const lotte = await tenant.people.find('Lotte', 'active');
    expect(lotte[0]).toMatchObject({ accountEnabled: false });
  });

  it.each([
    '"',
    '" OR "displayName:adele',
    "' or accountEnabled eq true or 'a'@x",
    "x@y' or startswith(displayName,'a') or mail eq 'z",
    '\\"displayName:a',
    'adele&$top=999',
    '#EXT#@contoso',
    '${zzz}',
    '\u0000',
    ')))((',
    '../../groups',
    'x'.repeat(5000),
  ])('gives nobody for %j, and no error', async (query) => {
    expect(await names(query)).toEqual([]);
    expect(await names(query, 'deleted')).toEqual([]);
    const urls = tenant.exchanges.map(({ url }) => url).filter((url) => url !== '/$batch');
    expect(urls.filter((url) => !/^\/(users|directory\/deletedItems|auditLogs\/directoryAudits)/.test(url))).toEqual(
      [],
    );
  });

  it('says so when the directory cannot be read', async () => {
    await tenant.control('POST', '/faults', { outage: { until: Date.now() + 60_000 } });
    await expect(tenant.people.find('adele', 'active')).rejects.toThrow(DirectoryUnavailable);
    await expect(tenant.people.read(idOf('adele'))).rejects.toThrow(DirectoryUnavailable);
    await expect(tenant.groups.isMember(idOf('helpdesk'), groupOf('approvers'))).rejects.toThrow(DirectoryUnavailable);
  });
});

describe('reading people', () => {
  it('reads who is there, and nobody who is not', async () => {
    expect(await tenant.people.read(idOf('adele'))).toMatchObject({ displayName: 'Adele Vance', userType: 'Member' });
    expect(await tenant.people.read(idOf('nadia'))).toBeNull();
    expect(await tenant.people.read('not-a-guid')).toBeNull();
  });

  it('tells whose account it is, whatever its user type: another tenant’s member is not ours', async () => {
    expect(await tenant.people.read(idOf('adele'))).toMatchObject({ home: 'here' });
    const { id } = tenant.now('nils');
    tenant.sandbox.tenant.change('time', (state) => {
      const person = state.people[id];
      if (person?.cloud == null) throw new Error('nils has no account');
      const cloud = { ...person.cloud, userType: 'Member' as const, externalUserState: 'Accepted' as const };
      return { ...state, people: { ...state.people, [id]: { ...person, cloud } } };
    });
    expect(await tenant.people.read(id)).toMatchObject({ userType: 'Member', home: 'elsewhere' });
    const [found] = await tenant.people.find(tenant.now('nils').cloud?.userPrincipalName ?? '', 'active');
    expect(found).toMatchObject({ home: 'elsewhere' });
  });

  it('reads direct reports of every kind', async () => {
    const reports = await tenant.people.directReports(idOf('manager'));
    const ids = reports.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining([idOf('adele'), idOf('alex'), idOf('lotte'), idOf('ines')]));
    expect(ids).not.toContain(idOf('tomReport1'));
    expect(ids).not.toContain(idOf('nadia'));
  });

  it('follows the managers upwards', async () => {
    expect(await tenant.people.managementChain(idOf('tomReport1'))).toEqual([
      idOf('tom'),
      idOf('manager'),
      idOf('ceo'),
    ]);
    expect(await tenant.people.managementChain(idOf('ceo'))).toEqual([]);
    expect(await tenant.people.managementChain(idOf('nadia'))).toEqual([]);
  });

  it.each([
    ['in a ring', 3, 2],
    ['without an end', 100, 10],
  ])('ends where managers go %s', async (_, people, length) => {
    const id = (place: number) => `cccccccc-0000-4000-8000-${String(place % people).padStart(12, '0')}`;
    const server = await startStandInGraph(({ target }) => {
      const below = Number(/-0*(\d+)\/manager/.exec(target)?.[1] ?? 0);
      return { status: 200, body: { id: id(below + 1) } };
    });
    const people_ = createPeople({ graph: createGraphClient({ baseUrl: server.baseUrl, token: async () => 'x' }) });
    expect(await people_.managementChain(id(0))).toHaveLength(length);
    await server.close();
  });
});

describe('groups', () => {
  it('know their members, through other groups too', async () => {
    expect(await tenant.groups.isMember(idOf('helpdesk'), groupOf('approvers'))).toBe(true);
    expect(await tenant.groups.isMember(idOf('adele'), groupOf('approvers'))).toBe(false);
    expect(await tenant.groups.isMember(idOf('sanne'), groupOf('building'))).toBe(true);
    expect(await tenant.groups.isMember(idOf('nadia'), groupOf('approvers'))).toBe(false);
  });

  it('list members that are people and can sign in, through other groups too', async () => {
    const members = (await tenant.groups.members(groupOf('building'))).map(({ id }) => id);
    expect(members).toEqual(expect.arrayContaining([idOf('zoe'), idOf('sanne')]));
    const council = (await tenant.groups.members(groupOf('worksCouncil'))).map(({ id }) => id);
    expect(council).toContain(idOf('zoe'));
    expect(council).not.toContain(idOf('lotte'));
  });

  it('are looked through to the end for somebody, beyond the hundred that are listed; cut short, nobody knows', async () => {
    const id = (place: number) => `cccccccc-0000-4000-8000-${String(place).padStart(12, '0')}`;
    const person = (place: number) => ({
      ...{ '@odata.type': '#microsoft.graph.user', id: id(place), displayName: 'A', userPrincipalName: 'a@b.example' },
      accountEnabled: true,
    });
    const inner = Array.from({ length: 30 }, (_, at) => ({
      '@odata.type': '#microsoft.graph.group',
      id: id(900 + at),
    }));
    const value = (target: string) => {
      if (target.includes(id(1))) return Array.from({ length: 150 }, (_, at) => person(1_000 + at));
      return target.includes(id(2)) ? inner : [];
    };
    const server = await startStandInGraph(({ target }) => ({ status: 200, body: { value: value(target) } }));
    const graph = createGraphClient({ baseUrl: server.baseUrl, token: async () => 'x' });
    const groups = createGroups({ graph, clock: { now: () => new Date() } });
    expect(await groups.members(id(1))).toHaveLength(100);
    expect(await groups.hasMember(id(1), (each) => each.id === id(1_149))).toBe(true);
    expect(await groups.hasMember(id(1), (each) => each.id === id(2_000))).toBe(false);
    expect(await groups.hasMember(id(2), () => true)).toBeNull();
    await server.close();
  });
});
