import { type Text, text } from '../../../../domain/text.ts';
import { textsOf } from '../ad-entry.ts';
import type { AdEntry, AdSession } from '../ad-session.ts';
import { type AdStep, DONE, refused } from '../ad-step.ts';
import { snapshotOf } from '../snapshot.ts';
import { addMember, type MemberChange, namesOf, partsOf } from './change-members.ts';

/** Back into the groups of the snapshot; which ones could not be given back is said. */
export const rejoinAdGroups: AdStep = async ({ session, account, order, baseDn }) => {
  if (account.found !== 'active') return refused('on-premises.refused.deleted');
  const snapshot = snapshotOf(order);
  if (snapshot === null) return refused('on-premises.refused.no-snapshot');
  const changes = await rejoin(session, { account: account.entry, baseDn }, snapshot.groups);
  const lacking = changes.filter(({ end }) => end !== 'done');
  if (lacking.length === 0) return DONE;
  const left = partsOf(lacking);
  if (session.wrote() !== 'nothing' || !lacking.some(({ end }) => NO.includes(end))) return { status: 'done', left };
  return { status: 'refused', note: lackingNote(lacking), left };
};

const NO: readonly MemberChange['end'][] = ['forbidden', 'refused'];

/** Adds the account to those of these groups that it is not in. */
export function rejoin(
  session: AdSession,
  within: { readonly account: AdEntry; readonly baseDn: string },
  groups: readonly string[],
): Promise<readonly MemberChange[]> {
  const has = textsOf(within.account, 'memberOf').map((group) => group.toLowerCase());
  const lacks = groups.filter((group) => !has.includes(group.toLowerCase()));
  return addMember(session, within, lacks);
}

function lackingNote(lacking: readonly MemberChange[]): Text {
  const named = (isMeant: (end: MemberChange['end']) => boolean) =>
    namesOf(lacking.filter(({ end }) => isMeant(end)).map(({ group }) => group));
  const [administrative, groups] = [named((end) => end === 'administrative'), named((end) => end !== 'administrative')];
  if (administrative === '') return text('on-premises.groups-lacking', { groups });
  return groups === ''
    ? text('on-premises.groups-administrative', { administrative })
    : text('on-premises.groups-lacking-and-administrative', { groups, administrative });
}
