import type { TargetUser } from './target-user.ts';

/** By what the cloud shows of the account: a deleted one keeps its flag, and nobody signs in to it. */
export function canSignIn({ found, accountEnabled }: Pick<TargetUser, 'found' | 'accountEnabled'>): boolean {
  return found === 'active' && accountEnabled;
}
