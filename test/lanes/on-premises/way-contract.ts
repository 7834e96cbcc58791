import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AdReading, AdTarget, OnPremisesKind } from '../../../src/domain/ad-account.ts';
import type { AdDomain } from '../../../src/domain/ad-domain.ts';
import type { Json } from '../../../src/domain/text.ts';
import type { AdOrder, AdPerformed, AdRead, OnPremisesWay } from '../../../src/lanes/on-premises/way.ts';

export type AccountWish = {
  readonly name: string;
  readonly place?: string;
  readonly disabled?: boolean;
  readonly groups?: readonly string[];
  readonly attributes?: Readonly<Record<string, string | string[]>>;
  readonly objectClass?: 'user' | 'computer';
};

/** What the directory itself says, read past the way. */
export type RawAccount = {
  readonly found: 'active' | 'deleted';
  readonly distinguishedName: string;
  /** userAccountControl */
  readonly bits: number;
  readonly groups: readonly string[];
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  /** objectGUID as base64. */
  readonly immutableId: string;
};

/** A directory that the contract may act in, with rights that the way need not have. */
export interface Forest {
  readonly domain: AdDomain;
  readonly places: {
    readonly staff: string;
    readonly leavers: string;
    readonly groups: string;
    readonly outOfScope: string;
    /** Inside `staff`; for what is protected, since that also protects in the place that holds it. */
    readonly kept: string;
  };
  createAccount(wish: AccountWish): Promise<AdTarget>;
  createGroup(name: string): Promise<string>;
  raw(target: AdTarget): Promise<RawAccount>;
  setAttribute(target: AdTarget, attribute: string, values: readonly string[] | readonly Buffer[]): Promise<void>;
  remove(distinguishedName: string): Promise<void>;
  /** Protects it from accidental deletion. */
  protect(target: AdTarget): Promise<void>;
  addExchange(): Promise<void>;
  /** Another text after any write anywhere. */
  version(): Promise<string>;
}

export type WayUnderTest = {
  readonly forest: Forest;
  readonly way: OnPremisesWay;
  /** With the rights to restore. */
  readonly restoringWay: OnPremisesWay;
  stop(): Promise<void>;
};

const AWKWARD = [
  "O'Brien, Pat (x)",
  ' #leading and trailing ',
  'Zoë Ångström-李小龍',
  'a*)(objectClass=*',
  'ends in a backslash\\',
  '"quoted" <b>+;=',
];

