import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { checkGroups, stateOfGroups } from '../../src/app/check-groups.ts';
import { watchGroups } from '../../src/app/watch-groups.ts';
import { readConfig } from '../../src/config.ts';
import type { GroupFacts } from '../../src/domain/deciding-groups.ts';
import { ConfigError, DirectoryUnavailable } from '../../src/domain/errors.ts';
import { readGroupFacts } from '../../src/lanes/cloud/read-group-facts.ts';
import { groupOf, type StartedTenant, startTenant } from '../lanes/cloud/start-tenant.ts';

const APPROVERS = groupOf('approvers');
const EMERGENCY = groupOf('emergency');
const LIVE = {
  MicrosoftAppType: 'SingleTenant',
  MicrosoftAppId: 'b7b8a275-30e6-4a08-ad53-1975d2d38d92',
  MicrosoftAppPassword: 'not-for-anybody',
  MicrosoftAppTenantId: '7a0626ea-c858-4feb-9f99-77f1b73ff1d9',
  AZURE_TENANT_ID: '7a0626ea-c858-4feb-9f99-77f1b73ff1d9',
  AZURE_CLIENT_ID: 'c1d7f1f0-3a5b-4f64-8f0b-0b8d5f5c9a11',
  AZURE_CLIENT_SECRET: 'nor-for-these',
  DATABASE_URL: 'postgres://leaver@127.0.0.1/leaver',
  APPROVER_GROUP_ID: APPROVERS,
  EMERGENCY_GROUP_ID: EMERGENCY,
};
const SOUND: GroupFacts = { isDynamic: false, isRoleAssignable: true, inside: [] };

const reads = (facts: Readonly<Record<string, GroupFacts>>) => async (ids: readonly string[]) =>
  new Map(ids.map((id) => [id.toLowerCase(), id in facts ? (facts[id] ?? null) : SOUND]));

async function problemsOf(more: Readonly<Record<string, string>>, facts: Readonly<Record<string, GroupFacts>> = {}) {
  const checked = checkGroups(readConfig({ ...LIVE, ...more }), reads(facts));
  return checked.then(
    () => [],
    (error: unknown) => (error instanceof ConfigError ? error.problems : Promise.reject(error)),
  );
}

/** Whoever can write the group that decides can decide (security.md S10). */
describe('the groups that decide, at a live start', () => {
  it('are taken where their members are assigned by hand and applications cannot add any', async () => {
    expect(await checkGroups(readConfig(LIVE), reads({}))).toEqual({ notices: [], state: 'ok' });
  });

  it('are refused, a sentence for each, where they are dynamic, missing, or who asks or is protected', async () => {
    const facts = { [APPROVERS]: { isDynamic: true, isRoleAssignable: false, inside: [] }, [EMERGENCY]: null };
    expect(await problemsOf({}, facts)).toEqual([
      expect.stringMatching(/^APPROVER_GROUP_ID is a dynamic group/),
      expect.stringMatching(/^EMERGENCY_GROUP_ID is no group that Microsoft Graph knows/),
    ]);
    expect(await problemsOf({ REQUESTER_GROUP_ID: APPROVERS.toUpperCase(), PROTECTED_GROUP_ID: EMERGENCY })).toEqual([
      expect.stringMatching(/^APPROVER_GROUP_ID is the same group as REQUESTER_GROUP_ID/),
      expect.stringMatching(/^EMERGENCY_GROUP_ID is the same group as PROTECTED_GROUP_ID/),
    ]);
  });

  it('are refused where a group in one is dynamic, or has owners who add whom they like, and that group is named', async () => {
    const inner = {
      id: '20000000-0000-4000-8000-000000000077',
      name: 'All\n employ\u202eees\u001b',
      isDynamic: false,
      isOwned: false,
    };
    const holds = (...inside: readonly (typeof inner)[]) => ({ isDynamic: false, isRoleAssignable: false, inside });
    const facts = {
      [APPROVERS]: holds(inner, { ...inner, isDynamic: true, isOwned: true }),
      [EMERGENCY]: holds({ ...inner, isOwned: true }),
    };
    expect(await problemsOf({}, facts)).toEqual([
      expect.stringMatching(/^APPROVER_GROUP_ID holds a dynamic group: .*“All employees” \(2000.*77\)\.$/),
      expect.stringMatching(/^EMERGENCY_GROUP_ID holds a Microsoft 365 group, .*“All employees” \(2000.*77\)\.$/),
    ]);
    expect(await stateOfGroups(readConfig(LIVE), reads(facts))).toBe(
      `approver dynamic-inside ${inner.id}, emergency owned-inside ${inner.id}`,
    );
    expect(await problemsOf({}, { [APPROVERS]: holds(inner) })).toEqual([]);
  });

  it('that applications can change are warned of, with the reason, and named by /readyz', async () => {
    const facts = { [APPROVERS]: { isDynamic: false, isRoleAssignable: false, inside: [] } };
    const { notices, state } = await checkGroups(readConfig(LIVE), reads(facts));
    expect(notices).toEqual([expect.stringMatching(/^Warning: APPROVER_GROUP_ID .*GroupMember\.ReadWrite\.All/)]);
    expect(state).toBe('not role-assignable: approver');
  });

  it('are warned of where what takes two members cannot be done, with what that is, and named by /readyz', async () => {
    const few = (approvers: number, emergency: number) =>
      checkGroups(
        readConfig(LIVE),
        reads({ [APPROVERS]: { ...SOUND, inOffice: approvers }, [EMERGENCY]: { ...SOUND, inOffice: emergency } }),
      );
    expect(await few(2, 3)).toEqual({ notices: [], state: 'ok' });
    expect(await few(2, 2)).toEqual({
      notices: [
        expect.stringMatching(/^Warning: EMERGENCY_GROUP_ID has only two members .*neither .* add a third one\.$/),
      ],
      state: 'two members: emergency',
    });
    expect(await few(2, 1)).toEqual({
      notices: [expect.stringMatching(/^Warning: EMERGENCY_GROUP_ID has only one member who can sign in: nobody who/)],
      state: 'one member: emergency',
    });
    const { notices, state } = await few(1, 0);
    expect(notices).toEqual([
      expect.stringMatching(/^Warning: APPROVER_GROUP_ID has only one member .*deletion.* add a second one\.$/),
      expect.stringMatching(/^Warning: EMERGENCY_GROUP_ID has no member who can sign in: nobody is blocked at once/),
    ]);
    expect(state).toBe('no member: emergency; one member: approver');
  });

  it('are looked at later where Graph is down: what the settings alone say is refused all the same', async () => {
    const down = () => Promise.reject(new DirectoryUnavailable('down'));
    expect(await checkGroups(readConfig(LIVE), down)).toEqual({ notices: [], state: 'not read yet' });
    await expect(checkGroups(readConfig({ ...LIVE, REQUESTER_GROUP_ID: APPROVERS }), down)).rejects.toThrow(
      ConfigError,
    );
  });
});

