import type { GroupDefect, InnerGroup, JudgedGroup, JudgedRole, TooFew } from '../domain/deciding-groups.ts';

export type SentencesOfGroup = {
  /** Why a live start is refused; null = it is not. */
  readonly problem: string | null;
  readonly few: string | null;
  readonly open: string | null;
};

/** What the person who starts reads about one group, its key first; null = there is nothing of that kind to say. */
export function sentencesOfGroup(judged: JudgedGroup): SentencesOfGroup {
  const { group, defect, because, isOpenToApplications, tooFew } = judged;
  const key = KEYS[group];
  const few = tooFew === null ? undefined : TOO_FEW[tooFew][group];
  return {
    problem: defect === null ? null : `${key} ${wordsOf(group, defect)}${named(because)}.`,
    few: few === undefined ? null : `${key} ${few}.`,
    open: isOpenToApplications
      ? `${key} is not role-assignable: ${group === 'protected' ? OPEN_PROTECTED : OPEN}. ${MAKE}`
      : null,
  };
}

/**
 * The group within that is the reason. Whoever makes it names it: nothing that moves a terminal's cursor or turns its
 * text round.
 */
export function named(because: InnerGroup | null): string {
  return because === null ? '' : `: “${because.name.replace(/\p{C}/gu, '').slice(0, 80)}” (${because.id})`;
}

const KEYS: Readonly<Record<JudgedRole, string>> = {
  approver: 'APPROVER_GROUP_ID',
  escalation: 'ESCALATION_GROUP_ID',
  emergency: 'EMERGENCY_GROUP_ID',
  protected: 'PROTECTED_GROUP_ID',
};

function wordsOf(group: JudgedRole, defect: GroupDefect): string {
  return (group === 'protected' ? PROTECTED_DEFECTS[defect] : undefined) ?? DEFECTS[defect];
}

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

/** Nobody decides by it; who is in it is not touched. */
const PROTECTED_DEFECTS: Readonly<Partial<Record<GroupDefect, string>>> = {
  missing:
    'is no group that Microsoft Graph knows: it would protect nobody; take its object id from the Entra admin center, or leave the key out',
  dynamic:
    'is a dynamic group: whoever can write an attribute could take people out of it, or put in who is to be blocked; name one whose members are assigned by hand',
  'dynamic-inside':
    'holds a dynamic group: whoever can write an attribute could take people out of it, or put in who is to be blocked; take that one out, or name another',
  'owned-inside':
    'holds a Microsoft 365 group, whose owners add and remove whom they like: they could put in who is to be blocked; take that one out, or name another',
};

const OPEN =
  "an application with GroupMember.ReadWrite.All, Leaver's own too if its secret is stolen, can add members and so make its own deciders, and so can an owner of it or of a group in it";
const OPEN_PROTECTED =
  'an application with GroupMember.ReadWrite.All, or an owner of it or of a group in it, can take members out, or add who is to be blocked';
const MAKE = 'Make the group with “Microsoft Entra roles can be assigned to the group”.';

/** What cannot be done then, and what to do; of the escalation group one member is enough. */
const TOO_FEW: Readonly<Record<TooFew, Readonly<Partial<Record<JudgedRole, string>>>>> = {
  nobody: {
    approver: 'has no member who can sign in: nothing is approved; add at least two',
    emergency: 'has no member who can sign in: nobody is blocked at once, and nothing paused; add at least three',
    protected:
      'has no member who can sign in: it protects nobody from a block; add the accounts it is for, or leave the key out',
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
