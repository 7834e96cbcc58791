import type { AdReading } from '../../domain/ad-account.ts';
import { canonicalDn, commonNameOf } from '../../domain/ad-domain.ts';
import type { Gap, GapReason } from '../../domain/gap.ts';
import { replacedPassword } from '../../domain/new-password.ts';
import type { StepRecord } from '../../domain/outcome.ts';
import { isOwnReading } from '../../domain/own-reading.ts';
import { rowsOf } from '../../domain/stored.ts';
import type { Json } from '../../domain/text.ts';
import type { AdPart } from './way.ts';

/**
 * What AD DS did not take of a change that was made, for whoever manages it. Groups that an account is still in were
 * not let go, also where the way says nothing of them (connectors of before). `at`: when it was done, ISO UTC.
 */
export function adGaps(
  { kind }: Pick<StepRecord, 'kind'>,
  { groups }: Pick<AdReading, 'groups'>,
  left: readonly AdPart[] = [],
  at = '',
): readonly Gap[] {
  const unsaid = kind === 'leave-ad-groups' ? groups.filter((group) => !left.some(({ id }) => isSame(id, group))) : [];
  return [...left, ...unsaid.map((id) => ({ kind: 'group', id, why: 'refused' }) as const)].map((part) =>
    gapOf(part, at),
  );
}

/** Those of its gaps that this reading does not show closed; an attribute is not in a reading, and stays. */
export function stillOpen({ kind, gaps }: Pick<StepRecord, 'kind' | 'gaps'>, { groups }: AdReading): readonly Gap[] {
  const isIn = ({ id }: Gap) => groups.some((group) => isSame(group, id));
  return gaps.filter((gap) => gap.kind !== 'group' || isIn(gap) === (kind === 'leave-ad-groups'));
}

/**
 * The groups of this reading that the step was to leave, and did not: what was refused is known. Those that it found
 * are compared, since whoever put the account into another one later changed nothing back; where it read none, any is.
 */
export function groupsToLeave(
  { gaps, snapshot }: Pick<StepRecord, 'gaps' | 'snapshot'>,
  { groups }: AdReading,
): readonly string[] {
  const isFound = isOwnReading(snapshot)
    ? (group: string) => groupsIn(snapshot).some((each) => isSame(each, group))
    : () => true;
  return groups.filter((group) => isFound(group) && !gaps.some(({ id }) => isSame(id, group)));
}

/**
 * The groups that the step was to join and this reading does not show. What is named by its SID no reading of groups
 * tells.
 */
export function groupsToJoin(
  { gaps, parameters }: Pick<StepRecord, 'gaps' | 'parameters'>,
  { groups }: AdReading,
): readonly string[] {
  return groupsIn(parameters.snapshot ?? null).filter(
    (group) => !isSid(group) && ![...groups, ...gaps.map(({ id }) => id)].some((each) => isSame(each, group)),
  );
}

function groupsIn(stored: Json): readonly string[] {
  return rowsOf(stored, 'groups').filter((group) => typeof group === 'string');
}

function isSid(group: string): boolean {
  return /^S-1-/i.test(group);
}

function gapOf({ kind, id, why }: AdPart, at: string): Gap {
  if (kind === 'password') return replacedPassword(at);
  const name = kind === 'group' ? commonNameOf(id) : id;
  const end = why === 'gone' || why === 'administrative' ? 'left' : 'refused';
  return { end, kind, id, name, why: REASONS[why], who: 'active-directory', through: null };
}

const REASONS = {
  forbidden: 'forbidden',
  refused: 'other',
  gone: 'gone',
  administrative: 'administrative',
  replaced: 'new-password',
} as const satisfies Record<AdPart['why'], GapReason>;

function isSame(one: string, other: string): boolean {
  return canonicalDn(one) === canonicalDn(other);
}
