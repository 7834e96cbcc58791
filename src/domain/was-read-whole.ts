import type { TargetUser } from './target-user.ts';

/**
 * Read while the account was there, and no part left unanswered: what it says of managers, groups and licences counts.
 */
export function wasReadWhole({ found, readInPart }: Pick<TargetUser, 'found' | 'readInPart'>): boolean {
  return found === 'active' && readInPart !== true;
}