/** What any way into AD DS does; `start` gives a directory of its own. */
export function checkWayContract(name: string, start: () => Promise<WayUnderTest>): void {
  describe(`${name}, as any way into AD DS,`, () => {
    let parts: WayUnderTest;
    beforeAll(async () => {
      parts = await start();
    });
    afterAll(() => parts?.stop());

    const perform = (kind: OnPremisesKind, target: AdTarget, parameters: AdOrder['parameters'] = {}) =>
      (kind === 'restore-account' ? parts.restoringWay : parts.way).perform(anOrder(kind, target, parameters));
    const read = (kind: OnPremisesKind, target: AdTarget) => parts.way.read(anOrder(kind, target));
    const readingOf = async (target: AdTarget) => reading(await read('delete-account', target));
    /** Performs, and says whether anything at all was written. */
    const watch = async (kind: OnPremisesKind, target: AdTarget, parameters: AdOrder['parameters'] = {}) => {
      const before = await parts.forest.version();
      const end = await perform(kind, target, parameters);
      return { end, wrote: (await parts.forest.version()) !== before };
    };

    describe('with an awkward name', () => {
      it.each(AWKWARD)('takes %j through leaving and coming back', async (awkward) => {
        const { forest } = parts;
        const group = await forest.createGroup(`Group of ${awkward}`);
        const bystander = await forest.createAccount({ name: `Not ${awkward}` });
        const before = await forest.raw(bystander);
        const target = await forest.createAccount({ name: awkward, groups: [group] });
        const first = await readingOf(target);
        expect(first).toMatchObject({ found: 'active', disabled: false, groups: [group] });

        expect(done(await perform('disable-account', target)).disabled).toBe(true);
        expect(done(await perform('leave-ad-groups', target)).groups).toEqual([]);
        const moved = done(await perform('move-to-ou', target, { ou: forest.places.leavers }));
        const there = { ...target, places: [...target.places, moved.distinguishedName ?? ''] };
        expect((await forest.raw(there)).distinguishedName).toMatch(/,OU=Leavers,/);
        const last = await readingOf(there);
        expect(done(await perform('delete-account', there))).toMatchObject({ found: 'deleted' });

        expect(done(await perform('restore-account', there, snapshot(last)))).toMatchObject({ found: 'active' });
        expect(done(await perform('return-to-ou', there, snapshot(first))).distinguishedName).toBe(
          target.distinguishedName,
        );
        expect(done(await perform('rejoin-ad-groups', there, snapshot(first))).groups).toEqual([group]);
        expect(done(await perform('enable-account', target)).disabled).toBe(false);
        expect(await forest.raw(bystander)).toEqual(before);
      });
    });

    describe('reading', () => {
      it('gives what a restore needs only for a deletion, and never a password', async () => {
        const target = await parts.forest.createAccount({
          name: 'Reader',
          attributes: { department: 'Care', proxyAddresses: ['SMTP:a@offb.test', 'smtp:b@offb.test'] },
        });
        const { attributes } = await readingOf(target);
        expect(attributes).toMatchObject({ department: ['Care'], userPrincipalName: [target.userPrincipalName] });
        expect([...(attributes.proxyAddresses ?? [])].sort()).toEqual(['SMTP:a@offb.test', 'smtp:b@offb.test']);
        expect(attributes['objectGUID;binary']).toEqual([target.immutableId]);
        expect(Object.keys(attributes).filter((key) => /pwd|password/i.test(key))).toEqual([]);
        expect(reading(await read('disable-account', target)).attributes).toEqual({});
      });

      it('says missing of an account that never was', async () => {
        const target = await parts.forest.createAccount({ name: 'Template' });
        const nobody = { ...target, securityIdentifier: otherSid(target) };
        expect(reading(await read('disable-account', nobody))).toMatchObject({ found: 'missing', disabled: null });
      });

      it('does not take a text that is no SID for a filter', async () => {
        const target = await parts.forest.createAccount({ name: 'No filter' });
        const nobody = { ...target, securityIdentifier: '*)(objectClass=user' };
        expect(reading(await read('disable-account', nobody)).found).toBe('missing');
      });
    });

    describe('disabling and enabling', () => {
      it('turns one bit and keeps the others, and back', async () => {
        const target = await parts.forest.createAccount({ name: 'Bits' });
        const { bits } = await parts.forest.raw(target);
        done(await perform('disable-account', target));
        expect((await parts.forest.raw(target)).bits).toBe(bits | 2);
        done(await perform('enable-account', target));
        expect((await parts.forest.raw(target)).bits).toBe(bits);
      });

      it.each([
        ['disable-account', true],
        ['enable-account', false],
      ] as const)('%s writes nothing when it is so already', async (kind, disabled) => {
        const target = await parts.forest.createAccount({ name: `Already ${kind}`, disabled });
        expect(await watch(kind, target)).toMatchObject({ end: { status: 'done' }, wrote: false });
      });
    });

    it('resets the password, and says when, not what', async () => {
      const target = await parts.forest.createAccount({ name: 'Reset' });
      const before = (await readingOf(target)).passwordSetAt ?? '';
      const end = await perform('reset-password', target);
      expect(Date.parse(done(end).passwordSetAt ?? '')).toBeGreaterThan(Date.parse(before));
      expect(JSON.stringify(end)).not.toMatch(/unicodePwd|"password"/);
    });

    describe('groups', () => {
      it('leaves all of twelve, and the second time writes nothing', async () => {
        const groups = await Promise.all(
          Array.from({ length: 12 }, (_, index) => parts.forest.createGroup(`Twelve ${index}`)),
        );
        const target = await parts.forest.createAccount({ name: 'Twelve', groups });
        expect(done(await perform('leave-ad-groups', target)).groups).toEqual([]);
        expect((await parts.forest.raw(target)).groups).toEqual([]);
        expect(await watch('leave-ad-groups', target)).toMatchObject({ end: { status: 'done' }, wrote: false });
      });

      it('are given back, except one that is gone, which is named', async () => {
        const kept = await parts.forest.createGroup('Kept');
        const gone = await parts.forest.createGroup('Gone, really');
        const target = await parts.forest.createAccount({ name: 'Rejoiner', groups: [kept, gone] });
        const before = await readingOf(target);
        done(await perform('leave-ad-groups', target));
        await parts.forest.remove(gone);
        const end = await perform('rejoin-ad-groups', target, snapshot(before));
        expect(end).toMatchObject({
          status: 'done',
          left: [{ kind: 'group', id: gone, why: 'gone' }],
        });
        expect((await parts.forest.raw(target)).groups).toEqual([kept]);
        expect(await watch('rejoin-ad-groups', target, snapshot({ ...before, groups: [kept] }))).toMatchObject({
          end: { status: 'done' },
          wrote: false,
        });
      });
    });

    describe('address lists', () => {
      it('cannot be left in a forest without Exchange', async () => {
        const target = await parts.forest.createAccount({ name: 'Without Exchange' });
        expect(await watch('hide-from-address-lists', target)).toEqual(refusedWith('no-exchange'));
        await parts.forest.addExchange();
      });

      it('cannot be left without a mail nickname', async () => {
        const target = await parts.forest.createAccount({ name: 'Without nickname' });
        expect(await watch('hide-from-address-lists', target)).toEqual(refusedWith('no-mail-nickname'));
      });

      it('are left, once, and come back as they were', async () => {
        const attributes = { mailNickname: 'listed' };
        const target = await parts.forest.createAccount({ name: 'Listed', attributes });
        const before = await readingOf(target);
        expect(before).toMatchObject({ hidden: null, mailNickname: 'listed' });
        expect(done(await perform('hide-from-address-lists', target)).hidden).toBe(true);
        expect((await watch('hide-from-address-lists', target)).wrote).toBe(false);
        expect(done(await perform('show-in-address-lists', target, snapshot(before))).hidden).toBeNull();
        expect((await parts.forest.raw(target)).attributes).not.toHaveProperty('msExchHideFromAddressLists');
        expect((await watch('show-in-address-lists', target, snapshot(before))).wrote).toBe(false);
      });

      it.each([true, false])('come back to %s where that was said before', async (hidden) => {
        const attributes = { mailNickname: `said-${hidden}`, msExchHideFromAddressLists: hidden ? 'TRUE' : 'FALSE' };
        const target = await parts.forest.createAccount({ name: `Said ${hidden}`, attributes });
        const before = await readingOf(target);
        done(await perform('hide-from-address-lists', target));
        expect(done(await perform('show-in-address-lists', target, snapshot(before))).hidden).toBe(hidden);
      });
    });

    describe('moving', () => {
      it('is done once', async () => {
        const target = await parts.forest.createAccount({ name: 'Mover' });
        const ou = parts.forest.places.leavers;
        expect(done(await perform('move-to-ou', target, { ou })).distinguishedName).toBe(`CN=Mover,${ou}`);
        expect(await watch('move-to-ou', target, { ou })).toMatchObject({ end: { status: 'done' }, wrote: false });
      });

      it('never leaves the scope of directory sync, where the cloud account would be deleted', async () => {
        const target = await parts.forest.createAccount({ name: 'Out of scope' });
        const ou = parts.forest.places.outOfScope;
        expect(await watch('move-to-ou', target, { ou })).toEqual(refusedWith('out-of-scope'));
      });

      it('says when the place does not exist, or is not said', async () => {
        const target = await parts.forest.createAccount({ name: 'Nowhere' });
        const ou = `OU=Nowhere,${parts.forest.places.leavers}`;
        expect(await watch('move-to-ou', target, { ou })).toEqual(refusedWith('place-missing'));
        expect(await watch('move-to-ou', target)).toEqual(refusedWith('no-place'));
      });

      it('says when somebody of that name is there already', async () => {
        const ou = parts.forest.places.leavers;
        await parts.forest.createAccount({ name: 'Namesake', place: ou });
        const target = await parts.forest.createAccount({ name: 'Namesake' });
        expect(await watch('move-to-ou', target, { ou })).toEqual(refusedWith('place-taken'));
      });

      it('says when the account is protected from accidental deletion', async () => {
        const target = await parts.forest.createAccount({ name: 'Fixed', place: parts.forest.places.kept });
        await parts.forest.protect(target);
        const ou = parts.forest.places.leavers;
        expect(await watch('move-to-ou', target, { ou })).toEqual(refusedWith('move-protected'));
      });
    });

    describe('deleting and restoring', () => {
      it('deletes once', async () => {
        const target = await parts.forest.createAccount({ name: 'Deleted once' });
        const end = done(await perform('delete-account', target));
        expect(end).toMatchObject({ found: 'deleted', distinguishedName: target.distinguishedName, disabled: null });
        expect(await watch('delete-account', target)).toMatchObject({ end: { status: 'done' }, wrote: false });
      });

      it('never deletes what is protected from accidental deletion', async () => {
        const target = await parts.forest.createAccount({ name: 'Protected', place: parts.forest.places.kept });
        await parts.forest.protect(target);
        expect(await watch('delete-account', target)).toEqual(refusedWith('delete-protected'));
      });

      it.each([
        ['enabled', false],
        ['disabled', true],
      ] as const)('gives back all that a deletion took, %s as before', async (_, disabled) => {
        const manager = await parts.forest.createAccount({ name: `Manager ${disabled}` });
        const groups = [await parts.forest.createGroup(`Team ${disabled}`)];
        const attributes = {
          displayName: 'Pat Ö’Brien',
          department: 'Care',
          mail: `pat${disabled}@offb.test`,
          proxyAddresses: [`SMTP:pat${disabled}@offb.test`, `smtp:p${disabled}@offb.test`],
          manager: manager.distinguishedName,
          employeeID: '0042',
          accountExpires: '134537760000000000',
        };
        const wish = { name: `Back ${disabled}`, disabled, groups, attributes };
        const target = await parts.forest.createAccount(wish);
        const anchor = Buffer.from('c0ffee00c0ffee00c0ffee00c0ffee0f', 'hex');
        await parts.forest.setAttribute(target, 'mS-DS-ConsistencyGuid', [anchor]);
        const anchored = { ...target, immutableId: anchor.toString('base64') };
        const before = await readingOf(anchored);
        const raw = await parts.forest.raw(target);
        done(await perform('delete-account', anchored));
        expect(reading(await read('delete-account', anchored)).found).toBe('deleted');

        const end = await perform('restore-account', anchored, snapshot(before));
        expect(end).not.toHaveProperty('note');
        expect(done(end)).toMatchObject({ found: 'active', disabled, groups });
        const after = await parts.forest.raw(target);
        expect(after).toMatchObject({ bits: raw.bits, immutableId: raw.immutableId });
        for (const name of [...Object.keys(attributes), 'userPrincipalName', 'mS-DS-ConsistencyGuid'])
          expect([name, [...(after.attributes[name] ?? [])].sort()]).toEqual([
            name,
            [...(raw.attributes[name] ?? [])].sort(),
          ]);
        expect(await watch('restore-account', anchored, snapshot(before))).toMatchObject({
          end: { status: 'done' },
          wrote: false,
        });
      });

      it('does not enable an account that somebody disabled after it was back', async () => {
        const target = await parts.forest.createAccount({ name: 'Back and disabled' });
        const before = await readingOf(target);
        done(await perform('delete-account', target));
        done(await perform('restore-account', target, snapshot(before)));
        done(await perform('disable-account', target));
        expect(done(await perform('restore-account', target, snapshot(before))).disabled).toBe(true);
      });

      it('names what cannot be given back', async () => {
        const wish = { name: 'Without', attributes: { manager: '' } };
        const manager = await parts.forest.createAccount({ name: 'Manager who leaves too' });
        wish.attributes.manager = manager.distinguishedName;
        const target = await parts.forest.createAccount(wish);
        const before = await readingOf(target);
        done(await perform('delete-account', target));
        await parts.forest.remove(manager.distinguishedName);
        expect(await perform('restore-account', target, snapshot(before))).toMatchObject({
          status: 'done',
          left: [
            { kind: 'attribute', id: 'manager', why: 'refused' },
            // Without Recycle Bin no password comes back.
            { kind: 'password', id: '', why: 'replaced' },
          ],
        });
        expect((await parts.forest.raw(target)).attributes.userPrincipalName).toEqual([target.userPrincipalName]);
      });

      it('does not restore onto somebody else', async () => {
        const target = await parts.forest.createAccount({ name: 'Two of a name' });
        const before = await readingOf(target);
        done(await perform('delete-account', target));
        await parts.forest.createAccount({ name: 'Two of a name' });
        expect(await watch('restore-account', target, snapshot(before))).toEqual(refusedWith('place-taken'));
      });

      it('does not restore the wrong one', async () => {
        const target = await parts.forest.createAccount({ name: 'Wrong one' });
        const before = await readingOf(target);
        done(await perform('delete-account', target));
        const wrong = { ...target, immutableId: Buffer.alloc(16, 7).toString('base64') };
        expect(await watch('restore-account', wrong, snapshot(before))).toEqual(refusedWith('anchor'));
        const elsewhere = { ...target, places: [`CN=Wrong one,${parts.forest.places.leavers}`] };
        expect(await watch('restore-account', elsewhere)).toEqual(refusedWith('place'));
      });

      it.each(['disable-account', 'reset-password', 'move-to-ou', 'leave-ad-groups'] as const)(
        '%s waits for a restore',
        async (kind) => {
          const target = await parts.forest.createAccount({ name: `Gone before ${kind}` });
          done(await perform('delete-account', target));
          const end = await watch(kind, target, { ou: parts.forest.places.leavers });
          expect(end).toEqual(refusedWith('deleted'));
        },
      );
    });

    describe.each([
      'reset-password',
      'disable-account',
      'leave-ad-groups',
      'hide-from-address-lists',
      'move-to-ou',
      'delete-account',
      'rejoin-ad-groups',
    ] as const)('%s', (kind) => {
      it('writes nothing to somebody who is not who it should be', async () => {
        const groups = [await parts.forest.createGroup(`Group for ${kind}`)];
        const attributes = { mailNickname: 'somebody' };
        const target = await parts.forest.createAccount({ name: `Wrong for ${kind}`, groups, attributes });
        const { leavers } = parts.forest.places;
        const parameters = { ou: leavers, ...snapshot(await readingOf(target)) };
        const wrong: Readonly<Record<string, Partial<AdTarget>>> = {
          missing: { securityIdentifier: otherSid(target) },
          anchor: { immutableId: Buffer.alloc(16, 7).toString('base64') },
          place: { places: [`CN=Somebody,${leavers}`] },
          'user-principal-name': { userPrincipalName: 'somebody@offb.test' },
        };
        for (const [reason, change] of Object.entries(wrong))
          expect(await watch(kind, { ...target, ...change }, parameters)).toEqual(refusedWith(reason));
        await parts.forest.setAttribute(target, 'adminCount', ['1']);
        expect(await watch(kind, target, parameters)).toEqual(refusedWith('protected'));
      });
    });

    it('compares names without case, and the sign-in name only where there is one', async () => {
      const target = await parts.forest.createAccount({ name: 'Any Case' });
      const loud = {
        ...target,
        userPrincipalName: target.userPrincipalName.toUpperCase(),
        places: [target.distinguishedName.toUpperCase().replaceAll(',', ', ')],
      };
      expect(done(await perform('disable-account', loud)).disabled).toBe(true);
      expect(done(await perform('enable-account', { ...target, userPrincipalName: '' })).disabled).toBe(false);
    });

    it('goes by mS-DS-ConsistencyGuid where there is one', async () => {
      const target = await parts.forest.createAccount({ name: 'Anchored' });
      const anchor = Buffer.from('feedfacefeedfacefeedfacefeedface', 'hex');
      await parts.forest.setAttribute(target, 'mS-DS-ConsistencyGuid', [anchor]);
      expect(await watch('disable-account', target)).toEqual(refusedWith('anchor'));
      expect((await parts.way.read(anOrder('disable-account', target))).status).toBe('refused');
      done(await perform('disable-account', { ...target, immutableId: anchor.toString('base64') }));
    });

    it('leaves computers alone', async () => {
      const computer = { name: 'LAPTOP-7', objectClass: 'computer' } as const;
      const target = await parts.forest.createAccount(computer);
      expect(await watch('disable-account', target)).toEqual(refusedWith('kind'));
    });

    it.each(['rejoin-ad-groups', 'show-in-address-lists', 'return-to-ou'] as const)(
      '%s gives nothing back that it does not know',
      async (kind) => {
        const target = await parts.forest.createAccount({ name: `Unknown ${kind}` });
        expect(await watch(kind, target)).toEqual(refusedWith('no-snapshot'));
      },
    );
  });
}

export function anOrder(kind: OnPremisesKind, target: AdTarget, parameters: AdOrder['parameters'] = {}): AdOrder {
  return { stepId: '7f7c3f8e-6e0a-4f6c-8f43-0d1f3b5f2a11', kind, target, parameters, server: null };
}

export function snapshot(before: AdReading): { readonly snapshot: Json } {
  return { snapshot: before };
}

export function done(end: AdPerformed): AdReading {
  expect(end).toMatchObject({ status: 'done' });
  return (end as Extract<AdPerformed, { status: 'done' }>).reading;
}

export function reading(read: AdRead): AdReading {
  expect(read).toMatchObject({ status: 'read' });
  return (read as Extract<AdRead, { status: 'read' }>).reading;
}

export function refusedWith(reason: string) {
  const note = expect.objectContaining({ key: `on-premises.refused.${reason}` });
  return { end: { status: 'refused', note }, wrote: false };
}

/** A SID of the same domain that nobody has. */
function otherSid({ securityIdentifier }: AdTarget): string {
  return securityIdentifier.replace(/\d+$/, '999999');
}
