import { randomUUID } from 'node:crypto';
import { contosoPerson } from '../../sandbox/contoso.ts';
import type { Tenant, TenantPerson } from '../../sandbox/tenant.ts';

/** An ordinary person of the cloud, with a licence, a mailbox, a OneDrive and groups. */
const LIKE = contosoPerson('adele').id;

/**
 * Adds so many people to the tenant who are like one of its own and in the same groups, each with ids and names of
 * their own.
 */
export function addCloudCrowd(tenant: Tenant, count: number): readonly TenantPerson[] {
  const like = tenant.state().people[LIKE];
  if (like?.cloud == null) throw new TypeError('contoso.json has nobody to be like');
  const { cloud } = like;
  const crowd = Array.from({ length: count }, (_, place) => {
    const id = randomUUID();
    const mailNickname = `crowd${place}`;
    const userPrincipalName = `${mailNickname}@contoso.com`;
    const names = { displayName: `Crowd person ${place}`, userPrincipalName, mail: userPrincipalName, mailNickname };
    return { ...like, id, cloud: { ...cloud, id, ...names, proxyAddresses: [`SMTP:${userPrincipalName}`] } };
  });
  const ids = crowd.map(({ id }) => id);
  tenant.change('time', (state) => ({
    ...state,
    people: { ...state.people, ...Object.fromEntries(crowd.map((person) => [person.id, person])) },
    groups: Object.fromEntries(
      Object.entries(state.groups).map(([id, group]) => [
        id,
        group.members.includes(LIKE) ? { ...group, members: [...group.members, ...ids] } : group,
      ]),
    ),
  }));
  return crowd;
}
