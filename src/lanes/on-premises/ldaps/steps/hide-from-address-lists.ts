import { EqualityFilter } from 'ldapts';
import { textOf } from '../ad-entry.ts';
import type { AdSession } from '../ad-session.ts';
import { type AdStep, DONE, refused } from '../ad-step.ts';

export const HIDDEN = 'msExchHideFromAddressLists';

/** Without a mail nickname sync leaves Exchange attributes alone, and a hide would do nothing (hybrid.md 1.5). */
export const hideFromAddressLists: AdStep = async ({ session, account }) => {
  if (account.found !== 'active') return refused('on-premises.refused.deleted');
  const { entry } = account;
  if (textOf(entry, 'mailNickname') === null) {
    const known = await isInSchema(session, HIDDEN);
    return refused(known ? 'on-premises.refused.no-mail-nickname' : 'on-premises.refused.no-exchange');
  }
  if (textOf(entry, HIDDEN) !== 'TRUE') {
    await session.modify(entry.dn, [{ operation: 'replace', attribute: HIDDEN, values: ['TRUE'] }]);
  }
  return DONE;
};

async function isInSchema(session: AdSession, attribute: string): Promise<boolean> {
  const [root] = await session.search('', { scope: 'base', attributes: ['schemaNamingContext'] });
  const schema = root === undefined ? null : textOf(root, 'schemaNamingContext');
  if (schema === null) return false;
  const filter = new EqualityFilter({ attribute: 'lDAPDisplayName', value: attribute });
  return (await session.search(schema, { scope: 'one', filter, attributes: ['cn'] })).length > 0;
}
