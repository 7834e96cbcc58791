import type { Domain, User } from '@microsoft/microsoft-graph-types';
import type { Identity, OnPremisesAccount, SignInKind } from '../../domain/target-user.ts';

/**
 * Who masters this person: `onPremisesSyncEnabled` true = AD DS, false = it was, null = the cloud, from the start or
 * since the source of authority was converted (hybrid.md 2). Unread behaviour (`isCloudManaged` null) of somebody who
 * carries a distinguished name without the flag can only be a conversion.
 */
export function identityOf(targetUser: User, isCloudManaged: boolean | null): Identity {
  if (targetUser.onPremisesSyncEnabled === true) return 'synced';
  if (targetUser.onPremisesSyncEnabled === false) return 'formerly-synced';
  if (isCloudManaged ?? Boolean(targetUser.onPremisesDistinguishedName)) return 'cloud-managed';
  // A conversion that is being taken back: editable now, AD DS again from the next cycle (hybrid.md 2, `soa-rollback`).
  return targetUser.onPremisesDistinguishedName ? 'formerly-synced' : 'cloud-only';
}

/**
 * Where the password is checked. Graph tells only whether the domain of the UPN is federated; how a managed domain
 * checks a synced person's password is configuration (`managedSignIn`), else unknown (hybrid.md 2).
 */
export function signInOf(
  targetUser: User,
  identity: Identity,
  { domains, managedSignIn }: { readonly domains: readonly Domain[] | null; readonly managedSignIn: SignInKind },
): SignInKind {
  const suffix = (targetUser.userPrincipalName ?? '').split('@').at(-1)?.toLowerCase();
  const domain = domains?.find(({ id }) => id?.toLowerCase() === suffix);
  if (domain?.authenticationType === 'Federated') return 'federated';
  if (identity === 'synced') return domain === undefined ? 'unknown' : managedSignIn;
  return domain === undefined && domains === null ? 'unknown' : 'cloud';
}

/** How AD DS knows the person; null when it never did. */
export function onPremisesOf(targetUser: User): OnPremisesAccount | null {
  const { onPremisesSecurityIdentifier, onPremisesImmutableId, onPremisesDistinguishedName } = targetUser;
  if (!onPremisesSecurityIdentifier && !onPremisesDistinguishedName) return null;
  return {
    securityIdentifier: onPremisesSecurityIdentifier ?? '',
    immutableId: onPremisesImmutableId ?? '',
    distinguishedName: onPremisesDistinguishedName ?? '',
    samAccountName: targetUser.onPremisesSamAccountName ?? '',
    domainName: targetUser.onPremisesDomainName ?? '',
    userPrincipalName: targetUser.onPremisesUserPrincipalName ?? '',
    lastSync: instant(targetUser.onPremisesLastSyncDateTime),
  };
}

/** ISO 8601, UTC, as we compare and store it; null for absent. */
export function instant(value: string | null | undefined): string | null {
  return value ? new Date(value).toISOString() : null;
}
