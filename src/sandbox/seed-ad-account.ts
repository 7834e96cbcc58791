import type { Contoso, ContosoPerson } from './contoso.ts';
import type { AdAccount } from './tenant-state.ts';

/** The Active Directory object of a person of contoso.json, as directory sync last saw it. */
export function seedAdAccount(
  contoso: Contoso,
  person: ContosoPerson,
  account: NonNullable<ContosoPerson['ad']>,
  ago: (days: number) => string,
): AdAccount {
  const domain = contoso.adDomains.find((known) => known.name === account.domain);
  if (domain === undefined) throw new TypeError(`contoso.json has no AD domain "${account.domain}"`);
  const deleted = account.deletedDaysAgo;
  return {
    objectGuid: account.objectGuid,
    securityIdentifier: `${domain.sid}-${account.rid}`,
    samAccountName: account.samAccountName,
    userPrincipalName: person.userPrincipalName,
    distinguishedName: `CN=${escapeRdn(person.displayName)},${underDomain(account.ou, domain.name)}`,
    domainName: domain.name,
    server: domain.server,
    groups: seedMemberships(contoso, person, account),
    hidden: null,
    mailNickname: (person.userPrincipalName.split('@')[0] ?? '').replaceAll('#', '_'),
    adminCount: account.adminCount,
    attributes: seedAttributes(person),
    enabled: account.enabled,
    deletedAt: deleted === undefined ? null : ago(deleted),
    whenChanged: ago(deleted ?? 40),
    passwordChangedAt: ago(90),
    passwordResets: 0,
    signIn: account.signIn,
    exported: { at: ago(deleted ?? 12), enabled: account.enabled, deleted: deleted !== undefined, passwordAt: ago(90) },
    inScope: account.state === 'synced',
  };
}

/** The AD groups behind the synced groups that name this person, and those that stay in AD. */
function seedMemberships(
  contoso: Contoso,
  person: ContosoPerson,
  account: NonNullable<ContosoPerson['ad']>,
): readonly string[] {
  const key = Object.keys(contoso.people).find((each) => contoso.people[each] === person) ?? '';
  const synced = Object.values(contoso.groups).flatMap((group) =>
    group.kind.startsWith('synced-') && group.members.includes(key) ? [adGroupName(contoso, group.displayName)] : [],
  );
  const own = contoso.adOnlyGroups[account.signIn].map((name) => groupIn(account.domain, name));
  return [...synced, ...own];
}

/** Where a synced group lives: all of them are in the first domain. */
export function adGroupName(contoso: Contoso, displayName: string): string {
  return groupIn(contoso.adDomains[0]?.name ?? '', displayName);
}

function groupIn(domainName: string, name: string): string {
  return `CN=${escapeRdn(name)},${underDomain('OU=Groups', domainName)}`;
}

/** An organisational unit of contoso.json as a distinguished name. */
export function underDomain(ou: string, domainName: string): string {
  return [ou, ...domainName.split('.').map((part) => `DC=${part}`)].join(',');
}

function seedAttributes(person: ContosoPerson): Readonly<Record<string, readonly string[]>> {
  const mail = person.mail ?? (person.mailbox === null ? null : person.userPrincipalName);
  const each = { displayName: person.displayName, department: person.department, title: person.jobTitle, mail };
  return {
    ...Object.fromEntries(Object.entries(each).flatMap(([name, value]) => (value === null ? [] : [[name, [value]]]))),
    ...(mail === null || person.mail !== undefined ? {} : { proxyAddresses: [`SMTP:${mail}`] }),
  };
}

/** RFC 4514: what must not stand bare in a relative distinguished name. */
function escapeRdn(value: string): string {
  return value.replaceAll(/[,+"\\<>;=]|^[ #]| $/g, (character) => `\\${character}`);
}