/** Nobody touches who is in it: of no group it would protect nobody, and whoever can write it keeps whom they like. */
describe('the protected group, at a live start', () => {
  const PROTECTED = groupOf('protected');
  const GUARDED = { PROTECTED_GROUP_ID: PROTECTED };
  const inner = { id: '20000000-0000-4000-8000-000000000078', name: 'Staff', isDynamic: true, isOwned: false };

  it('is taken where its members are assigned by hand', async () => {
    const facts = { [PROTECTED]: { ...SOUND, inOffice: 1 } };
    const config = readConfig({ ...LIVE, ...GUARDED });
    expect(await checkGroups(config, reads(facts))).toEqual({ notices: [], state: 'ok' });
  });

  it.each<[string, GroupFacts, string, RegExp]>([
    ['is no group that Graph knows', null, 'protected missing', /is no group that .* would protect nobody; take its/],
    ['is dynamic', { ...SOUND, isDynamic: true }, 'protected dynamic', /is a dynamic group: .* who is to be blocked/],
    [
      'holds a dynamic group',
      { ...SOUND, inside: [inner] },
      `protected dynamic-inside ${inner.id}`,
      /holds a dynamic group: .* or name another: “Staff” \(2000.*78\)\.$/,
    ],
    [
      'holds a group of owners who add whom they like',
      { ...SOUND, inside: [{ ...inner, isDynamic: false, isOwned: true }] },
      `protected owned-inside ${inner.id}`,
      /holds a Microsoft 365 group, whose owners add and remove .*“Staff”/,
    ],
  ])('is refused where it %s; /readyz names it where it becomes so later', async (_, found, state, sentence) => {
    const facts = { [PROTECTED]: found };
    expect(await problemsOf(GUARDED, facts)).toEqual([expect.stringMatching(sentence)]);
    expect((await problemsOf(GUARDED, facts))[0]).toMatch(/^PROTECTED_GROUP_ID /);
    expect(await stateOfGroups(readConfig({ ...LIVE, ...GUARDED }), reads(facts))).toBe(state);
  });

  it.each<[string, GroupFacts, string, RegExp]>([
    [
      'owners or applications can write it',
      { ...SOUND, isRoleAssignable: false },
      'not role-assignable: protected',
      /^Warning: PROTECTED_GROUP_ID is not role-assignable: .* take members out, or add who is to be blocked\./,
    ],
    [
      'nobody in it can sign in',
      { ...SOUND, inOffice: 0 },
      'no member: protected',
      /^Warning: PROTECTED_GROUP_ID has no member who can sign in: it protects nobody/,
    ],
  ])('is warned of where %s', async (_, found, state, sentence) => {
    const config = readConfig({ ...LIVE, ...GUARDED });
    expect(await checkGroups(config, reads({ [PROTECTED]: found }))).toEqual({
      notices: [expect.stringMatching(sentence)],
      state,
    });
  });

  it('is not asked for where there is none', async () => {
    const asked: string[] = [];
    await checkGroups(readConfig(LIVE), (ids) => {
      asked.push(...ids);
      return reads({})(ids);
    });
    expect(asked).toEqual([APPROVERS, EMERGENCY]);
  });
});

