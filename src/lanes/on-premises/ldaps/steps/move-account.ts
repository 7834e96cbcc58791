import { ResultCodeError } from 'ldapts';
import { canonicalDn, isInSyncScope, isOrdinaryPlace, parentOf, rdnOf } from '../../../../domain/ad-domain.ts';
import type { AdSession } from '../ad-session.ts';
import { type AdStepEnd, type AdWork, DONE, refused } from '../ad-step.ts';
import { isDeletionDenied } from '../deletion-protection.ts';
import { namingContextOf } from '../find-account.ts';

const NO_SUCH_OBJECT = 32;
const NO_RIGHTS = 50;
const EXISTS = 68;

/**
 * Moves the account into another OU, never to where sync would not see it: that deletes the cloud account (hybrid.md
 * 1.3).
 */
export async function moveAccount({ session, account, domain, baseDn }: AdWork, parent: string): Promise<AdStepEnd> {
  if (account.found !== 'active') return refused('on-premises.refused.deleted');
  const { dn } = account.entry;
  if (canonicalDn(parentOf(dn)) === canonicalDn(parent)) return DONE;
  if (!isOrdinaryPlace(parent, namingContextOf(baseDn)))
    return refused('on-premises.refused.place-administrative', { place: parent });
  if (!isInSyncScope(domain, parent)) return refused('on-premises.refused.out-of-scope', { place: parent });
  if (!(await exists(session, parent))) return refused('on-premises.refused.place-missing', { place: parent });
  try {
    await session.move(dn, { rdn: rdnOf(dn), parent });
    return DONE;
  } catch (error) {
    if (!(error instanceof ResultCodeError)) throw error;
    if (error.code === EXISTS) return refused('on-premises.refused.place-taken', { place: parent });
    if (error.code === NO_RIGHTS && (await isDeletionDenied(session, dn))) {
      return refused('on-premises.refused.move-protected');
    }
    throw error;
  }
}

/** Whether anything of this name is there, as far as our account may see. */
export async function exists(session: AdSession, distinguishedName: string): Promise<boolean> {
  try {
    return (await session.search(distinguishedName, { scope: 'base', attributes: ['objectClass'] })).length > 0;
  } catch (error) {
    if (error instanceof ResultCodeError && error.code === NO_SUCH_OBJECT) return false;
    throw error;
  }
}
