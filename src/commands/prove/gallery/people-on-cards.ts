import type { Person } from '../../../domain/person.ts';
import type { TargetUser } from '../../../domain/target-user.ts';
import { aMembership, aPerson, aSyncedTargetUser, aTargetUser, IDS } from './given.ts';

export function people(written: string | null): readonly Person[] {
  const names = ['Adele Vance', 'Alex Wilber', 'Diego Siciliani', 'Isaiah Langer'];
  return names.map((displayName, at) =>
    aPerson({
      id: `10000000-0000-4000-8000-00000000010${at}`,
      displayName: written ?? displayName,
      jobTitle: written ?? 'Retail Manager',
      department: written ?? 'Marketing',
      managerName: written ?? 'Miriam Graham',
      accountEnabled: at !== 2,
      userType: at === 3 ? 'Guest' : 'Member',
    }),
  );
}

export function cloudPerson(written: string | null): TargetUser {
  return named(aTargetUser(), written);
}

export function syncedPerson(written: string | null): TargetUser {
  return named(aSyncedTargetUser(), written);
}

export function named(person: TargetUser, written: string | null): TargetUser {
  if (written === null) return person;
  const { onPremises } = person;
  return {
    ...person,
    displayName: written,
    userPrincipalName: written,
    jobTitle: written,
    department: written,
    manager: { id: IDS.requester, displayName: written },
    provisioningErrors: [written],
    memberships: GROUPS.map((group) => ({ ...group, name: written })),
    licences: person.licences.map((licence) => ({ ...licence, name: written })),
    onPremises:
      onPremises === null
        ? null
        : {
            ...onPremises,
            distinguishedName: written.slice(0, 600),
            samAccountName: written.slice(0, 20),
            domainName: written.slice(0, 200),
          },
  };
}

/** Twelve memberships of every class. */
export const GROUPS = (
  ['dynamic', 'synced', 'mail-enabled', 'role-assignable', 'licensing', 'microsoft-365', 'security'] as const
)
  .flatMap((group) => [group, group])
  .slice(0, 12)
  .map((group, at) =>
    aMembership({
      groupId: `20000000-0000-4000-8000-0000000001${at + 10}`,
      name: `Group ${at + 1} of the organisation`,
      class: group,
      lastOwner: at === 11,
      owner: at === 11,
    }),
  );
