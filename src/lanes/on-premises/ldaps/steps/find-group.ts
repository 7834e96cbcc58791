import { EqualityFilter, ResultCodeError } from 'ldapts';
import { canonicalDn } from '../../../../domain/ad-domain.ts';
import { bytesOf, textOf } from '../ad-entry.ts';
import type { AdEntry, AdSession } from '../ad-session.ts';
import { namingContextOf } from '../find-account.ts';
import { sidOf, sidToBytes } from '../sid.ts';

export type FoundGroup =
  | { readonly end: 'found'; readonly distinguishedName: string }
  /** There is no such group (any more). */
  | { readonly end: 'gone' }
  /** Of administrators, or not of this domain: nobody is put in there by Leaver, whoever asks. */
  | { readonly end: 'administrative' };

/**
 * The group that is meant, by its distinguished name or its SID, if Leaver may put anybody into it: a list that came
 * out of a store, or over a wire, is believed in nothing. Below 1000 the RIDs are Windows' own (MS-DTYP 2.4.2.4), and
 * adminCount marks what AdminSDHolder keeps, also groups inside of those.
 */
export async function findGroup(
  session: AdSession,
  { baseDn, account, group }: { readonly baseDn: string; readonly account: AdEntry; readonly group: string },
): Promise<FoundGroup> {
  const domain = namingContextOf(baseDn);
  const entry = await read(session, domain, group);
  if (entry === null) return { end: 'gone' };
  const ordinary = isIn(entry.dn, domain) && isOrdinary(entry, account) && textOf(entry, 'adminCount') !== '1';
  return ordinary ? { end: 'found', distinguishedName: entry.dn } : { end: 'administrative' };
}

async function read(session: AdSession, domain: string, group: string): Promise<AdEntry | null> {
  const value = sidToBytes(group);
  try {
    const found =
      value === null
        ? await session.search(group, { scope: 'base', attributes: ATTRIBUTES })
        : await session.search(domain, {
            scope: 'sub',
            filter: new EqualityFilter({ attribute: 'objectSid', value }),
            attributes: ATTRIBUTES,
          });
    return found[0] ?? null;
  } catch (error) {
    if (error instanceof ResultCodeError && GONE.includes(error.code)) return null;
    throw error;
  }
}

const ATTRIBUTES = ['objectSid', 'adminCount'];
/** noSuchObject, a name that is none (34), and a referral (10): a name of another domain. */
const GONE = [32, 34, 10];

function isIn(distinguishedName: string, domain: string): boolean {
  return canonicalDn(distinguishedName).endsWith(`,${canonicalDn(domain)}`);
}

/** Of the account's own domain, and made by people. */
function isOrdinary(group: AdEntry, account: AdEntry): boolean {
  const [own, theirs] = [account, group].map((entry) => sidOf(bytesOf(entry, 'objectSid')[0]) ?? '');
  const [domain, rid] = splitSid(theirs ?? '');
  return domain !== '' && domain === splitSid(own ?? '')[0] && rid >= FIRST_ORDINARY_RID;
}

const FIRST_ORDINARY_RID = 1000;

function splitSid(sid: string): readonly [domain: string, rid: number] {
  const at = sid.lastIndexOf('-');
  return [sid.slice(0, Math.max(0, at)), Number(sid.slice(at + 1))];
}
