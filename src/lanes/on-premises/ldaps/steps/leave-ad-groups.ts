import { textsOf } from '../ad-entry.ts';
import { type AdStep, DONE, refused } from '../ad-step.ts';
import { findAccount } from '../find-account.ts';
import { namesOf, partsOf, removeMember } from './change-members.ts';

/** Out of every group of memberOf; the primary group is not in it and stays, since nobody can be without. */
export const leaveAdGroups: AdStep = async ({ session, account, order, baseDn }) => {
  if (account.found !== 'active') return refused('on-premises.refused.deleted');
  const groups = textsOf(account.entry, 'memberOf');
  const changes = await removeMember(session, account.entry.dn, groups);
  if (changes.every(({ end }) => end === 'done')) return DONE;
  // A refusal may also mean that somebody else was faster (code 53 or 16): only memberOf knows.
  const now = await findAccount(session, baseDn, order.target.securityIdentifier);
  const still = now.found === 'active' ? textsOf(now.entry, 'memberOf') : [];
  const stuck = changes.filter(({ group, end }) => end !== 'done' && still.includes(group));
  if (stuck.length === 0) return DONE;
  const left = partsOf(stuck);
  if (session.wrote() !== 'nothing') return { status: 'done', left };
  return { ...refused('on-premises.groups-kept', { groups: namesOf(stuck.map(({ group }) => group)) }), left };
};
