import { setTimeout as wait } from 'node:timers/promises';
import type { Config } from '../config.ts';
import type {
  DecidingGroup,
  GroupDefect,
  GroupFacts,
  InnerGroup,
  JudgedGroup,
  TooFew,
} from '../domain/deciding-groups.ts';
import { DECIDING_GROUPS, judgeGroups } from '../domain/deciding-groups.ts';
import { ConfigError, DirectoryUnavailable } from '../domain/errors.ts';
import { groupIds } from './group-ids.ts';

/** Real milliseconds: Graph being down, or slow, stops no start. */
const PATIENCE = 10_000;

export type ReadGroups = (ids: readonly string[]) => Promise<ReadonlyMap<string, GroupFacts>>;

/**
 * Looks at the groups that decide before anybody can. A live start throws `ConfigError` with a sentence for each that
 * nobody can decide by; local mode only says so. Gives what the person who starts has to read, and what `/readyz` says.
 */
export async function checkGroups(
  config: Config,
  read: ReadGroups,
): Promise<{ readonly notices: readonly string[]; readonly state: string }> {
  const { judged, open, state } = await look(config, read);
  const problems = judged.flatMap(({ group, defect, because }) =>
    defect === null ? [] : [problemOf(group, defect, because)],
  );
  if (config.identity.kind === 'live' && problems.length > 0) throw new ConfigError(problems);
  const few = judged.flatMap(({ group, tooFew }) => (tooFew === null ? [] : [fewNotice(group, tooFew)]));
  return { notices: [...problems, ...few, ...open.map(({ group }) => openNotice(group))].map(warned), state };
}

/**
 * The same at any later moment, in the words of `/readyz`: nothing stops then, decisions by such a group are refused.
 */
export async function stateOfGroups(config: Config, read: ReadGroups): Promise<string> {
  return (await look(config, read)).state;
}

/** What `/readyz` says as long as Graph has not answered. */
export const UNREAD = 'not read yet';

async function look(config: Config, read: ReadGroups) {
  const ids = groupIds(config);
  const facts = await inTime(read(DECIDING_GROUPS.flatMap((group) => ids[group] || [])));
  // In a sandbox nobody has the permission that makes it matter, and two play the emergency group.
  const isLive = config.identity.kind === 'live';
  const judged = judgeGroups(ids, facts).map((each) =>
    each.tooFew === 'two' && !isLive ? { ...each, tooFew: null } : each,
  );
  const open = isLive ? judged.filter(({ isOpenToApplications }) => isOpenToApplications) : [];
  const isUnread = facts === null && judged.every(({ defect }) => defect === null);
  return { judged, open, state: isUnread ? UNREAD : stateOf(judged, open) };
}

const KEYS: Readonly<Record<DecidingGroup, string>> = {
  approver: 'APPROVER_GROUP_ID',
  escalation: 'ESCALATION_GROUP_ID',
  emergency: 'EMERGENCY_GROUP_ID',
};

const DEFECTS: Readonly<Record<GroupDefect, string>> = {
  'same-as-requester': 'is the same group as REQUESTER_GROUP_ID: whoever may ask could approve; name another group',
  'same-as-protected':
    'is the same group as PROTECTED_GROUP_ID: emergency accounts are no deciders; name another group',
  missing:
    'is no group that Microsoft Graph knows: nobody could decide; take its object id from the Entra admin center',
  dynamic:
    'is a dynamic group: whoever can write an attribute could decide; name one whose members are assigned by hand',
  'dynamic-inside':
    'holds a dynamic group: whoever can write an attribute could decide; take that one out, or name another',
  'owned-inside':
    'holds a Microsoft 365 group, whose owners add whom they like: they could make deciders; take that one out, or name another',
};

function problemOf(group: DecidingGroup, defect: GroupDefect, because: InnerGroup | null): string {
  return `${KEYS[group]} ${DEFECTS[defect]}${named(because)}.`;
}

/**
 * The group within that is the reason. Whoever makes it names it: nothing that moves a terminal's cursor or turns its
 * text round.
 */
export function named(because: InnerGroup | null): string {
  return because === null ? '' : `: “${because.name.replace(/\p{C}/gu, '').slice(0, 80)}” (${because.id})`;
}

function openNotice(group: DecidingGroup): string {
  return `${KEYS[group]} is not role-assignable: an application with GroupMember.ReadWrite.All, Leaver's own too if its secret is stolen, can add members and so make its own deciders, and so can an owner of it or of a group in it. Make the group with “Microsoft Entra roles can be assigned to the group”.`;
}

/** What cannot be done then, and what to do; of the escalation group one member is enough. */
const TOO_FEW: Readonly<Record<TooFew, Readonly<Partial<Record<DecidingGroup, string>>>>> = {
  nobody: {
    approver: 'has no member who can sign in: nothing is approved; add at least two',
    emergency: 'has no member who can sign in: nobody is blocked at once, and nothing paused; add at least three',
  },
  one: {
    approver:
      'has only one member who can sign in: what takes two approvers (a deletion, or anything about somebody who manages people), what that member asks for and what is about them wait for the escalation group, or for nobody; add a second one',
    emergency:
      'has only one member who can sign in: nobody who decides in Leaver (approvers, escalation, emergency group, operators) can be blocked at once, since that takes two; add a second one, and a third so that a member can be blocked as well',
  },
  two: {
    emergency:
      'has only two members who can sign in: neither of them can be blocked at once, since that takes two others; add a third one',
  },
};

function fewNotice(group: DecidingGroup, few: TooFew): string {
  return `${KEYS[group]} ${TOO_FEW[few][group] ?? ''}.`;
}

function warned(sentence: string): string {
  return `Warning: ${sentence}`;
}

function stateOf(judged: readonly JudgedGroup[], open: readonly JudgedGroup[]): string {
  const broken = judged.filter(({ defect }) => defect !== null);
  // By object id: `/readyz` and the log have no names.
  const idOf = (because: InnerGroup | null) => (because === null ? '' : ` ${because.id}`);
  if (broken.length > 0)
    return broken.map(({ group, defect, because }) => `${group} ${defect}${idOf(because)}`).join(', ');
  const said = [
    listed(
      'no member',
      judged.filter(({ tooFew }) => tooFew === 'nobody'),
    ),
    listed(
      'one member',
      judged.filter(({ tooFew }) => tooFew === 'one'),
    ),
    listed(
      'two members',
      judged.filter(({ tooFew }) => tooFew === 'two'),
    ),
    listed('not role-assignable', open),
  ].filter((each) => each !== null);
  return said.length === 0 ? 'ok' : said.join('; ');
}

function listed(what: string, groups: readonly JudgedGroup[]): string | null {
  return groups.length === 0 ? null : `${what}: ${groups.map(({ group }) => group).join(', ')}`;
}

/** Null where Graph did not say. */
export async function inTime(
  read: Promise<ReadonlyMap<string, GroupFacts>>,
): Promise<ReadonlyMap<string, GroupFacts> | null> {
  const late = wait(PATIENCE, null, { ref: false });
  const answered = read.catch((error: unknown) => {
    if (error instanceof DirectoryUnavailable) return null;
    throw error;
  });
  return Promise.race([answered, late]);
}
