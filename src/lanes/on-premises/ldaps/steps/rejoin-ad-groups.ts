import { text } from '../../../../domain/text.ts';
import { textsOf } from '../ad-entry.ts';
import type { AdEntry, AdSession } from '../ad-session.ts';
import { type AdStep, DONE, refused } from '../ad-step.ts';
import { snapshotOf } from '../snapshot.ts';
import { changeMembers, type MemberChange, namesOf } from './change-members.ts';

/** Back into the groups of the snapshot; which ones could not be given back is said. */
export const rejoinAdGroups: AdStep = async ({ session, account, order }) => {
  if (account.found !== 'active') return refused('on-premises.refused.deleted');
  const snapshot = snapshotOf(order);
  if (snapshot === null) return refused('on-premises.refused.no-snapshot');
  const changes = await rejoin(session, account.entry, snapshot.groups);
  const lacking = changes.filter(({ end }) => end !== 'done');
  if (lacking.length === 0) return DONE;
  const sentence = ['on-premises.groups-lacking', { groups: namesOf(lacking.map(({ group }) => group)) }] as const;
  const said = lacking.some(({ end }) => end === 'refused') && session.wrote() === 'nothing';
  return said ? refused(...sentence) : { status: 'done', note: text(...sentence) };
};

/** Adds the account to those of these groups that it is not in. */
export function rejoin(
  session: AdSession,
  entry: AdEntry,
  groups: readonly string[],
): Promise<readonly MemberChange[]> {
  const has = textsOf(entry, 'memberOf').map((group) => group.toLowerCase());
  const lacks = groups.filter((group) => !has.includes(group.toLowerCase()));
  return changeMembers(session, 'add', entry.dn, lacks);
}
