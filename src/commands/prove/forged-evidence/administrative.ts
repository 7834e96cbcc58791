import { canonicalDn } from '../../../domain/ad-domain.ts';
import { ON_PREMISES } from '../gallery/given.ts';
import type { AdGroup } from './forest.ts';

/** What nobody is put back into, as the issue says it and not as the product does. */
export function administrativeIn({ sid, isHeld }: AdGroup): boolean {
  const at = sid.lastIndexOf('-');
  const isOfDomain = ON_PREMISES.securityIdentifier.startsWith(`${sid.slice(0, at)}-`);
  return isHeld || !isOfDomain || Number(sid.slice(at + 1)) < 1000;
}

/** The directory's own places, and those of another domain. */
export function isAdministrativePlace(place: string): boolean {
  return /(^|,)(ou=domain controllers|cn=system|cn=builtin),|dc=other,/.test(canonicalDn(place));
}
