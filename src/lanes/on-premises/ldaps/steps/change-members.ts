import { ResultCodeError } from 'ldapts';
import { commonNameOf } from '../../../../domain/ad-domain.ts';
import type { AdPart } from '../../way.ts';
import type { AdEntry, AdSession } from '../ad-session.ts';
import { findGroup } from './find-group.ts';

/**
 * How it went with each group; `gone` = there is no such group any more; `administrative` = Leaver puts nobody in
 * there.
 */
export type MemberChange = {
  readonly group: string;
  readonly end: 'done' | 'gone' | 'administrative' | 'forbidden' | 'refused';
};

const AT_ONCE = 4;
const NO_SUCH_OBJECT = 32;
const NO_RIGHTS = 50;
/** attributeOrValueExists, entryAlreadyExists: a member already. */
const ALREADY_MEMBER = [20, 68];

/** Takes the account out of groups, a few at a time; one group that refuses does not stop the others. */
export function removeMember(session: AdSession, member: string, groups: readonly string[]): Promise<MemberChange[]> {
  return inTurns(groups, (group) => changeMember(session, 'delete', member, group));
}

/** Adds the account to groups of its own domain that are not of administrators, as AD DS itself says of each. */
export function addMember(
  session: AdSession,
  { account, baseDn }: { readonly account: AdEntry; readonly baseDn: string },
  groups: readonly string[],
): Promise<MemberChange[]> {
  return inTurns(groups, async (group) => {
    const found = await findGroup(session, { baseDn, account, group });
    if (found.end !== 'found') return { group, end: found.end };
    const { end } = await changeMember(session, 'add', account.dn, found.distinguishedName);
    return { group, end };
  });
}

async function inTurns(
  groups: readonly string[],
  change: (group: string) => Promise<MemberChange>,
): Promise<MemberChange[]> {
  const changes: MemberChange[] = [];
  for (let at = 0; at < groups.length; at += AT_ONCE) {
    changes.push(...(await Promise.all(groups.slice(at, at + AT_ONCE).map(change))));
  }
  return changes;
}

async function changeMember(
  session: AdSession,
  operation: 'add' | 'delete',
  member: string,
  group: string,
): Promise<MemberChange> {
  try {
    await session.modify(group, [{ operation, attribute: 'member', values: [member] }]);
    return { group, end: 'done' };
  } catch (error) {
    if (!(error instanceof ResultCodeError)) throw error;
    if (error.code === NO_SUCH_OBJECT) return { group, end: 'gone' };
    if (error.code === NO_RIGHTS) return { group, end: 'forbidden' };
    return { group, end: operation === 'add' && ALREADY_MEMBER.includes(error.code) ? 'done' : 'refused' };
  }
}

/** Those that were not changed, and why. */
export function partsOf(changes: readonly MemberChange[]): readonly AdPart[] {
  return changes.flatMap(({ group, end }) => (end === 'done' ? [] : [{ kind: 'group', id: group, why: end }]));
}

/** Names of groups, for people. */
export function namesOf(groups: readonly string[]): string {
  return groups.map(commonNameOf).join(', ');
}
