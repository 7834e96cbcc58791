import { beforeEach, describe, expect, it } from 'vitest';
import { type AdAction, type AdWork, actInAd } from '../../src/sandbox/active-directory.ts';
import { contoso, contosoPerson } from '../../src/sandbox/contoso.ts';
import { runDue } from '../../src/sandbox/due-events.ts';
import { seedTenant } from '../../src/sandbox/seed-tenant.ts';
import { holdDeletions, pauseSync, resumeSync, setProvisioningError } from '../../src/sandbox/sync-faults.ts';
import { directGroups } from '../../src/sandbox/tenant-reads.ts';
import { changeCloud } from '../../src/sandbox/tenant-record.ts';
import type { TenantState } from '../../src/sandbox/tenant-state.ts';

const START = new Date('2026-03-09T08:00:00Z');
const LEAVERS = 'OU=Leavers,DC=corp,DC=contoso,DC=com';
const ARCHIVE = 'OU=Archive,DC=corp,DC=contoso,DC=com';

let state: TenantState;
let now: Date;
beforeEach(() => {
  now = START;
  state = seedTenant(contoso, START);
});

const id = (key: string) => contosoPerson(key).id;
const ad = (key: string) => state.people[id(key)]?.ad;
const cloud = (key: string) => state.people[id(key)]?.cloud;
const pass = (minutes: number) => {
  now = new Date(now.getTime() + minutes * 60_000);
  state = runDue(state, now);
};
const inAd = (key: string, work: AdAction | AdWork) => {
  const next = actInAd(state, now, id(key), work);
  if ('refused' in next) throw new Error(next.refused);
  state = next;
};
const groupsOf = (key: string) => directGroups(state, id(key)).map(({ displayName }) => displayName);

describe('groups of Active Directory', () => {
  it('are those behind the synced groups, and some that stay there', () => {
    expect(ad('alex')?.groups).toEqual([
      'CN=GG-Finance-Share-RW,OU=Groups,DC=corp,DC=contoso,DC=com',
      'CN=LIC-Microsoft-365-E3,OU=Groups,DC=corp,DC=contoso,DC=com',
      'CN=FILE-Home-Drives,OU=Groups,DC=corp,DC=contoso,DC=com',
      'CN=PRINT-Follow-Me,OU=Groups,DC=corp,DC=contoso,DC=com',
    ]);
    expect(ad('emma')?.groups).toEqual([
      'CN=ADFS-Applications,OU=Groups,DC=ad,DC=contoso,DC=de',
      'CN=FILE-Hamburg,OU=Groups,DC=ad,DC=contoso,DC=de',
    ]);
  });

  it('decide at the next cycle who is in the synced groups of the cloud', () => {
    const groups = ad('alex')?.groups ?? [];
    inAd('alex', { action: 'leave-groups', groups });
    expect(groupsOf('alex')).toContain('GG-Finance-Share-RW');
    pass(10);
    expect(groupsOf('alex')).not.toContain('GG-Finance-Share-RW');
    expect(groupsOf('alex')).toContain('App-VPN-Users');
    inAd('alex', { action: 'join-groups', groups });
    pass(30);
    expect(groupsOf('alex')).toContain('GG-Finance-Share-RW');
  });
});

describe('a move in Active Directory', () => {
  it('changes the name everywhere at the next cycle', () => {
    inAd('alex', { action: 'move', to: LEAVERS });
    expect(ad('alex')?.distinguishedName).toBe(`CN=Alex Wilber,${LEAVERS}`);
    pass(10);
    expect(cloud('alex')).toMatchObject({
      onPremisesDistinguishedName: `CN=Alex Wilber,${LEAVERS}`,
      deletedDateTime: null,
    });
  });

  it('out of scope deletes the cloud account, and back in scope brings the same one back', () => {
    inAd('alex', { action: 'move', to: ARCHIVE });
    pass(10);
    expect(cloud('alex')?.deletedDateTime).toBe('2026-03-09T08:10:00.000Z');
    expect(ad('alex')?.deletedAt).toBeNull();
    inAd('alex', { action: 'move', to: LEAVERS });
    pass(30);
    expect(cloud('alex')).toMatchObject({
      id: id('alex'),
      deletedDateTime: null,
      userPrincipalName: 'alex@contoso.com',
    });
  });

  it('to where somebody of that name already is, is refused', () => {
    inAd('alex', { action: 'move', to: LEAVERS });
    const twin = { ...state.people[id('bram')] };
    const renamed = { ...twin.ad, distinguishedName: 'CN=Alex Wilber,OU=Staff,DC=corp,DC=contoso,DC=com' };
    state = { ...state, people: { ...state.people, [id('bram')]: { ...twin, ad: renamed } as never } };
    expect(actInAd(state, now, id('bram'), { action: 'move', to: LEAVERS })).toHaveProperty('refused');
  });
});

