import type { TargetUser } from './target-user.ts';

/**
 * Whether the account signs in at another organisation, which holds its password, its sessions and its mail: a guest
 * who was invited, or a member whom cross-tenant sync brought. A guest account that was made here is ours in all but
 * its rights (hybrid.md, section 2), and one that directory sync brought has its password in our own Active Directory.
 * Of what was stored before anybody read that, every other guest counts.
 */
export function isExternal({ home, userType, identity }: Pick<TargetUser, 'home' | 'userType' | 'identity'>): boolean {
  if (home === 'elsewhere') return true;
  return userType === 'Guest' && home === undefined && identity !== 'synced';
}

/**
 * Whether its sessions go by the rules of guests, without continuous check: also a guest whom directory sync brought
 * (hybrid.md, section 2).
 */
export function hasGuestTokens(targetUser: Parameters<typeof isExternal>[0]): boolean {
  return isExternal(targetUser) || (targetUser.userType === 'Guest' && targetUser.identity === 'synced');
}
