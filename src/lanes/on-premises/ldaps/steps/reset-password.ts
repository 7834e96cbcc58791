import type { AdSession } from '../ad-session.ts';
import { type AdStep, DONE, refused } from '../ad-step.ts';
import { randomPassword } from '../random-password.ts';

/**
 * Twice, since AD DS takes the password before the present one for an hour still (hybrid.md 0.2). Nobody learns either.
 */
export const resetPassword: AdStep = async ({ session, account }) => {
  if (account.found !== 'active') return refused('on-premises.refused.deleted');
  await setRandomPassword(session, account.entry.dn);
  await setRandomPassword(session, account.entry.dn);
  return DONE;
};

/** unicodePwd takes UTF-16 in quotation marks, over TLS only. */
export function setRandomPassword(session: AdSession, distinguishedName: string): Promise<void> {
  const values = [Buffer.from(`"${randomPassword()}"`, 'utf16le')];
  return session.modify(distinguishedName, [{ operation: 'replace', attribute: 'unicodePwd', values }]);
}
