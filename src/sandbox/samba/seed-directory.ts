import type { Client } from 'ldapts';
import { immutableId } from '../seed-tenant.ts';
import type { AdAccount, TenantState } from '../tenant-state.ts';
import { type DirectoryAccount, readAccounts, sidOf } from './directory-account.ts';
import { quotedPassword } from './write-in-directory.ts';

/** What the directory gave to people and groups that were made in it, by the ids of the tenant. */
export type SeededDirectory = {
  readonly people: Readonly<Record<string, DirectoryAccount>>;
  readonly groups: Readonly<Record<string, { readonly distinguishedName: string; readonly sid: string }>>;
};

type Where = { readonly baseDn: string; readonly domainName: string; readonly password: string };

const NORMAL = 512;
const DISABLED = 514;
const GLOBAL_SECURITY = '-2147483646';
const GLOBAL_DISTRIBUTION = '2';
/** What the directory itself needs, and the account that Leaver uses: all of it is in CN=Users and CN=Builtin. */
const OURS = '(|(&(objectClass=user)(!(objectClass=computer)))(objectClass=group))';

/** Takes out every person and group that was made before, and makes those of the tenant; organisational units stay. */
export async function seedDirectory(client: Client, where: Where, state: TenantState): Promise<SeededDirectory> {
  await clear(client, where);
  const people = Object.values(state.people).flatMap(({ id, ad }) =>
    ad !== null && ad.domainName === where.domainName ? [{ id, ad }] : [],
  );
  for (const { ad } of people) await createPerson(client, where, ad);
  const groups = await createGroups(
    client,
    where,
    state,
    people.map(({ ad }) => ad),
  );
  const accounts = [...(await readAccounts(client, where.baseDn)).values()].filter(({ isDeleted }) => !isDeleted);
  for (const { ad } of people) if (ad.deletedAt !== null) await client.del(ad.distinguishedName);
  const byName = new Map(accounts.map((account) => [account.samAccountName.toLowerCase(), account]));
  return {
    people: Object.fromEntries(
      people.flatMap(({ id, ad }) => {
        const account = byName.get(ad.samAccountName.toLowerCase());
        return account === undefined ? [] : [[id, account]];
      }),
    ),
    groups,
  };
}

/** The tenant with what the directory really gave: identifiers, names and places. */
export function withDirectory(
  state: TenantState,
  { people, groups }: SeededDirectory,
  domainName: string,
): TenantState {
  return {
    ...state,
    // Samba restores only in a forest without Recycle Bin (hybrid.md c).
    adDomains: state.adDomains.map((domain) =>
      domain.name === domainName ? { ...domain, recycleBin: false } : domain,
    ),
    people: mapValues(state.people, (person) => {
      const account = people[person.id];
      if (account === undefined || person.ad === null) return person;
      const {
        objectGuid,
        securityIdentifier,
        distinguishedName,
        userPrincipalName,
        groups: names,
        attributes,
      } = account;
      const ours = { objectGuid, securityIdentifier, distinguishedName, userPrincipalName, groups: names, attributes };
      const { cloud } = person;
      const shown = {
        onPremisesSecurityIdentifier: securityIdentifier,
        onPremisesImmutableId: immutableId(objectGuid),
        onPremisesDistinguishedName: distinguishedName,
        onPremisesUserPrincipalName: userPrincipalName,
      };
      return {
        ...person,
        ad: { ...person.ad, ...ours },
        cloud: cloud === null ? null : { ...cloud, ...shown },
      };
    }),
    groups: mapValues(state.groups, (group) => {
      const made = groups[group.id];
      if (made === undefined) return group;
      return { ...group, distinguishedName: made.distinguishedName, onPremisesSecurityIdentifier: made.sid };
    }),
  };
}

async function clear(client: Client, { baseDn }: Where): Promise<void> {
  const { searchEntries } = await client.search(baseDn, { filter: OURS, attributes: ['cn'] });
  const system = [`cn=users,${baseDn}`, `cn=builtin,${baseDn}`].map((dn) => dn.toLowerCase());
  const ours = searchEntries.filter(({ dn }) => !system.some((place) => dn.toLowerCase().endsWith(place)));
  for (const { dn } of ours) await client.del(dn);
}

async function createPerson(client: Client, { password }: Where, account: AdAccount): Promise<void> {
  await client.add(account.distinguishedName, {
    objectClass: 'user',
    sAMAccountName: account.samAccountName,
    userPrincipalName: account.userPrincipalName,
    userAccountControl: String(account.enabled ? NORMAL : DISABLED),
    // ldapts takes bytes here, and says text in its types.
    unicodePwd: quotedPassword(password) as never,
    ...(account.mailNickname === null ? {} : { mailNickname: account.mailNickname }),
    ...(account.adminCount ? { adminCount: '1' } : {}),
    ...mapValues(account.attributes, (values) => [...values]),
  });
}

/** Groups that are synced, and those that stay in AD, with their people. */
async function createGroups(
  client: Client,
  { baseDn, domainName }: Where,
  state: TenantState,
  accounts: readonly AdAccount[],
): Promise<SeededDirectory['groups']> {
  const end = `,${baseDn}`.toLowerCase();
  const synced = Object.values(state.groups).filter(({ distinguishedName }) =>
    distinguishedName?.toLowerCase().endsWith(end),
  );
  const names = new Set([
    ...synced.map(({ distinguishedName }) => distinguishedName ?? ''),
    ...accounts.flatMap(({ groups }) => groups),
  ]);
  const made: Record<string, { distinguishedName: string; sid: string }> = {};
  let number = 0;
  for (const name of names) {
    number += 1;
    const group = synced.find(({ distinguishedName }) => distinguishedName === name);
    const member = accounts
      .filter(({ groups }) => groups.includes(name))
      .map(({ distinguishedName }) => distinguishedName);
    await client.add(name, {
      objectClass: 'group',
      sAMAccountName: `group-${number}.${domainName}`,
      groupType: group !== undefined && !group.securityEnabled ? GLOBAL_DISTRIBUTION : GLOBAL_SECURITY,
      ...(member.length === 0 ? {} : { member }),
    });
    const attributes = ['objectSid'];
    const options = { scope: 'base' as const, attributes, explicitBufferAttributes: attributes };
    const [entry] = (await client.search(name, options)).searchEntries;
    if (entry !== undefined && group !== undefined) made[group.id] = { distinguishedName: entry.dn, sid: sidOf(entry) };
  }
  return made;
}

function mapValues<Value, Other>(
  record: Readonly<Record<string, Value>>,
  change: (value: Value) => Other,
): Record<string, Other> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
