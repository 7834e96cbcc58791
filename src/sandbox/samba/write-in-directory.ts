import { randomBytes } from 'node:crypto';
import { Attribute, Change, type Client } from 'ldapts';
import { parentOf, rdnOf } from '../../domain/ad-domain.ts';
import type { AdWork } from '../active-directory.ts';
import type { AdAccount } from '../tenant-state.ts';
import { SHOW_DELETED } from './directory-account.ts';

const ACCOUNT_DISABLED = 2;

/** Does in the directory what an administrator asks for; throws ldapts' `ResultCodeError` when it refuses. */
export async function writeInDirectory(client: Client, account: AdAccount, work: AdWork): Promise<void> {
  const dn = account.distinguishedName;
  switch (work.action) {
    case 'disable':
      return setDisabled(client, dn, true);
    case 'enable':
      return setDisabled(client, dn, false);
    case 'reset-password':
      return set(client, dn, 'unicodePwd', [quotedPassword(`${randomBytes(24).toString('base64url')}-aA1`)]);
    case 'delete':
      return client.del(dn);
    case 'restore':
      return restore(client, account);
    case 'leave-groups':
      return eachGroup(work.groups, account.groups, true, (group) => member(client, group, 'delete', dn));
    case 'join-groups':
      return eachGroup(work.groups, account.groups, false, (group) => member(client, group, 'add', dn));
    case 'move':
      return client.modifyDN(dn, `${inHex(rdnOf(dn))},${work.to}`);
    case 'set-hidden':
      return set(
        client,
        dn,
        'msExchHideFromAddressLists',
        work.hidden === null ? [] : [work.hidden ? 'TRUE' : 'FALSE'],
      );
    case 'set-attributes':
      if (work.userPrincipalName !== '') await set(client, dn, 'userPrincipalName', [work.userPrincipalName]);
      if (work.mailNickname !== null) await set(client, dn, 'mailNickname', [work.mailNickname]);
      for (const [name, values] of Object.entries(work.attributes)) await set(client, dn, name, [...values]);
  }
}

/** As AD takes a new password: in quotes, UTF-16. */
export function quotedPassword(password: string): Buffer {
  return Buffer.from(`"${password}"`, 'utf16le');
}

/** Writes these values in place of all others. */
async function set(client: Client, dn: string, type: string, values: string[] | Buffer[]): Promise<void> {
  await client.modify(dn, new Change({ operation: 'replace', modification: new Attribute({ type, values }) }));
}

async function setDisabled(client: Client, dn: string, disabled: boolean): Promise<void> {
  const { searchEntries } = await client.search(dn, { scope: 'base', attributes: ['userAccountControl'] });
  const bits = Number(searchEntries[0]?.userAccountControl);
  const next = disabled ? bits | ACCOUNT_DISABLED : bits & ~ACCOUNT_DISABLED;
  await set(client, dn, 'userAccountControl', [String(next)]);
}

async function member(client: Client, group: string, operation: 'add' | 'delete', dn: string): Promise<void> {
  await client.modify(group, new Change({ operation, modification: new Attribute({ type: 'member', values: [dn] }) }));
}

async function eachGroup(
  asked: readonly string[],
  held: readonly string[],
  wanted: boolean,
  write: (group: string) => Promise<void>,
): Promise<void> {
  const names = held.map((group) => group.toLowerCase());
  for (const group of asked) if (names.includes(group.toLowerCase()) === wanted) await write(group);
}

/** To where it was (MS-ADTS 3.1.1.5.3.7); without Recycle Bin it comes back with little (hybrid.md c). */
async function restore(client: Client, account: AdAccount): Promise<void> {
  const filter = `(objectSid=${account.securityIdentifier})`;
  const base = account.distinguishedName.slice(account.distinguishedName.search(/(?<=,)DC=/i));
  const { searchEntries } = await client.search(base, { filter, attributes: ['cn'] }, SHOW_DELETED);
  const dn = searchEntries[0]?.dn ?? '';
  const place = `${rdnOf(account.distinguishedName)},${parentOf(account.distinguishedName)}`;
  await client.modify(
    dn,
    [
      new Change({ operation: 'delete', modification: new Attribute({ type: 'isDeleted', values: [] }) }),
      new Change({
        operation: 'replace',
        modification: new Attribute({ type: 'distinguishedName', values: [place] }),
      }),
    ],
    SHOW_DELETED,
  );
}

/** ldapts splits a new name at the first comma without a backslash before it, which `\\,` defeats. */
function inHex(rdn: string): string {
  return rdn.replaceAll(/\\([^\da-f])/gi, (_, special: string) => `\\${Buffer.from(special).toString('hex')}`);
}