describe('the groups that decide, once Leaver runs', () => {
  it('are looked at again, stop nothing, and keep what was seen of them while Graph is silent', async () => {
    let facts: ReadonlyMap<string, GroupFacts> | null = null;
    const read = async () => facts ?? Promise.reject(new DirectoryUnavailable('down'));
    const changed: string[] = [];
    const look = () => stateOfGroups(readConfig(LIVE), read);
    const parts = { first: await look(), look, changed: (state: string) => void changed.push(state) };
    vi.useFakeTimers();
    const watch = watchGroups(parts);
    const said = async (found: Readonly<Record<string, GroupFacts>> | null) => {
      facts = found === null ? null : await reads(found)([APPROVERS, EMERGENCY]);
      await vi.advanceTimersByTimeAsync(5 * 60_000);
      return watch.state();
    };
    expect(watch.state()).toBe('not read yet');
    expect(await said({})).toBe('ok');
    expect(await said({ [APPROVERS]: { isDynamic: true, isRoleAssignable: false, inside: [] } })).toBe(
      'approver dynamic',
    );
    expect(await said(null)).toBe('approver dynamic');
    expect(await said({ [EMERGENCY]: null })).toBe('emergency missing');
    // One member too few is said once, and no more while it is so.
    for (const _ of [1, 2])
      expect(await said({ [EMERGENCY]: { ...SOUND, inOffice: 1 } })).toBe('one member: emergency');
    expect(changed).toEqual(['ok', 'approver dynamic', 'emergency missing', 'one member: emergency']);
    watch.stop();
    vi.useRealTimers();
  });
});

describe('the groups that decide, in local mode', () => {
  let tenant: StartedTenant;
  beforeAll(async () => {
    tenant = await startTenant();
  });
  afterAll(() => tenant.stop());

  it('are only warned of, as the tenant has them', async () => {
    const config = readConfig({ APPROVER_GROUP_ID: groupOf('netherlands'), REQUESTER_GROUP_ID: groupOf('emergency') });
    const { notices } = await checkGroups(config, (ids) => readGroupFacts(tenant.graph, ids));
    expect(notices).toEqual([
      expect.stringMatching(/^Warning: APPROVER_GROUP_ID is a dynamic group/),
      expect.stringMatching(/^Warning: EMERGENCY_GROUP_ID is the same group as REQUESTER_GROUP_ID/),
    ]);
  });

  it('are warned of where all members but one are blocked, or of another organisation', async () => {
    const said = async () => (await checkGroups(readConfig({}), (ids) => readGroupFacts(tenant.graph, ids))).notices;
    expect(await said()).toEqual([]);
    const members = tenant.sandbox.tenant.state().groups[EMERGENCY]?.members ?? [];
    expect(members.length).toBeGreaterThan(1);
    const block = (isBlocked: boolean) =>
      tenant.sandbox.tenant.change('time', (state) => {
        const people = members.slice(1).flatMap((id) => {
          const person = state.people[id];
          if (person?.cloud == null) return [];
          return [[id, { ...person, cloud: { ...person.cloud, accountEnabled: !isBlocked } }] as const];
        });
        return { ...state, people: { ...state.people, ...Object.fromEntries(people) } };
      });
    block(true);
    const one = (key: string) => expect.stringMatching(new RegExp(`^Warning: ${key} has only one member`));
    expect(await said()).toEqual([one('APPROVER_GROUP_ID'), one('EMERGENCY_GROUP_ID')]);
    block(false);
  });

  it('are warned of with the protected one, where that is dynamic', async () => {
    const config = readConfig({ PROTECTED_GROUP_ID: groupOf('netherlands') });
    const { notices, state } = await checkGroups(config, (ids) => readGroupFacts(tenant.graph, ids));
    expect(notices).toEqual([expect.stringMatching(/^Warning: PROTECTED_GROUP_ID is a dynamic group/)]);
    expect(state).toBe('protected dynamic');
  });

  it('are looked through to the last page and the last group in a group, a circle once', async () => {
    const [far, middle] = [groupOf('netherlands'), groupOf('vpn')];
    const many = Array.from(
      { length: 1_000 },
      (_, number) => `70000000-0000-4000-8000-${`${number}`.padStart(12, '0')}`,
    );
    const add = (id: string, members: readonly string[]) =>
      tenant.sandbox.tenant.change('time', (state) => {
        const group = state.groups[id];
        if (group === undefined) throw new Error(`no group ${id}`);
        return { ...state, groups: { ...state.groups, [id]: { ...group, members: [...group.members, ...members] } } };
      });
    add(APPROVERS, [...many, middle]);
    add(middle, [far, APPROVERS]);
    tenant.exchanges.splice(0);
    const facts = (await readGroupFacts(tenant.graph, [APPROVERS, EMERGENCY])).get(APPROVERS);
    expect(facts).toMatchObject({ isDynamic: false, inside: [{ id: middle }, { id: far, isDynamic: true }] });
    // One for each level, and one for each further page.
    expect(tenant.roundTrips()).toBe(4);
    expect(await tenant.groups.isUnsound(APPROVERS)).toBe(true);
    expect(await tenant.groups.isUnsound(EMERGENCY)).toBe(false);
  });
});
