import type { RestoreConflict } from './target-user.ts';

/** How many addresses that others hold a sentence names. */
const MOST = 5;

/** "sales@contoso.com (Zoë Kramer), …" and how many more: what a sentence about a conflict says. */
export function conflictValues({ taken, userPrincipalName, displayName }: RestoreConflict) {
  const all = taken ?? [{ address: userPrincipalName, holder: displayName }];
  const conflicts = all
    .slice(0, MOST)
    .map(({ address, holder }) => (holder.trim() === '' ? address : `${address} (${holder})`));
  return { conflicts: conflicts.join(', '), more: Math.max(0, all.length - MOST) };
}
