import { canonicalDn, parentOf } from '../../../domain/ad-domain.ts';
import type { AdEntry, AdSession } from '../../../lanes/on-premises/ldaps/ad-session.ts';
import { sidToBytes } from '../../../lanes/on-premises/ldaps/sid.ts';
import { ON_PREMISES } from '../gallery/given.ts';

export const BASE = 'DC=corp,DC=contoso,DC=example';

export type AdGroup = {
  readonly dn: string;
  readonly sid: string;
  /** adminCount = 1: AdminSDHolder holds it. */
  readonly isHeld: boolean;
};

export type Forest = ReturnType<typeof createForest>;

/** One account and groups, as a domain controller answers and writes; every place that anybody names is there. */
export function createForest(groups: readonly AdGroup[], memberOf: readonly AdGroup[]) {
  const account: Account = {
    dn: ON_PREMISES.distinguishedName,
    memberOf: memberOf.map(({ dn }) => dn),
    isDisabled: false,
    hidden: null,
    isDeleted: false,
    isPlaceGone: false,
    attributes: {},
  };
  const find = (written: string) =>
    groups.find(({ dn, sid }) => isSame(dn, written) || sid.toLowerCase() === written.toLowerCase());
  return {
    account,
    find,
    join(group: AdGroup): void {
      if (!account.memberOf.includes(group.dn)) account.memberOf.push(group.dn);
    },
    /** Without Recycle Bin: memberships are lost. */
    remove: () => remove(account),
    open: () => sessionOf(account, groups, find),
  };
}

type Account = {
  dn: string;
  memberOf: string[];
  isDisabled: boolean;
  hidden: boolean | null;
  isDeleted: boolean;
  /** The place where it was is deleted too. */
  isPlaceGone: boolean;
  /** Those that were given back. */
  attributes: Record<string, string[]>;
};

function remove(account: Account): void {
  account.isDeleted = true;
  account.memberOf = [];
}

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
        if (/^CN=Adele/i.test(base)) return isThere(account, base) ? [accountEntry(account)] : [];
        return [group === undefined ? { dn: base, objectClass: ['top', 'organizationalUnit'] } : groupEntry(group)];
      }
      const wanted = (filter as unknown as { readonly value: Buffer }).value;
      const hasSid = ({ objectSid }: AdEntry) => wanted.equals(objectSid as Buffer);
      const isBin = /^CN=Deleted Objects,/i.test(base);
      const found = isBin === account.isDeleted ? [accountEntry(account)] : [];
      return [...found, ...(isBin ? [] : groups.map(groupEntry))].filter(hasSid);
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
        if (group !== undefined) continue;
        if (attribute === 'isDeleted') account.isDeleted = false;
        else if (attribute === 'distinguishedName') account.dn = value ?? '';
        else if (attribute === 'userAccountControl') account.isDisabled = (Number(value) & 2) !== 0;
        else if (attribute === 'msExchHideFromAddressLists')
          account.hidden = value === undefined ? null : value === 'TRUE';
        else account.attributes[attribute] = values.map(String);
      }
    },
    async move(_, { rdn, parent }) {
      wrote = true;
      account.dn = `${rdn},${parent}`;
    },
    async remove() {
      wrote = true;
      remove(account);
    },
  };
}

function isThere({ isDeleted, dn }: Account, base: string): boolean {
  return !isDeleted && isSame(dn, base);
}

const DELETED = 'ADEL:3dbad23d-0d6a-a4a7-44b2-339c92528683';

function accountEntry(account: Account): AdEntry {
  const { dn, memberOf, isDisabled, hidden, isDeleted, isPlaceGone, attributes } = account;
  const guid = Buffer.from(ON_PREMISES.immutableId, 'base64');
  const bin = `CN=Deleted Objects,${BASE}`;
  const lastKnownParent = isPlaceGone ? `OU=Staff\\0${DELETED},${bin}` : parentOf(dn);
  return {
    ...attributes,
    dn: isDeleted ? `CN=Adele Vance\\0${DELETED},${bin}` : dn,
    ...(isDeleted ? { isDeleted: 'TRUE', lastKnownParent, 'msDS-LastKnownRDN': 'Adele Vance' } : {}),
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
