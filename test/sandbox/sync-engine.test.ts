import { beforeEach, describe, expect, it } from 'vitest';
import { type AdAction, actInAd } from '../../src/sandbox/active-directory.ts';
import { contoso, contosoPerson } from '../../src/sandbox/contoso.ts';
import { softDelete } from '../../src/sandbox/deleted-items.ts';
import { runDue } from '../../src/sandbox/due-events.ts';
import { seedTenant } from '../../src/sandbox/seed-tenant.ts';
import { changeCloud } from '../../src/sandbox/tenant-record.ts';
import type { TenantState } from '../../src/sandbox/tenant-state.ts';

const START = new Date('2026-03-09T08:00:00Z');

describe('directory sync', () => {
  let state: TenantState;
  let now: Date;
  beforeEach(() => {
    now = START;
    state = seedTenant(contoso, START);
  });

  const id = (key: string) => contosoPerson(key).id;
  const person = (key: string) => state.people[id(key)];
  const pass = (minutes: number) => {
    now = new Date(now.getTime() + minutes * 60_000);
    state = runDue(state, now);
  };
  const inAd = (action: AdAction, key: string) => {
    const next = actInAd(state, now, id(key), action);
    if ('refused' in next) throw new Error(next.refused);
    state = next;
  };
  const blockInCloud = (key: string) => {
    state = changeCloud(state, id(key), () => ({ accountEnabled: false }));
  };
  const changes = (key: string) =>
    state.timeline.filter((entry) => entry.personId === id(key)).map((entry) => `${entry.actor}: ${entry.what}`);

  it('runs every 30 minutes of tenant time and says when it ran', () => {
    pass(9);
    expect(state.sync.lastCycleAt).toBe('2026-03-09T07:40:00.000Z');
    pass(1);
    expect(state.sync.lastCycleAt).toBe('2026-03-09T08:10:00.000Z');
    pass(24 * 60);
    expect(state.sync.lastCycleAt).toBe('2026-03-10T08:10:00.000Z');
  });

  it('changes nothing by itself in a tenant that nobody touches', () => {
    const before = state.people;
    pass(600);
    expect(state.people).toBe(before);
  });

  it('runs every 2 minutes for a domain that Cloud Sync carries', () => {
    blockInCloud('emma');
    pass(1);
    expect(person('emma')?.cloud?.accountEnabled).toBe(false);
    pass(1);
    expect(person('emma')?.cloud?.accountEnabled).toBe(true);
    expect(changes('emma')).toEqual(['directory-sync: block-turned-back']);
    // The organisation's stamp is Entra Connect's.
    expect(state.sync.lastCycleAt).toBe('2026-03-09T07:40:00.000Z');
  });

  it.each(['alex', 'diego'])('turns back a cloud block of %s at the next cycle', (key) => {
    blockInCloud(key);
    pass(9);
    expect(person(key)?.cloud?.accountEnabled).toBe(false);
    pass(1);
    expect(person(key)?.cloud?.accountEnabled).toBe(true);
    expect(changes(key)).toEqual(['directory-sync: block-turned-back']);
  });

  it('turns back a cloud block of others only once their AD object changes', () => {
    blockInCloud('bram');
    pass(24 * 60);
    expect(person('bram')?.cloud?.accountEnabled).toBe(false);
    inAd('reset-password', 'bram');
    pass(30);
    expect(person('bram')?.cloud?.accountEnabled).toBe(true);
    expect(changes('bram')).toContain('directory-sync: block-turned-back');
  });

  it('leaves people alone whom the cloud masters', () => {
    for (const key of ['adele', 'grady', 'henrietta', 'ines']) blockInCloud(key);
    pass(120);
    for (const key of ['adele', 'grady', 'henrietta', 'ines']) expect(person(key)?.cloud?.accountEnabled).toBe(false);
  });

  it.each(['alex', 'bram', 'chantal'])(
    'carries an AD disable of %s to the cloud at the next cycle, and keeps it',
    (key) => {
      inAd('disable', key);
      expect(person(key)?.cloud?.accountEnabled).toBe(true);
      pass(10);
      expect(person(key)?.cloud).toMatchObject({
        accountEnabled: false,
        onPremisesLastSyncDateTime: '2026-03-09T08:10:00.000Z',
      });
      pass(24 * 60);
      expect(person(key)?.cloud?.accountEnabled).toBe(false);
      expect(changes(key)).toEqual(['ad-console: ad-disabled', 'directory-sync: blocked']);
    },
  );

  it('blocks again at the next cycle whom only the cloud unblocked', () => {
    state = changeCloud(state, id('mohamed'), () => ({ accountEnabled: true }));
    pass(10);
    expect(person('mohamed')?.cloud?.accountEnabled).toBe(false);
  });

  it('names its own account in the audit log', () => {
    blockInCloud('alex');
    pass(10);
    expect(state.audits.at(-1)).toMatchObject({ by: 'directory-sync', activity: 'Update user', targetId: id('alex') });
  });

  it('soft-deletes in the cloud what was deleted in AD, and brings the same object back', () => {
    inAd('delete', 'alex');
    pass(10);
    expect(person('alex')?.cloud?.deletedDateTime).toBe('2026-03-09T08:10:00.000Z');
    expect(person('alex')?.cloud?.userPrincipalName).toBe(`${id('alex').replaceAll('-', '')}alex@contoso.com`);
    pass(3 * 24 * 60);
    inAd('restore', 'alex');
    pass(30);
    expect(person('alex')?.cloud).toMatchObject({
      id: id('alex'),
      deletedDateTime: null,
      accountEnabled: true,
      userPrincipalName: 'alex@contoso.com',
    });
  });

  it('brings back whom only the cloud deleted, as long as the AD object lives', () => {
    state = softDelete(state, now, id('alex'), 'leaver');
    pass(10);
    expect(person('alex')?.cloud?.deletedDateTime).toBeNull();
    expect(changes('alex')).toEqual(['leaver: deleted', 'directory-sync: restored']);
  });

  it('makes a new cloud object when the AD object comes back after the purge', () => {
    inAd('delete', 'alex');
    pass(31 * 24 * 60);
    expect(person('alex')?.cloud).toBeNull();
    inAd('restore', 'alex');
    pass(30);
    expect(person('alex')?.cloud).toBeNull();
    const again = Object.values(state.people).filter(({ cloud }) => cloud?.userPrincipalName === 'alex@contoso.com');
    expect(again).toHaveLength(1);
    expect(again[0]?.id).not.toBe(id('alex'));
  });

  it('carries a new AD password within two minutes, and not after the disable was synced', () => {
    inAd('reset-password', 'alex');
    pass(2);
    expect(person('alex')?.cloud?.lastPasswordChangeDateTime).toBe('2026-03-09T08:02:00.000Z');
    inAd('disable', 'alex');
    pass(30);
    inAd('reset-password', 'alex');
    pass(60);
    expect(person('alex')?.cloud?.lastPasswordChangeDateTime).toBe('2026-03-09T08:02:00.000Z');
  });

  it('carries no password of people who sign in elsewhere', () => {
    for (const key of ['diego', 'emma']) inAd('reset-password', key);
    pass(60);
    expect(changes('diego')).toEqual(['ad-console: ad-password-reset']);
    expect(changes('emma')).toEqual(['ad-console: ad-password-reset']);
  });

  it('ends deleted items after 30 days, at their hour', () => {
    const olivier = person('olivier')?.cloud?.deletedDateTime ?? '';
    expect(Date.parse(olivier)).toBe(START.getTime() - 29 * 24 * 60 * 60_000);
    pass(24 * 60 - 1);
    expect(person('olivier')?.cloud?.deletedDateTime).toBe(olivier);
    pass(1);
    expect(person('olivier')?.cloud).toBeNull();
    expect(state.timeline.at(-1)).toMatchObject({ actor: 'tenant', what: 'purged', at: '2026-03-10T08:00:00.000Z' });
  });

  it('refuses in AD what the console would refuse', () => {
    expect(actInAd(state, now, id('adele'), 'disable')).toHaveProperty('refused');
    expect(actInAd(state, now, id('alex'), 'restore')).toHaveProperty('refused');
    expect(actInAd(state, now, id('quinten'), 'disable')).toHaveProperty('refused');
  });

  it('does not count what is already so as a change', () => {
    expect(actInAd(state, now, id('mohamed'), 'disable')).toBe(state);
    expect(actInAd(state, now, id('alex'), 'enable')).toBe(state);
  });

  it('jumps ten years in the time of a breath', () => {
    const before = process.cpuUsage();
    pass(10 * 365 * 24 * 60);
    // Of its own: what else the machine does is no breath of this.
    expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
    expect(now.getTime() - Date.parse(state.sync.lastCycleAt)).toBeLessThan(30 * 60_000);
  });
});
