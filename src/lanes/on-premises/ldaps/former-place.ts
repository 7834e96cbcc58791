import { DN } from 'ldapts';
import { textOf } from './ad-entry.ts';
import type { AdEntry } from './ad-session.ts';

/** Where a deleted account was: its last name in its last parent; null when AD DS does not say. */
export function formerPlaceOf(deleted: AdEntry): string | null {
  const parent = textOf(deleted, 'lastKnownParent');
  const name = textOf(deleted, 'msDS-LastKnownRDN');
  if (parent === null || name === null) return null;
  return `${new DN({ CN: name }).toString()},${parent}`;
}
