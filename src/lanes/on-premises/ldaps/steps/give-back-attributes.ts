import { ResultCodeError } from 'ldapts';
import type { AdReading } from '../../../../domain/ad-account.ts';
import { textsOf } from '../ad-entry.ts';
import type { AdChange, AdEntry, AdSession } from '../ad-session.ts';
import { isBinary, ldapNameOf, RESTORABLE_ATTRIBUTES } from '../restorable-attributes.ts';

/** Sets what the account lacks of the snapshot; gives the names that AD DS would not take back. */
export async function giveBackAttributes(
  session: AdSession,
  entry: AdEntry,
  before: AdReading['attributes'],
): Promise<readonly string[]> {
  const changes = RESTORABLE_ATTRIBUTES.flatMap((attribute): readonly AdChange[] => {
    const values = before[attribute] ?? [];
    return values.length === 0 || !lacks(entry, attribute) ? [] : [changeTo(attribute, values)];
  });
  if (changes.length === 0 || (await isTaken(session, entry.dn, changes))) return [];
  // One that is refused (a name that is somebody else's now) takes the others with it: one by one.
  const refused: string[] = [];
  for (const change of changes) {
    if (!(await isTaken(session, entry.dn, [change]))) refused.push(change.attribute);
  }
  return refused;
}

function lacks(entry: AdEntry, attribute: string): boolean {
  const values = textsOf(entry, ldapNameOf(attribute));
  // AD DS fills these in by itself when it brings an account back.
  const empty = EMPTY[attribute] ?? [];
  return values.length === 0 || (values.length === 1 && empty.includes(values[0] ?? ''));
}

const EMPTY: Readonly<Record<string, readonly string[]>> = {
  accountExpires: ['0', '9223372036854775807'],
  countryCode: ['0'],
};

function changeTo(attribute: string, values: readonly string[]): AdChange {
  const name = ldapNameOf(attribute);
  if (!isBinary(attribute)) return { operation: 'replace', attribute: name, values };
  return { operation: 'replace', attribute: name, values: values.map((value) => Buffer.from(value, 'base64')) };
}

async function isTaken(session: AdSession, distinguishedName: string, changes: readonly AdChange[]): Promise<boolean> {
  try {
    await session.modify(distinguishedName, changes);
    return true;
  } catch (error) {
    if (error instanceof ResultCodeError) return false;
    throw error;
  }
}
