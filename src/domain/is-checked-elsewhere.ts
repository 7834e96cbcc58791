import type { TargetUser } from './target-user.ts';

/**
 * Whether their password is checked, or may be, in AD DS or at the provider of the domain, where an account can be
 * disabled while Microsoft 365 shows it enabled: from here nobody knows then whether they can sign in.
 */
export function isCheckedElsewhere({ identity, signIn }: Pick<TargetUser, 'identity' | 'signIn'>): boolean {
  return identity === 'synced' ? signIn !== 'password-hash' : signIn === 'federated';
}
