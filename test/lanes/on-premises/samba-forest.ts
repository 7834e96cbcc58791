import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Attribute, Change, Client, Control, DN, EqualityFilter } from 'ldapts';
import type { AdTarget } from '../../../src/domain/ad-account.ts';
import { type AdDomain, parentOf } from '../../../src/domain/ad-domain.ts';
import { bytesOf, textOf, textsOf } from '../../../src/lanes/on-premises/ldaps/ad-entry.ts';
import type { AdEntry } from '../../../src/lanes/on-premises/ldaps/ad-session.ts';
import { sidToBytes } from '../../../src/lanes/on-premises/ldaps/sid.ts';
import { type SambaDc, startSambaDc } from '../../helpers/samba-dc.ts';
import type { AccountWish, Forest, RawAccount } from './way-contract.ts';

export type SambaForest = Forest & {
  readonly dc: SambaDc;
  readonly administrator: Client;
  readonly service: { readonly name: string; readonly password: string };
  /** Makes an account that the way may sign in with; gives its name. */
  createServiceAccount(name: string, changes?: Readonly<Record<string, string>>): Promise<string>;
  stop(): Promise<void>;
};

export const PASSWORD = 'Sesame-0pen-2026!';
const SHOW_DELETED = new Control('1.2.840.113556.1.4.417', { critical: true });

