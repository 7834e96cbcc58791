import { ResultCodeError } from 'ldapts';
import type { AdSession } from '../ad-session.ts';

/** How it went with each group; `gone` = there is no such group any more. */
export type MemberChange = { readonly group: string; readonly end: 'done' | 'gone' | 'refused' };

const AT_ONCE = 4;
const NO_SUCH_OBJECT = 32;
/** attributeOrValueExists, entryAlreadyExists: a member already. */
const ALREADY_MEMBER = [20, 68];

/** Adds the account to groups or takes it out, a few groups at a time; one group that refuses does not stop the others. */
export async function changeMembers(
  session: AdSession,
  operation: 'add' | 'delete',
  member: string,
  groups: readonly string[],
): Promise<readonly MemberChange[]> {
  const changes: MemberChange[] = [];
  for (let at = 0; at < groups.length; at += AT_ONCE) {
    const few = groups.slice(at, at + AT_ONCE);
    changes.push(...(await Promise.all(few.map((group) => changeMember(session, operation, member, group)))));
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
    return { group, end: operation === 'add' && ALREADY_MEMBER.includes(error.code) ? 'done' : 'refused' };
  }
}

/** Names of groups, for people. */
export function namesOf(groups: readonly string[]): string {
  return groups.map(nameOf).join(', ');
}

function nameOf(distinguishedName: string): string {
  const value = /^[^=]*=((?:\\.|[^\\,])*)/s.exec(distinguishedName)?.[1] ?? distinguishedName;
  return value.replaceAll(/((?:\\[\da-f]{2})+)|\\(.)/gis, (_, hex: string | undefined, special: string) =>
    hex === undefined ? special : Buffer.from(hex.replaceAll('\\', ''), 'hex').toString(),
  );
}
