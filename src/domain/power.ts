import type { TargetUser } from './target-user.ts';

/**
 * What somebody's being locked out would do to others: `control-plane` decides in Leaver itself (approvers, escalation,
 * emergency group, operators named in the policy), `manages` has people below them, `none` neither. Of the first nobody
 * is out of reach of two members of the emergency group, and nobody locked out by one (security.md S9).
 */
export type Power = 'control-plane' | 'manages' | 'none';

/**
 * `decides`: they are in a group that decides in Leaver. What could not be read of their reports counts as many.
 */
export function powerOf(
  { id, directReports, reportsUnread, readInPart }: TargetUser,
  decides: boolean,
  operators: readonly string[],
): Power {
  if (decides || operators.some((each) => each.toLowerCase() === id.toLowerCase())) return 'control-plane';
  return directReports > 0 || reportsUnread === true || readInPart === true ? 'manages' : 'none';
}
