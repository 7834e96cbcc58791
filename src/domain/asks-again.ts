import type { Request } from './request.ts';
import type { Text } from './text.ts';

/** The note of a request whose requester chose another hour. */
export const DATE_CHANGED = 'flow.date-changed';

/** The same of one that an approver moved, with why, where nobody has to agree to it. */
export const DATE_CHANGED_WHY = 'flow.date-changed-why';

/** The note of a request that came back to people, because what was approved was not so any more. */
export const CHANGED_SINCE_APPROVAL = 'flow.changed-since-approval';

/** The note of a request to whose new hour its requester did not agree in time. */
export const NOT_AGREED_BACK = 'flow.not-agreed-back';

/** The note of a request that stays at the hour that was approved, for the same reason. */
export const NOT_AGREED_STAYS = 'flow.not-agreed-stays';

/** The note of a request, approved after its hour, whose requester did not say in time when it shall run. */
export const LATE_BACK = 'flow.late-back';

/** The note of a restore that waited for a decision when the person was blocked at once. */
export const BLOCKED_SINCE_ASKED = 'flow.blocked-since-asked';

/** The note of what Leaver proposes while something is planned for later that it would withdraw. */
export const PROPOSAL_WITHDRAWS = 'emergency.proposal-withdraws';

/**
 * The note of what Leaver proposes since the person is not as they were when it was proposed: a new plan, decided anew.
 */
export const PROPOSAL_ANEW = 'flow.proposal-anew';

/**
 * The note of what Leaver proposed and withdrew itself: there is nothing to undo any more, or something else keeps it.
 */
export const PROPOSAL_OFF = 'flow.proposal-off';

/** The note of a request that cannot go on before another one about the same person is over. */
export const WAITS_BEHIND = 'flow.waits-behind';

/** The same of a restore: what runs about the person is on hold, and what was begun of it is finished first. */
export const WAITS_FOR_HELD = 'flow.waits-for-held';

/** The same where the other is a restore of the same person: once that starts, this one is withdrawn. */
export const WAITS_BEHIND_RESTORE = 'flow.waits-behind-restore';

/**
 * The note of a restore that cannot begin, since what it needs to know of the person cannot be read: it holds nothing
 * for that.
 */
export const WAITS_UNREAD = 'flow.waits-unread';

/** Behind which other request one that was decided waits, by reference; null = behind none, as far as it says. */
export function behindOf({ state, note }: Pick<Request, 'state' | 'note'>): string | null {
  if (state !== 'approved' && state !== 'scheduled') return null;
  if (note === null || !BEHIND.includes(note.key)) return null;
  const reference = note.values?.reference;
  return typeof reference === 'string' ? reference : null;
}

/** What only said why it had not begun: once it begins, it is over. */
export function noteOnceBegun(note: Text | null): { readonly note?: null } {
  return note !== null && OVER_ONCE_BEGUN.includes(note.key) ? { note: null } : {};
}

const BEHIND: readonly string[] = [WAITS_BEHIND, WAITS_FOR_HELD, WAITS_BEHIND_RESTORE];
const OVER_ONCE_BEGUN: readonly string[] = [NOT_AGREED_STAYS, WAITS_UNREAD, ...BEHIND];

const ANSWERED: readonly string[] = [
  DATE_CHANGED,
  DATE_CHANGED_WHY,
  CHANGED_SINCE_APPROVAL,
  NOT_AGREED_BACK,
  LATE_BACK,
  BLOCKED_SINCE_ASKED,
  PROPOSAL_WITHDRAWS,
  PROPOSAL_ANEW,
  WAITS_UNREAD,
  'flow.approval-lapsed',
];

/** The note of a request once it is decided or taken back: what asked for a decision anew is answered by that. */
export function noteOnceDecided(note: Text | null): Text | null {
  return note !== null && ANSWERED.includes(note.key) ? null : note;
}
