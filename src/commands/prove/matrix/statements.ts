import type { Cell } from './cells.ts';

type Statement = {
  readonly says: string;
  readonly refuses: (cell: Cell) => boolean;
  /** What somebody is told whom this statement alone refuses: how the key goes on after `approval`. */
  readonly reason: string;
};

/**
 * The promises as plain statements about the words of a cell. They are written apart from `domain/approval` and share
 * nothing with it: no clock, no request, no policy.
 */
export const STATEMENTS: readonly Statement[] = [
  {
    says: 'who is in no deciding group does not decide, whatever else they may',
    refuses: ({ who }) =>
      ['removed approver', 'stranger', 'emergency member', 'unknown to the directory'].includes(who),
    reason: 'not-an-approver',
  },
  {
    says: 'a blocked account decides nothing',
    refuses: ({ who }) => who.startsWith('blocked'),
    reason: 'blocked-approver',
  },
  {
    says: 'a guest decides nothing',
    refuses: ({ who }) => who === 'guest among the approvers',
    reason: 'guest-approver',
  },
  {
    says: 'nobody decides about themselves',
    refuses: ({ who }) => who.startsWith('target user'),
    reason: 'own-case',
  },
  {
    says: 'nobody decides what they asked for',
    refuses: ({ who }) => who.startsWith('requester'),
    reason: 'own-request',
  },
  {
    says: 'what the policy gives to the escalation group is not for approvers',
    refuses: ({ who, by }) => by === 'escalation' && who === 'approver',
    reason: 'not-your-role',
  },
  {
    says: 'the escalation group comes in after eight hours, where the request lives so long and waits for approvers',
    refuses: ({ who, by, moment, hour, edited }) =>
      who === 'escalation member' &&
      by === 'approver' &&
      (hour === 'in an hour' || edited === 'not agreed' || !EIGHT_HOURS.includes(moment)),
    reason: 'not-your-role',
  },
  {
    says: 'only what waits is decided',
    refuses: ({ state }) => state !== 'pending',
    reason: 'already-',
  },
  {
    says: 'a card that shows another version decides nothing',
    refuses: ({ version }) => version === 'stale' || version === 'future',
    reason: 'stale',
  },
  {
    says: 'what is typed decides nothing',
    refuses: ({ version }) => version === 'typed',
    reason: 'typed',
  },
  {
    says: 'after a day it is over',
    refuses: ({ moment }) => moment === 'after a day' || moment === 'much later',
    reason: 'expired',
  },
  {
    says: 'nobody approves twice',
    refuses: ({ given, verdict }) => verdict === 'approved' && given === 'by the same person',
    reason: 'twice',
  },
  {
    says: 'what an approver changed is approved only after the requester agreed',
    refuses: ({ edited, verdict }) => verdict === 'approved' && edited === 'not agreed',
    reason: 'requester-must-agree',
  },
];

const EIGHT_HOURS: readonly Cell['moment'][] = ['after eight hours', 'just before a day', 'after a day', 'much later'];
const BEFORE_THE_HOUR: readonly Cell['moment'][] = ['at once', 'just before the hour'];

export type Expected =
  | { readonly allowed: true; readonly complete: boolean; readonly late: boolean }
  /** The reason, where it can be only one. */
  | { readonly allowed: false; readonly reason: string | null };

/** What must come of this click. */
export function expectedOf(cell: Cell): Expected {
  const refusing = STATEMENTS.filter(({ refuses }) => refuses(cell));
  const [first] = refusing;
  if (first === undefined) {
    const approvals = cell.given === 'nothing' ? 1 : 2;
    return {
      allowed: true,
      complete: cell.verdict === 'declined' || approvals >= cell.needed,
      late: cell.hour === 'in an hour' && !BEFORE_THE_HOUR.includes(cell.moment),
    };
  }
  // Who may know nothing of a request is told nothing of it, whatever else is in the way.
  const tellsNothing = first.reason === 'not-an-approver';
  return { allowed: false, reason: refusing.length === 1 || tellsNothing ? first.reason : null };
}
