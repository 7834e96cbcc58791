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
  const components = domain.name.split('.').map((part) => `DC=${part}`);
  const deleted = account.deletedDaysAgo;
  return {
    objectGuid: account.objectGuid,
    securityIdentifier: `${domain.sid}-${account.rid}`,
    samAccountName: account.samAccountName,
    userPrincipalName: person.userPrincipalName,
    distinguishedName: [`CN=${escapeRdn(person.displayName)}`, account.ou, ...components].join(','),
    domainName: domain.name,
    server: domain.server,
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

/** RFC 4514: what must not stand bare in a relative distinguished name. */
function escapeRdn(value: string): string {
  return value.replaceAll(/[,+"\\<>;=]|^[ #]| $/g, (character) => `\\${character}`);
}
