/** The groups on whose word Leaver acts, by what they are for. */
export const DECIDING_GROUPS = ['approver', 'escalation', 'emergency'] as const;
export type DecidingGroup = (typeof DECIDING_GROUPS)[number];

/** Object ids of all groups that Leaver was told of; null = there is none. */
export type GroupIds = Readonly<Record<DecidingGroup | 'requester' | 'protected', string | null>>;

/** What Graph says about a group; null = there is no such group. */
export type GroupFacts = {
  readonly isDynamic: boolean;
  readonly isRoleAssignable: boolean;
  /** Every group in it, through however many: who is in one of them is in this one. */
  readonly inside: readonly InnerGroup[];
  /** How many people in it, through however many groups, are enabled and of this organisation; absent = not read. */
  readonly inOffice?: number;
} | null;

/** `isOwned`: a Microsoft 365 group, whose owners add whom they like. */
export type InnerGroup = {
  readonly id: string;
  readonly name: string;
  readonly isDynamic: boolean;
  readonly isOwned: boolean;
};

/** Why nobody may decide by being in a group of this kind, or in one that holds such a group. */
export type Unsoundness = 'dynamic' | 'dynamic-inside' | 'owned-inside';

/** Why nobody may decide by being in this group. */
export type GroupDefect = 'same-as-requester' | 'same-as-protected' | 'missing' | Unsoundness;

export type JudgedGroup = {
  readonly group: DecidingGroup;
  readonly defect: GroupDefect | null;
  /** The group in it that is the reason, where it is not the group itself. */
  readonly because: InnerGroup | null;
  /** An application with `GroupMember.ReadWrite.All`, Leaver's own too, can add anybody to any other kind of group. */
  readonly isOpenToApplications: boolean;
  /** Too few for what takes two of them, or two others; null = enough, or it was not read. */
  readonly tooFew: TooFew | null;
};

/** `two`: enough but for a block at once of one of the two, which takes two others. */
export type TooFew = 'nobody' | 'one' | 'two';

/**
 * What is wrong with the groups that decide: who may ask must not be who approves, nobody decides by a rule over
 * attributes that others may write, or on the word of those who own a group in the group, and a group that is gone has
 * no members. `facts`: by object id; null = Graph could not be asked.
 */
export function judgeGroups(ids: GroupIds, facts: ReadonlyMap<string, GroupFacts> | null): readonly JudgedGroup[] {
  return DECIDING_GROUPS.flatMap((group) => {
    const id = ids[group];
    if (id === null || id === '') return [];
    const found = facts?.get(id.toLowerCase());
    const isOpenToApplications = found != null && !found.isRoleAssignable;
    const { why: defect, because } = defectOf(id, ids, found) ?? SOUND;
    const tooFew = defect === null && TAKES_TWO.includes(group) ? fewIn(group, found) : null;
    return [{ group, defect, because, isOpenToApplications, tooFew }];
  });
}

/** Of these something takes two members: a deletion, somebody who manages people; a block of somebody who decides. */
const TAKES_TWO: readonly DecidingGroup[] = ['approver', 'emergency'];

function fewIn(group: DecidingGroup, found: GroupFacts | undefined): TooFew | null {
  const few = (['nobody', 'one', 'two'] as const)[found?.inOffice ?? Number.POSITIVE_INFINITY] ?? null;
  return few === 'two' && group !== 'emergency' ? null : few;
}

/**
 * Why nobody decides by this group whatever else it is, and which group in it makes it so; null = its members were
 * chosen.
 */
export function unsoundnessOf(
  found: GroupFacts | undefined,
): { readonly why: Unsoundness; readonly because: InnerGroup | null } | null {
  if (found == null) return null;
  if (found.isDynamic) return { why: 'dynamic', because: null };
  const dynamic = found.inside.find(({ isDynamic }) => isDynamic);
  if (dynamic !== undefined) return { why: 'dynamic-inside', because: dynamic };
  const owned = found.inside.find(({ isOwned }) => isOwned);
  return owned === undefined ? null : { why: 'owned-inside', because: owned };
}

const SOUND = { why: null, because: null };

function defectOf(
  id: string,
  { requester, protected: guarded }: GroupIds,
  found: GroupFacts | undefined,
): { readonly why: GroupDefect; readonly because: InnerGroup | null } | null {
  if (isSame(id, requester)) return { why: 'same-as-requester', because: null };
  if (isSame(id, guarded)) return { why: 'same-as-protected', because: null };
  return found === null ? { why: 'missing', because: null } : unsoundnessOf(found);
}

function isSame(id: string, other: string | null): boolean {
  return other !== null && id.toLowerCase() === other.toLowerCase();
}
