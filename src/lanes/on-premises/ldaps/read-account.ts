import type { AdReading } from '../../../domain/ad-account.ts';
import { bytesOf, textOf, textsOf } from './ad-entry.ts';
import type { AdEntry } from './ad-session.ts';
import type { FoundAccount } from './find-account.ts';
import { formerPlaceOf } from './former-place.ts';
import { isBinary, ldapNameOf, SNAPSHOT_ATTRIBUTES } from './restorable-attributes.ts';

/** What this domain controller says about the account; `full` also takes what a restore would need. */
export function readAccount(
  account: FoundAccount | { readonly found: 'missing' },
  server: string,
  { full }: { readonly full: boolean },
): AdReading {
  if (account.found === 'missing') return { ...NOTHING, found: 'missing', server, distinguishedName: null };
  const { entry, found } = account;
  if (found === 'deleted') return { ...NOTHING, found, server, distinguishedName: formerPlaceOf(entry) };
  const hidden = textOf(entry, 'msExchHideFromAddressLists');
  return {
    found,
    server,
    disabled: isDisabled(textOf(entry, 'userAccountControl')),
    isProtected: textOf(entry, 'adminCount') === '1',
    distinguishedName: entry.dn,
    groups: [...textsOf(entry, 'memberOf')].sort(),
    hidden: hidden === null ? null : hidden === 'TRUE',
    passwordSetAt: instantOf(textOf(entry, 'pwdLastSet')),
    mailNickname: textOf(entry, 'mailNickname'),
    attributes: full ? attributesOf(entry) : {},
  };
}

/** ADS_UF_ACCOUNTDISABLE of userAccountControl. */
export const ACCOUNT_DISABLED = 2;

const NOTHING = {
  disabled: null,
  isProtected: false,
  groups: [],
  hidden: null,
  passwordSetAt: null,
  mailNickname: null,
  attributes: {},
} as const;

/** Null when our account may not read it: then nothing is claimed. */
function isDisabled(bits: string | null): boolean | null {
  return bits === null ? null : (Number(bits) & ACCOUNT_DISABLED) !== 0;
}

function attributesOf(entry: AdEntry): AdReading['attributes'] {
  const pairs = SNAPSHOT_ATTRIBUTES.map((attribute) => {
    const name = ldapNameOf(attribute);
    const values = isBinary(attribute)
      ? bytesOf(entry, name).map((value) => value.toString('base64'))
      : textsOf(entry, name);
    return [attribute, values] as const;
  });
  return Object.fromEntries(pairs.filter(([, values]) => values.length > 0));
}

/** FILETIME: 100 ns since 1601; 0 = must be changed at the next sign-in. */
function instantOf(filetime: string | null): string | null {
  if (filetime === null || !/^[1-9]\d{0,18}$/.test(filetime)) return null;
  return new Date(Number(BigInt(filetime) / 10_000n) - 11_644_473_600_000).toISOString();
}
