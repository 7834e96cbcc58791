import { expect, it } from 'vitest';
import { adGaps } from '../../../src/lanes/on-premises/ad-gaps.ts';
import type { AdEntry, AdSession } from '../../../src/lanes/on-premises/ldaps/ad-session.ts';
import { sidToBytes } from '../../../src/lanes/on-premises/ldaps/sid.ts';
import { restoreAccount } from '../../../src/lanes/on-premises/ldaps/steps/restore-account.ts';
import { AD_DOMAIN, aStepRecord, minutesAfter, NOW, ON_PREMISES } from '../../helpers/given.ts';

const dn = ON_PREMISES.distinguishedName;
const place = dn.slice(dn.indexOf(',') + 1);

/** A directory with this one account, deleted or there; gives what was written to it and how the restore ended. */
async function restored(isDeleted: boolean, attributes: Partial<AdEntry>, was = dn) {
  let deleted = isDeleted;
  const written: string[] = [];
  const entry = {
    dn,
    objectSid: sidToBytes(ON_PREMISES.securityIdentifier) ?? [],
    memberOf: [],
    userAccountControl: '512',
    lastKnownParent: place,
    name: 'Adele Vance',
    ...attributes,
  } as AdEntry;
  const session: AdSession = {
    server: 'dc01',
    wrote: () => (written.length > 0 ? 'yes' : 'nothing'),
    async search(base, { scope }) {
      if (scope === 'base') return base === dn ? [] : [{ dn: base } as AdEntry];
      return deleted === (scope === 'one') ? [entry] : [];
    },
    async modify(_, changes) {
      written.push(...changes.map(({ attribute }) => attribute));
      deleted = false;
    },
    async move() {},
    async remove() {},
  };
  const end = await restoreAccount({
    session,
    account: { found: isDeleted ? 'deleted' : 'active', entry },
    order: {
      stepId: 's',
      kind: 'restore-account',
      target: { ...ON_PREMISES, places: [dn] },
      parameters: { snapshot: { distinguishedName: was, groups: [] } },
      server: null,
    },
    domain: { ...AD_DOMAIN, inScopeOus: [] },
    baseDn: 'DC=corp,DC=contoso,DC=example',
  });
  return { end, written, setsPassword: written.includes('unicodePwd') };
}

const LEFT = [{ kind: 'password', id: '', why: 'replaced' }];
const UPN = { userPrincipalName: ON_PREMISES.userPrincipalName };

it.each<[string, boolean, Partial<AdEntry>, boolean]>([
  ['of a deleted account that lost it, and says so', true, {}, true],
  ['of a deleted account that lost it and has the stamp 0, and says so', true, { pwdLastSet: '0' }, true],
  ['not where the Recycle Bin kept it', true, { ...UPN, pwdLastSet: '133000000000000000' }, false],
  ['not where the Recycle Bin kept it, to be changed at the next logon', true, { ...UPN, pwdLastSet: '0' }, false],
  ['not of an account that people brought back, with one to be changed', false, { ...UPN, pwdLastSet: '0' }, false],
])('a restore replaces the password %s', async (_, isDeleted, attributes, isReplaced) => {
  const { end, setsPassword } = await restored(isDeleted, attributes);
  expect(setsPassword).toBe(isReplaced);
  expect(end).toEqual(isReplaced ? { status: 'done', left: LEFT } : { status: 'done' });
});

it.each(['OU=Domain Controllers,DC=corp,DC=contoso,DC=example', 'OU=Staff,DC=other,DC=example'])(
  'brings nobody back into %s, whoever said that they were there',
  async (reserved) => {
    const bin = 'OU=Staff\\0ADEL:3dbad23d-0d6a-a4a7-44b2-339c92528683,CN=Deleted Objects,DC=corp,DC=contoso,DC=example';
    const { end, written } = await restored(true, { lastKnownParent: bin }, `CN=Adele Vance,${reserved}`);
    expect(end).toMatchObject({ status: 'refused', note: { key: 'on-premises.refused.place-administrative' } });
    expect(written).toEqual([]);
  },
);

it('leaves a new password to people in Active Directory', () => {
  const step = aStepRecord({ kind: 'restore-account', lane: 'on-premises' });
  const [gap, ...others] = adGaps(step, { groups: [] }, [{ kind: 'password', id: '', why: 'replaced' }], NOW);
  expect(gap).toMatchObject({ end: 'left', kind: 'password', why: 'new-password', who: 'active-directory' });
  expect((gap?.id ?? '') > minutesAfter(NOW, 0)).toBe(true);
  expect(others).toEqual([]);
});
