import type { User } from '@microsoft/microsoft-graph-types';
import type { Person } from '../../domain/person.ts';

/** `$select` for a {@link Person}. */
export const PERSON_FIELDS =
  'id,displayName,userPrincipalName,jobTitle,department,accountEnabled,userType,externalUserState,mail';

/** A person as Graph gave it; `managerName` where it was asked for. */
export function toPerson(
  entry: User & { readonly deletedDateTime?: string | null },
  managerName?: string | null,
): Person {
  const id = (entry.id ?? '').toLowerCase();
  const userPrincipalName = plainUserPrincipalName(entry.userPrincipalName ?? '', id);
  return {
    id,
    displayName: entry.displayName ?? (userPrincipalName || id),
    userPrincipalName,
    ...outsideAddressOf(entry),
    home: homeOf(entry),
    jobTitle: entry.jobTitle ?? null,
    department: entry.department ?? null,
    accountEnabled: entry.accountEnabled ?? false,
    userType: entry.userType === 'Guest' ? 'Guest' : 'Member',
    ...(managerName === undefined ? {} : { managerName }),
    ...(entry.deletedDateTime ? { deletedAt: new Date(entry.deletedDateTime).toISOString() } : {}),
  };
}

/** Any other account has an address of its own here, which its sign-in name is, or is near to. */
function outsideAddressOf({ userPrincipalName, mail }: User): Pick<Person, 'outsideAddress'> {
  return mail && /#EXT#@/i.test(userPrincipalName ?? '') ? { outsideAddress: mail } : {};
}

/**
 * Where the account signs in: invited, or synced from another tenant (Learn, user resource: `externalUserState`), or
 * here.
 */
function homeOf({ userPrincipalName, externalUserState }: User): 'here' | 'elsewhere' {
  const isInvited = externalUserState != null || /#EXT#@/i.test(userPrincipalName ?? '');
  return isInvited ? 'elsewhere' : 'here';
}

/** Whether an entry of a mixed collection (members, owners, reports) is a person. */
export function isPerson(entry: User): boolean {
  const type = (entry as Record<string, unknown>)['@odata.type'];
  return type === '#microsoft.graph.user' || (type === undefined && entry.userPrincipalName !== undefined);
}

/** A deleted person's UPN carries their object id in front, without dashes (graph.md 2.9). */
function plainUserPrincipalName(userPrincipalName: string, id: string): string {
  const prefix = id.replaceAll('-', '');
  return prefix !== '' && userPrincipalName.toLowerCase().startsWith(prefix)
    ? userPrincipalName.slice(prefix.length)
    : userPrincipalName;
}
