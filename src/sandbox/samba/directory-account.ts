import { type Client, Control, type Entry } from 'ldapts';

/** An account as the directory has it now, as far as directory sync and the sandbox's state depend on it. */
export type DirectoryAccount = {
  readonly objectGuid: string;
  readonly securityIdentifier: string;
  readonly samAccountName: string;
  /** Empty when it is not set. */
  readonly userPrincipalName: string;
  readonly distinguishedName: string;
  readonly isDeleted: boolean;
  readonly enabled: boolean;
  readonly groups: readonly string[];
  /** msExchHideFromAddressLists; null = not set. */
  readonly hidden: boolean | null;
  readonly mailNickname: string | null;
  readonly adminCount: boolean;
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  /** `pwdLastSet`; '0' when it is not known. */
  readonly passwordSet: string;
  /** How often the password was written. */
  readonly passwordVersion: number;
  /** Grows with every write of the account itself. */
  readonly version: string;
};

/** With it, searches and writes see deleted objects (MS-ADTS 3.1.1.3.4.1.14). */
export const SHOW_DELETED = new Control('1.2.840.113556.1.4.417', { critical: true });

const ACCOUNT_DISABLED = 2;
const KEPT = ['displayName', 'department', 'title', 'mail', 'proxyAddresses'] as const;
const BINARY = ['objectGUID', 'objectSid'];
const ATTRIBUTES = [
  ...BINARY,
  ...KEPT,
  'sAMAccountName',
  'userPrincipalName',
  'userAccountControl',
  'memberOf',
  'msExchHideFromAddressLists',
  'mailNickname',
  'adminCount',
  'isDeleted',
  'pwdLastSet',
  'msDS-KeyVersionNumber',
  'uSNChanged',
];

/** Every account of a person, deleted ones too, by objectGUID. */
export async function readAccounts(client: Client, baseDn: string): Promise<ReadonlyMap<string, DirectoryAccount>> {
  const filter = '(&(objectClass=user)(!(objectClass=computer)))';
  const options = { filter, attributes: ATTRIBUTES, explicitBufferAttributes: BINARY };
  const { searchEntries } = await client.search(baseDn, options, SHOW_DELETED);
  return new Map(searchEntries.map(accountOf).map((account) => [account.objectGuid, account]));
}

function accountOf(entry: Entry): DirectoryAccount {
  const first = (name: string) => texts(entry, name)[0] ?? '';
  return {
    objectGuid: guidOf(entry),
    securityIdentifier: sidOf(entry),
    samAccountName: first('sAMAccountName'),
    userPrincipalName: first('userPrincipalName'),
    distinguishedName: entry.dn,
    isDeleted: first('isDeleted') === 'TRUE',
    enabled: (Number(first('userAccountControl')) & ACCOUNT_DISABLED) === 0,
    groups: [...texts(entry, 'memberOf')].sort(),
    hidden: first('msExchHideFromAddressLists') === '' ? null : first('msExchHideFromAddressLists') === 'TRUE',
    mailNickname: first('mailNickname') || null,
    adminCount: Number(first('adminCount')) > 0,
    attributes: Object.fromEntries(
      KEPT.flatMap((name) => (texts(entry, name).length === 0 ? [] : [[name, texts(entry, name)]])),
    ),
    passwordSet: first('pwdLastSet') || '0',
    passwordVersion: Number(first('msDS-KeyVersionNumber')),
    version: first('uSNChanged'),
  };
}

/** `objectGUID` as people write it: the first three groups are little-endian. */
function guidOf(entry: Entry): string {
  const bytes = bytesOf(entry, 'objectGUID');
  const hex = (from: number, to: number) => bytes.subarray(from, to).toString('hex');
  const turned = (from: number, to: number) => Buffer.from(bytes.subarray(from, to)).reverse().toString('hex');
  return [turned(0, 4), turned(4, 6), turned(6, 8), hex(8, 10), hex(10, 16)].join('-');
}

/** `objectSid` as people write it. */
export function sidOf(entry: Entry): string {
  const bytes = bytesOf(entry, 'objectSid');
  const parts = Array.from({ length: bytes[1] ?? 0 }, (_, index) => bytes.readUInt32LE(8 + 4 * index));
  return ['S', 1, bytes.readUIntBE(2, 6), ...parts].join('-');
}

function texts(entry: Entry, name: string): readonly string[] {
  const values = entry[name];
  return (Array.isArray(values) ? values : values === undefined ? [] : [values]).map(String);
}

function bytesOf(entry: Entry, name: string): Buffer {
  const value = [entry[name]].flat()[0];
  return Buffer.isBuffer(value) ? value : Buffer.from(value ?? '');
}
