/**
 * The groups on whose word Leaver acts, by what they are for, and the one whose members nobody may touch: who can write
 * that one keeps whom they like from a block.
 */
export const JUDGED_GROUPS = ['approver', 'escalation', 'emergency', 'protected'] as const;
export type JudgedRole = (typeof JUDGED_GROUPS)[number];

/** Object ids of all groups that Leaver was told of; null = there is none. */
export type GroupIds = Readonly<Record<JudgedRole | 'requester', string | null>>;

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

/** Why nobody may decide by being in this group; of the protected one, why it does not hold whom IT chose. */
export type GroupDefect = 'same-as-requester' | 'same-as-protected' | 'missing' | Unsoundness;

export type JudgedGroup = {
  readonly group: JudgedRole;
  readonly defect: GroupDefect | null;
  /** The group in it that is the reason, where it is not the group itself. */
  readonly because: InnerGroup | null;
  /** An application with `GroupMember.ReadWrite.All`, Leaver's own too, can add anybody to any other kind of group. */
  readonly isOpenToApplications: boolean;
  /** Too few for what takes two of them, or two others, or for anybody at all; null = enough, or it was not read. */
  readonly tooFew: TooFew | null;
};

/** `two`: enough but for a block at once of one of the two, which takes two others. */
export type TooFew = 'nobody' | 'one' | 'two';

/**
 * What is wrong with the groups that decide, and with the protected one: who may ask must not be who approves, nobody
 * decides, or is protected, by a rule over attributes that others may write, or on the word of those who own a group in
 * the group, and a group that is gone has no members. `facts`: by object id; null = Graph could not be asked.
 */
export function judgeGroups(ids: GroupIds, facts: ReadonlyMap<string, GroupFacts> | null): readonly JudgedGroup[] {
  return JUDGED_GROUPS.flatMap((group) => {
    const id = ids[group];
    if (id === null || id === '') return [];
    const found = facts?.get(id.toLowerCase());
    const isOpenToApplications = found != null && !found.isRoleAssignable;
    const { why: defect, because } = defectOf(group, ids, found) ?? SOUND;
    return [{ group, defect, because, isOpenToApplications, tooFew: defect === null ? fewIn(group, found) : null }];
  });
}

/**
 * What is too few of each. A deletion, or somebody who manages people, takes two approvers; a block of somebody who
 * decides takes two of the emergency group.
 */
const TOO_FEW: Readonly<Record<JudgedRole, readonly TooFew[]>> = {
  approver: ['nobody', 'one'],
  escalation: [],
  emergency: ['nobody', 'one', 'two'],
  protected: ['nobody'],
};

function fewIn(group: JudgedRole, found: GroupFacts | undefined): TooFew | null {
  return TOO_FEW[group][found?.inOffice ?? Number.POSITIVE_INFINITY] ?? null;
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
  group: JudgedRole,
  ids: GroupIds,
  found: GroupFacts | undefined,
): { readonly why: GroupDefect; readonly because: InnerGroup | null } | null {
  if (group !== 'protected' && isSame(ids[group], ids.requester)) return { why: 'same-as-requester', because: null };
  if (group !== 'protected' && isSame(ids[group], ids.protected)) return { why: 'same-as-protected', because: null };
  return found === null ? { why: 'missing', because: null } : unsoundnessOf(found);
}

function isSame(id: string | null, other: string | null): boolean {
  return id !== null && other !== null && id.toLowerCase() === other.toLowerCase();
}