/** A forest on Samba: OUs, a delegated service account, and accounts on demand; the test acts in it as administrator. */
export async function startSambaForest(): Promise<SambaForest> {
  const dc = await startSambaDc();
  const relay = await dc.createRelay();
  const administrator = new Client({ url: `ldaps://localhost:${relay.port}`, tlsOptions: { ca: dc.ca } });
  await administrator.bind(dc.administrator.name, dc.administrator.password);
  const { baseDn } = dc;
  const places = {
    staff: `OU=Staff,${baseDn}`,
    leavers: `OU=Leavers,${baseDn}`,
    groups: `OU=Groups,${baseDn}`,
    outOfScope: `OU=Elsewhere,${baseDn}`,
    kept: `OU=Kept,OU=Staff,${baseDn}`,
  };
  for (const place of Object.values(places)) await administrator.add(place, { objectClass: 'organizationalUnit' });
  let made = 0;

  async function createAccount(wish: AccountWish): Promise<AdTarget> {
    made += 1;
    const samAccountName = `person${made}`;
    const dn = new DN({ CN: wish.name }).toString();
    const distinguishedName = `${dn},${wish.place ?? places.staff}`;
    const userPrincipalName = `${samAccountName}@offb.test`;
    await administrator.add(distinguishedName, {
      objectClass: wish.objectClass ?? 'user',
      sAMAccountName: samAccountName,
      userPrincipalName,
      userAccountControl: wish.disabled ? '66050' : '66048',
      ...(wish.objectClass === 'computer' ? {} : { unicodePwd: Buffer.from(`"${PASSWORD}"`, 'utf16le') as never }),
      ...wish.attributes,
    });
    for (const group of wish.groups ?? []) await set(group, 'add', 'member', [distinguishedName]);
    const entry = await byName(samAccountName);
    return {
      securityIdentifier: sidOf(bytesOf(entry, 'objectSid')[0] ?? Buffer.alloc(0)),
      immutableId: (bytesOf(entry, 'objectGUID')[0] ?? Buffer.alloc(0)).toString('base64'),
      distinguishedName: entry.dn,
      samAccountName,
      domainName: 'offb.test',
      userPrincipalName,
      lastSync: null,
      places: [entry.dn],
    };
  }

  async function set(dn: string, operation: 'add' | 'delete' | 'replace', type: string, values: string[] | Buffer[]) {
    await administrator.modify(dn, new Change({ operation, modification: new Attribute({ type, values }) }));
  }

  async function byName(samAccountName: string): Promise<AdEntry> {
    const filter = new EqualityFilter({ attribute: 'sAMAccountName', value: samAccountName });
    const { searchEntries } = await administrator.search(baseDn, { filter, attributes: ['*', 'objectSid'] });
    const [entry] = searchEntries;
    if (entry === undefined) throw new Error(`${samAccountName} is not there`);
    return entry;
  }

  async function raw({ securityIdentifier }: AdTarget): Promise<RawAccount> {
    const value = sidToBytes(securityIdentifier) ?? Buffer.alloc(0);
    const filter = new EqualityFilter({ attribute: 'objectSid', value });
    const options = { filter, attributes: ['*', 'memberOf'] };
    const [entry] = (await administrator.search(baseDn, options, SHOW_DELETED)).searchEntries;
    if (entry === undefined) throw new Error('there is no such account');
    return {
      found: textOf(entry, 'isDeleted') === 'TRUE' ? 'deleted' : 'active',
      distinguishedName: entry.dn,
      bits: Number(textOf(entry, 'userAccountControl')),
      groups: [...textsOf(entry, 'memberOf')].sort(),
      attributes: Object.fromEntries(Object.keys(entry).map((name) => [name, textsOf(entry, name)])),
      immutableId: (bytesOf(entry, 'objectGUID')[0] ?? Buffer.alloc(0)).toString('base64'),
    };
  }

  async function createServiceAccount(name: string, changes: Readonly<Record<string, string>> = {}): Promise<string> {
    const dn = `CN=${name},CN=Users,${baseDn}`;
    const unicodePwd = Buffer.from(`"${PASSWORD}"`, 'utf16le') as never;
    const userPrincipalName = `${name}@offb.test`;
    await administrator.add(dn, {
      objectClass: 'user',
      sAMAccountName: name,
      userPrincipalName,
      userAccountControl: '66048',
      unicodePwd,
    });
    for (const [attribute, value] of Object.entries(changes)) await set(dn, 'replace', attribute, [value]);
    return userPrincipalName;
  }

  const service = { name: await createServiceAccount('svc-leaver'), password: PASSWORD };
  await delegate(dc, places, sidOf(bytesOf(await byName('svc-leaver'), 'objectSid')[0] ?? Buffer.alloc(0)));

  return {
    dc,
    administrator,
    service,
    createServiceAccount,
    places,
    domain: {
      name: 'offb.test',
      way: 'ldaps',
      signIn: 'password-hash',
      sync: { client: 'connect', site: 'same', cycleMinutes: 30, onDemand: null },
      inScopeOus: [places.staff, places.leavers],
      leaversOu: places.leavers,
    } satisfies AdDomain,
    createAccount,
    async createGroup(name) {
      const dn = `${new DN({ CN: name }).toString()},${places.groups}`;
      made += 1;
      const samAccountName = `group${made}`;
      await administrator.add(dn, { objectClass: 'group', sAMAccountName: samAccountName });
      // As the directory writes it: there are several ways to escape.
      return (await byName(samAccountName)).dn;
    },
    raw,
    setAttribute: async (target, attribute, values) =>
      set((await raw(target)).distinguishedName, 'replace', attribute, [...values] as string[]),
    remove: (dn) => administrator.del(dn),
    async protect(target) {
      const { distinguishedName } = await raw(target);
      await acl(dc, distinguishedName, '(D;;SDDT;;;WD)');
      await acl(dc, parentOf(distinguishedName), '(D;;DC;;;WD)');
    },
    async addExchange() {
      await extendSchema(dc);
    },
    async version() {
      const { searchEntries } = await administrator.search('', {
        scope: 'base',
        attributes: ['highestCommittedUSN'],
      });
      return String(searchEntries[0]?.highestCommittedUSN);
    },
    async stop() {
      await administrator.unbind().catch(() => {});
      await dc.stop();
    },
  };
}

