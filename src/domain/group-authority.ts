import type { Lane } from './step.ts';
import type { GroupClass, Membership } from './target-user.ts';

/** What `leave-groups` does about one membership. `last-owner`: kept, a group never loses its last owner (rule 9). */
export type MembershipFate = 'removed' | 'last-owner' | Exclude<GroupClass, 'microsoft-365' | 'security'>;

/**
 * Where membership of a class of group is changed so that it lasts; null = by nobody: a rule, or a privilege that a
 * person with that privilege takes away. Facts: graph.md 2.4, hybrid.md 1.7 and table (a).
 */
export const GROUP_AUTHORITY = {
  dynamic: { where: null, leaver: false },
  synced: { where: 'on-premises', leaver: false },
  'mail-enabled': { where: 'exchange', leaver: false },
  'role-assignable': { where: null, leaver: false },
  licensing: { where: 'cloud', leaver: false },
  'microsoft-365': { where: 'cloud', leaver: true },
  security: { where: 'cloud', leaver: true },
} as const satisfies Readonly<Record<GroupClass, { readonly where: Lane | null; readonly leaver: boolean }>>;

/** What happens to this membership when the target user leaves all cloud groups. */
export function fateOf(membership: Membership): MembershipFate {
  if (membership.class !== 'microsoft-365' && membership.class !== 'security') return membership.class;
  return membership.lastOwner ? 'last-owner' : 'removed';
}
