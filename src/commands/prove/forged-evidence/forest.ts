import { canonicalDn } from '../../../domain/ad-domain.ts';
import type { AdEntry, AdSession } from '../../../lanes/on-premises/ldaps/ad-session.ts';
import { sidToBytes } from '../../../lanes/on-premises/ldaps/sid.ts';
import { ON_PREMISES } from '../gallery/given.ts';

export type AdGroup = {
  readonly dn: string;
  readonly sid: string;
  /** adminCount = 1: AdminSDHolder holds it. */
  readonly isHeld: boolean;
};

export type Forest = ReturnType<typeof createForest>;

/** One account and groups, as a domain controller answers and writes; every place that anybody names is there. */
export function createForest(groups: readonly AdGroup[], memberOf: readonly AdGroup[]) {
  const account = {
    dn: ON_PREMISES.distinguishedName,
    memberOf: memberOf.map(({ dn }) => dn),
    isDisabled: false,
    hidden: null as boolean | null,
  };
  const find = (written: string) =>
    groups.find(({ dn, sid }) => isSame(dn, written) || sid.toLowerCase() === written.toLowerCase());
  return {
    account,
    find,
    join(group: AdGroup): void {
      if (!account.memberOf.includes(group.dn)) account.memberOf.push(group.dn);
    },
    leave(dn: string): void {
      account.memberOf = account.memberOf.filter((each) => !isSame(each, dn));
    },
    open: () => sessionOf(account, groups, find),
  };
}

type Account = { dn: string; memberOf: string[]; isDisabled: boolean; hidden: boolean | null };

function sessionOf(
  account: Account,
  groups: readonly AdGroup[],
  find: (written: string) => AdGroup | undefined,
): AdSession {
  let wrote = false;
  return {
    server: 'dc01.corp.contoso.example',
    wrote: () => (wrote ? 'yes' : 'nothing'),
    async search(base, { scope, filter }) {
      if (scope === 'base') {
        const group = find(base);
        return [group === undefined ? { dn: base, objectClass: ['top', 'organizationalUnit'] } : groupEntry(group)];
      }
      if (/^CN=Deleted Objects,/i.test(base)) return [];
      const wanted = (filter as unknown as { readonly value: Buffer }).value;
      const hasSid = ({ objectSid }: AdEntry) => wanted.equals(objectSid as Buffer);
      return [accountEntry(account), ...groups.map(groupEntry)].filter(hasSid);
    },
    async modify(dn, changes) {
      wrote = true;
      const group = isSame(dn, account.dn) ? undefined : find(dn);
      for (const { operation, attribute, values } of changes) {
        const value = values[0]?.toString();
        if (group !== undefined && attribute === 'member') {
          account.memberOf = account.memberOf.filter((each) => each !== group.dn);
          if (operation === 'add') account.memberOf.push(group.dn);
        }
        if (attribute === 'userAccountControl') account.isDisabled = (Number(value) & 2) !== 0;
        if (attribute === 'msExchHideFromAddressLists') account.hidden = value === undefined ? null : value === 'TRUE';
      }
    },
    async move(_, { rdn, parent }) {
      wrote = true;
      account.dn = `${rdn},${parent}`;
    },
    remove: async () => {},
  };
}

function accountEntry({ dn, memberOf, isDisabled, hidden }: Account): AdEntry {
  const guid = Buffer.from(ON_PREMISES.immutableId, 'base64');
  return {
    dn,
    objectClass: ['top', 'person', 'organizationalPerson', 'user'],
    objectSid: sidToBytes(ON_PREMISES.securityIdentifier) ?? Buffer.alloc(0),
    objectGUID: guid,
    userPrincipalName: ON_PREMISES.userPrincipalName,
    userAccountControl: isDisabled ? '514' : '512',
    mailNickname: 'adele',
    memberOf: [...memberOf],
    ...(hidden === null ? {} : { msExchHideFromAddressLists: hidden ? 'TRUE' : 'FALSE' }),
  };
}

function groupEntry({ dn, sid, isHeld }: AdGroup): AdEntry {
  const objectSid = sidToBytes(sid) ?? Buffer.alloc(0);
  return { dn, objectClass: ['top', 'group'], objectSid, ...(isHeld ? { adminCount: '1' } : {}) };
}

function isSame(one: string, other: string): boolean {
  return canonicalDn(one) === canonicalDn(other);
}
