import { DN } from 'ldapts';
import { rdnOf } from '../../../domain/ad-domain.ts';
import { textOf } from './ad-entry.ts';
import type { AdEntry } from './ad-session.ts';

/** Where a deleted account was: its last name in its last parent; null when AD DS does not say. */
export function formerPlaceOf(deleted: AdEntry): string | null {
  const parent = textOf(deleted, 'lastKnownParent');
  // A deleted object is named `<name>\nDEL:<guid>`; Samba without Recycle Bin keeps no msDS-LastKnownRDN.
  const name = textOf(deleted, 'msDS-LastKnownRDN') ?? textOf(deleted, 'name')?.split('\nDEL:')[0];
  if (parent === null || name === undefined) return null;
  return `${new DN({ CN: name }).toString()},${parent}`;
}

/** Whether the object of this name is deleted itself: `OU=<name>\\0ADEL:<guid>,CN=Deleted Objects,…`. */
export function isDeletedName(distinguishedName: string): boolean {
  return /\\0ADEL:/i.test(rdnOf(distinguishedName));
}
