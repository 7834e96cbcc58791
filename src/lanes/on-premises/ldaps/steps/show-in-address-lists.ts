import { textOf } from '../ad-entry.ts';
import { type AdStep, DONE, refused } from '../ad-step.ts';
import { snapshotOf } from '../snapshot.ts';
import { HIDDEN } from './hide-from-address-lists.ts';

/** Back to what the snapshot says, which may well be hidden. */
export const showInAddressLists: AdStep = async ({ session, account, order }) => {
  if (account.found !== 'active') return refused('on-premises.refused.deleted');
  const snapshot = snapshotOf(order);
  if (snapshot === null) return refused('on-premises.refused.no-snapshot');
  const wanted = snapshot.hidden === null ? null : snapshot.hidden ? 'TRUE' : 'FALSE';
  if (textOf(account.entry, HIDDEN) !== wanted) {
    const values = wanted === null ? [] : [wanted];
    await session.modify(account.entry.dn, [{ operation: 'replace', attribute: HIDDEN, values }]);
  }
  return DONE;
};
