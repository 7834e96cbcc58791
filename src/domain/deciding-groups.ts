/** The groups on whose word Leaver acts, by what they are for. */
export const DECIDING_GROUPS = ['approver', 'escalation', 'emergency'] as const;
export type DecidingGroup = (typeof DECIDING_GROUPS)[number];

/** Object ids of all groups that Leaver was told of; null = there is none. */
export type GroupIds = Readonly<Record<DecidingGroup | 'requester' | 'protected', string | null>>;

/** What Graph says about a group; null = there is no such group. */
export type GroupFacts = { readonly isDynamic: boolean; readonly isRoleAssignable: boolean } | null;

/** Why nobody may decide by being in this group. */
export type GroupDefect = 'same-as-requester' | 'same-as-protected' | 'missing' | 'dynamic';

export type JudgedGroup = {
  readonly group: DecidingGroup;
  readonly defect: GroupDefect | null;
  /** An application with `GroupMember.ReadWrite.All`, Leaver's own too, can add anybody to any other kind of group. */
  readonly isOpenToApplications: boolean;
};

/**
 * What is wrong with the groups that decide: who may ask must not be who approves, nobody decides by a rule over attributes
 * that others may write, and a group that is gone has no members. `facts`: by object id; null = Graph could not be asked.
 */
export function judgeGroups(ids: GroupIds, facts: ReadonlyMap<string, GroupFacts> | null): readonly JudgedGroup[] {
  return DECIDING_GROUPS.flatMap((group) => {
    const id = ids[group];
    if (id === null || id === '') return [];
    const found = facts?.get(id.toLowerCase());
    const isOpenToApplications = found != null && !found.isRoleAssignable;
    return [{ group, defect: defectOf(id, ids, found), isOpenToApplications }];
  });
}

function defectOf(id: string, { requester, protected: guarded }: GroupIds, found: GroupFacts | undefined) {
  if (isSame(id, requester)) return 'same-as-requester';
  if (isSame(id, guarded)) return 'same-as-protected';
  if (found === null) return 'missing';
  return found?.isDynamic === true ? 'dynamic' : null;
}

function isSame(id: string, other: string | null): boolean {
  return other !== null && id.toLowerCase() === other.toLowerCase();
}
