import { Control, ResultCodeError } from 'ldapts';
import { textsOf } from '../ad-entry.ts';
import type { AdSession } from '../ad-session.ts';
import { type AdStep, DONE, refused } from '../ad-step.ts';
import { isDeletionDenied } from '../deletion-protection.ts';

const NOT_A_LEAF = 66;
/** LDAP_SERVER_TREE_DELETE_OID */
const WITH_CHILDREN = new Control('1.2.840.113556.1.4.805', { critical: true });

/** Deletes the account; with what hangs below it (phones of Exchange ActiveSync) only when something does. */
export const deleteAccount: AdStep = async ({ session, account }) => {
  if (account.found === 'deleted') return DONE;
  const { dn } = account.entry;
  if (await isDeletionDenied(session, dn)) return refused('on-premises.refused.delete-protected');
  try {
    await session.remove(dn);
  } catch (error) {
    if (!(error instanceof ResultCodeError) || error.code !== NOT_A_LEAF) throw error;
    if (await holdsAccounts(session, dn)) return refused('on-premises.refused.holds-accounts');
    await session.remove(dn, WITH_CHILDREN);
  }
  return DONE;
};

async function holdsAccounts(session: AdSession, dn: string): Promise<boolean> {
  const below = await session.search(dn, { scope: 'sub', attributes: ['objectClass'] });
  return below
    .filter((entry) => entry.dn !== dn)
    .some((entry) => textsOf(entry, 'objectClass').some((name) => /^(user|group|computer)$/i.test(name)));
}
