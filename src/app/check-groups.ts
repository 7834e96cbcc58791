import { setTimeout as wait } from 'node:timers/promises';
import type { Config } from '../config.ts';
import {
  type GroupFacts,
  type InnerGroup,
  JUDGED_GROUPS,
  type JudgedGroup,
  judgeGroups,
  type TooFew,
} from '../domain/deciding-groups.ts';
import { ConfigError, DirectoryUnavailable } from '../domain/errors.ts';
import { groupIds } from './group-ids.ts';
import { sentencesOfGroup } from './sentences-of-group.ts';

/** Real milliseconds: Graph being down, or slow, stops no start. */
const PATIENCE = 10_000;

export type ReadGroups = (ids: readonly string[]) => Promise<ReadonlyMap<string, GroupFacts>>;

/**
 * Looks at the groups that decide, and at the protected one, before anybody can. A live start throws `ConfigError` with
 * a sentence for each that nobody can decide by, or that does not protect whom IT chose; local mode only says so. Gives
 * what the person who starts has to read, and what `/readyz` says.
 */
export async function checkGroups(
  config: Config,
  read: ReadGroups,
): Promise<{ readonly notices: readonly string[]; readonly state: string }> {
  const { judged, state } = await look(config, read);
  const said = judged.map(sentencesOfGroup);
  const problems = said.flatMap(({ problem }) => problem ?? []);
  if (config.identity.kind === 'live' && problems.length > 0) throw new ConfigError(problems);
  const [few, open] = [said.flatMap((each) => each.few ?? []), said.flatMap((each) => each.open ?? [])];
  return { notices: [...problems, ...few, ...open].map(warned), state };
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
  const facts = await inTime(read(JUDGED_GROUPS.flatMap((group) => ids[group] || [])));
  const judged = judgeGroups(ids, facts).map((each) => (config.identity.kind === 'live' ? each : inLocalMode(each)));
  const isUnread = facts === null && judged.every(({ defect }) => defect === null);
  return { judged, state: isUnread ? UNREAD : stateOf(judged) };
}

/** In a sandbox nobody has the permission that makes it matter, and two play the emergency group. */
function inLocalMode(judged: JudgedGroup): JudgedGroup {
  return { ...judged, isOpenToApplications: false, tooFew: judged.tooFew === 'two' ? null : judged.tooFew };
}

function warned(sentence: string): string {
  return `Warning: ${sentence}`;
}

function stateOf(judged: readonly JudgedGroup[]): string {
  const broken = judged.filter(({ defect }) => defect !== null);
  // By object id: `/readyz` and the log have no names.
  const idOf = (because: InnerGroup | null) => (because === null ? '' : ` ${because.id}`);
  if (broken.length > 0)
    return broken.map(({ group, defect, because }) => `${group} ${defect}${idOf(because)}`).join(', ');
  const few = (which: TooFew) => judged.filter(({ tooFew }) => tooFew === which);
  const said = [
    listed('no member', few('nobody')),
    listed('one member', few('one')),
    listed('two members', few('two')),
    listed(
      'not role-assignable',
      judged.filter(({ isOpenToApplications }) => isOpenToApplications),
    ),
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
