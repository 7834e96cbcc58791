import { randomUUID } from 'node:crypto';
import { contosoPerson } from '../../sandbox/contoso.ts';
import { immutableId } from '../../sandbox/seed-tenant.ts';
import type { AdAccount, CloudAccount, Tenant, TenantPerson } from '../../sandbox/tenant.ts';

/** Blocked in the cloud, enabled in AD DS, and not turned back as long as nothing changes there: it only waits. */
const LIKE = contosoPerson('bram').id;

/** Adds so many people to the tenant who are like one of its own, each with ids, SID and names of their own. */
export function addSyncedCrowd(tenant: Tenant, count: number): readonly TenantPerson[] {
  const like = tenant.state().people[LIKE];
  if (like?.cloud == null || like.ad === null) throw new TypeError('contoso.json has nobody to be like');
  const { cloud, ad } = like;
  const crowd = Array.from({ length: count }, (_, place) => alike(like, cloud, ad, place));
  tenant.change('time', (state) => ({
    ...state,
    people: { ...state.people, ...Object.fromEntries(crowd.map((person) => [person.id, person])) },
  }));
  return crowd;
}

function alike(like: TenantPerson, cloud: CloudAccount, ad: AdAccount, place: number): TenantPerson {
  const [id, objectGuid] = [randomUUID(), randomUUID()];
  const name = `watched${place}`;
  const userPrincipalName = `${name}@contoso.com`;
  const securityIdentifier = ad.securityIdentifier.replace(/\d+$/, String(20_000 + place));
  const distinguishedName = ad.distinguishedName.replace(/^CN=[^,]+/, `CN=${name}`);
  return {
    ...like,
    id,
    drive: null,
    cloud: {
      ...cloud,
      id,
      displayName: `Watched person ${place}`,
      userPrincipalName,
      mail: userPrincipalName,
      mailNickname: name,
      proxyAddresses: [`SMTP:${userPrincipalName}`],
      accountEnabled: false,
      onPremisesDistinguishedName: distinguishedName,
      onPremisesSamAccountName: name,
      onPremisesUserPrincipalName: userPrincipalName,
      onPremisesImmutableId: immutableId(objectGuid),
      onPremisesSecurityIdentifier: securityIdentifier,
    },
    ad: { ...ad, objectGuid, securityIdentifier, samAccountName: name, userPrincipalName, distinguishedName },
  };
}