describe('a restore', () => {
  it('gives everything back where the Recycle Bin is on', () => {
    const before = ad('alex');
    inAd('alex', 'delete');
    inAd('alex', 'restore');
    expect(ad('alex')).toMatchObject({
      groups: before?.groups,
      userPrincipalName: before?.userPrincipalName,
      attributes: before?.attributes,
    });
  });

  it('loses names, attributes and groups where it is off, and the cloud hears of it', () => {
    inAd('emma', 'delete');
    pass(2);
    inAd('emma', 'restore');
    expect(ad('emma')).toMatchObject({ userPrincipalName: '', groups: [], mailNickname: null, attributes: {} });
    pass(2);
    expect(cloud('emma')).toMatchObject({ deletedDateTime: null, displayName: 'emma.schmidt', department: null });
  });
});

describe('directory sync that does not work as it should', () => {
  it('stands still while it is paused, and starts a whole interval after it is resumed', () => {
    inAd('alex', 'disable');
    state = pauseSync(state);
    pass(240);
    expect(cloud('alex')?.accountEnabled).toBe(true);
    expect(state.sync.lastCycleAt).toBe('2026-03-09T07:40:00.000Z');
    state = resumeSync(state, now);
    pass(29);
    expect(cloud('alex')?.accountEnabled).toBe(true);
    pass(1);
    expect(cloud('alex')?.accountEnabled).toBe(false);
    expect(state.sync.lastCycleAt).toBe('2026-03-09T12:30:00.000Z');
  });

  it('still ends deleted items while it is paused', () => {
    state = pauseSync(state);
    pass(60 * 24 * 60);
    expect(cloud('nadia')).toBeNull();
    expect(state.sync.lastCycleAt).toBe('2026-03-09T07:40:00.000Z');
  });

  it('keeps deletions back at its threshold, and carries everything else', () => {
    state = holdDeletions(state, true);
    inAd('alex', 'delete');
    inAd('bram', 'disable');
    pass(120);
    expect(cloud('alex')?.deletedDateTime).toBeNull();
    expect(cloud('bram')?.accountEnabled).toBe(false);
    state = holdDeletions(state, false);
    pass(30);
    expect(cloud('alex')?.deletedDateTime).not.toBeNull();
  });

  it('carries nothing of a person whom the directory refuses, until that is cleared', () => {
    const error = { category: 'PropertyConflict', propertyCausingError: 'ProxyAddresses', value: 'SMTP:x@contoso.com' };
    state = setProvisioningError(state, now, id('alex'), error);
    inAd('alex', 'disable');
    pass(60);
    expect(cloud('alex')).toMatchObject({
      accountEnabled: true,
      onPremisesProvisioningErrors: [{ ...error, occurredDateTime: '2026-03-09T08:00:00.000Z' }],
    });
    state = setProvisioningError(state, now, id('alex'), null);
    pass(30);
    expect(cloud('alex')).toMatchObject({ accountEnabled: false, onPremisesProvisioningErrors: [] });
  });

  it('of two clocks runs each at its own hour, however far the jump', () => {
    state = changeCloud(state, id('emma'), () => ({ accountEnabled: false }));
    inAd('alex', 'disable');
    pass(365 * 24 * 60);
    expect(state.timeline.filter(({ actor }) => actor === 'directory-sync').slice(0, 2)).toMatchObject([
      { personId: id('emma'), at: '2026-03-09T08:02:00.000Z' },
      { personId: id('alex'), at: '2026-03-09T08:10:00.000Z' },
    ]);
    const [clock] = state.sync.cloudSync;
    expect(now.getTime() - Date.parse(clock?.lastCycleAt ?? '')).toBeLessThan(2 * 60_000);
  });
});
