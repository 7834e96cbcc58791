import { Control, EqualityFilter, ResultCodeError } from 'ldapts';
import type { AdEntry, AdSession } from './ad-session.ts';
import { ldapNameOf, SNAPSHOT_ATTRIBUTES } from './restorable-attributes.ts';
import { sidToBytes } from './sid.ts';

export type FoundAccount = { readonly found: 'active' | 'deleted'; readonly entry: AdEntry };
export type LocatedAccount = FoundAccount | { readonly found: 'missing' } | { readonly found: 'several' };

/** LDAP_SERVER_SHOW_DELETED_OID */
export const SHOW_DELETED = new Control('1.2.840.113556.1.4.417', { critical: true });

/**
 * Looks for the SID among the accounts, then among the deleted ones; by bytes, since ldapts' text filters lose them
 * (hybrid.md 4).
 */
export async function findAccount(session: AdSession, baseDn: string, sid: string): Promise<LocatedAccount> {
  const value = sidToBytes(sid);
  if (value === null) return { found: 'missing' };
  const search = { filter: new EqualityFilter({ attribute: 'objectSid', value }), attributes: ACCOUNT_ATTRIBUTES };
  const active = await session.search(baseDn, { ...search, scope: 'sub' });
  if (active.length > 0) return only('active', active);
  const deletedObjects = `CN=Deleted Objects,${namingContextOf(baseDn)}`;
  const deleted = await session
    .search(deletedObjects, { ...search, scope: 'one', control: SHOW_DELETED })
    .catch((error: unknown) => {
      // Our account may not be allowed to look there (hybrid.md 4): then nothing is known of deleted accounts.
      if (error instanceof ResultCodeError) return [];
      throw error;
    });
  return deleted.length > 0 ? only('deleted', deleted) : { found: 'missing' };
}

/** The part of a base DN that names the domain: `DC=…,DC=…`. */
export function namingContextOf(baseDn: string): string {
  return /(?:DC=[^,]+,?)+$/i.exec(baseDn)?.[0] ?? baseDn;
}

function only(found: FoundAccount['found'], entries: readonly AdEntry[]): LocatedAccount {
  const [entry] = entries;
  return entry === undefined || entries.length > 1 ? { found: 'several' } : { found, entry };
}

/** Everything that a check, a reading or a step asks of an account: one search for all. */
const ACCOUNT_ATTRIBUTES = [
  'objectClass',
  'objectSid',
  'adminCount',
  'memberOf',
  'pwdLastSet',
  'lastKnownParent',
  'msDS-LastKnownRDN',
  'name',
  ...SNAPSHOT_ATTRIBUTES.map(ldapNameOf),
];