const USER = 'bf967aba-0de6-11d0-a285-00aa003049e2';
const GROUP = 'bf967a9c-0de6-11d0-a285-00aa003049e2';
const RESET_PASSWORD = '00299570-246d-11d0-a768-00aa006e0529';
const MEMBER = 'bf9679c0-0de6-11d0-a285-00aa003049e2';
const USER_ACCOUNT_CONTROL = 'bf967a68-0de6-11d0-a285-00aa003049e2';
const NAME = 'bf967a0e-0de6-11d0-a285-00aa003049e2';
const COMMON_NAME = 'bf96793f-0de6-11d0-a285-00aa003049e2';
/** Of this forest: a real one has Exchange's own. */
const HIDE = '33323130-3534-3736-3839-616263646567';
const HIDE_BYTES = Buffer.from('0123456789abcdeg');

/** The least that every step but restore needs (hybrid.md 4). */
async function delegate(dc: SambaDc, places: Forest['places'], sid: string): Promise<void> {
  const people = [
    `(OA;CI;CCDC;${USER};;${sid})`,
    ...[USER_ACCOUNT_CONTROL, NAME, COMMON_NAME, HIDE].map((id) => `(OA;CIIO;WP;${id};${USER};${sid})`),
    `(OA;CIIO;CR;${RESET_PASSWORD};${USER};${sid})`,
    `(OA;CIIO;SDDT;;${USER};${sid})`,
  ].join('');
  const acl = (dn: string, sddl: string) =>
    dc.run('samba-tool', ['dsacl', 'set', `--objectdn=${dn}`, `--sddl=${sddl}`]);
  await acl(places.staff, people);
  await acl(places.leavers, people);
  await acl(places.groups, `(OA;CIIO;WP;${MEMBER};${GROUP};${sid})`);
  await modify(
    dc,
    `dn: CN=Deleted Objects,${dc.baseDn}
changetype: modify
replace: nTSecurityDescriptor
nTSecurityDescriptor: O:SYG:SYD:P(A;CI;RPWPCRCCDCLCLORCWOWDSDDTSW;;;SY)(A;CI;LCRP;;;BA)(A;CI;LCRP;;;${sid})
`,
    ['--controls=show_deleted:1', '--controls=relax:0'],
  );
}

async function acl(dc: SambaDc, dn: string, sddl: string): Promise<void> {
  await dc.run('samba-tool', ['dsacl', 'set', `--objectdn=${dn}`, `--sddl=${sddl}`]);
}

/** The two attributes of Exchange that Leaver writes or asks for, as a forest with Exchange has them. */
async function extendSchema(dc: SambaDc): Promise<void> {
  const schema = `CN=Schema,CN=Configuration,${dc.baseDn}`;
  const attribute = (cn: string, id: string, syntax: string, guid: Buffer) => `dn: CN=${cn},${schema}
changetype: add
objectClass: attributeSchema
attributeID: ${id}
${syntax}
isSingleValued: TRUE
lDAPDisplayName: ${cn}
schemaIDGUID:: ${guid.toString('base64')}
`;
  const nickname = 'attributeSyntax: 2.5.5.12\noMSyntax: 64';
  const truth = 'attributeSyntax: 2.5.5.8\noMSyntax: 1';
  const allowed = ['--option=dsdb:schema update allowed=true'];
  await modify(
    dc,
    [
      attribute('mailNickname', '1.2.840.113556.1.2.447', nickname, Buffer.from('0123456789abcdef')),
      attribute('msExchHideFromAddressLists', '1.2.840.113556.1.4.7000.102.73', truth, HIDE_BYTES),
    ].join('\n'),
    allowed,
  );
  const mayContain = 'mayContain: mailNickname\nmayContain: msExchHideFromAddressLists';
  await modify(dc, `dn: CN=User,${schema}\nchangetype: modify\nadd: mayContain\n${mayContain}\n`, allowed);
}

async function modify(dc: SambaDc, ldif: string, options: readonly string[]): Promise<void> {
  const file = join(tmpdir(), `leaver-${process.pid}.ldif`);
  await writeFile(file, ldif);
  await dc.run('ldbmodify', [...options, file]);
  await rm(file);
}

function sidOf(bytes: Buffer): string {
  const parts = Array.from({ length: bytes[1] ?? 0 }, (_, index) => bytes.readUInt32LE(8 + 4 * index));
  return ['S', 1, bytes.readUIntBE(2, 6), ...parts].join('-');
}
