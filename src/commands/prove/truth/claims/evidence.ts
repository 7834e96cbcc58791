import type { TenantState, TimelineChange, TimelineEntry } from '../../../../sandbox/tenant.ts';
import { type Claim, SLACK } from './claim.ts';

/** What directory sync does when it turns a step back; a step that is not here it cannot turn back. */
const SYNC_CHANGES: Readonly<Record<string, readonly TimelineChange[]>> = {
  'block-sign-in': ['block-turned-back', 'unblocked'],
  'unblock-sign-in': ['blocked'],
  'disable-devices': ['device-turned-back'],
  'leave-groups': ['joined-group'],
  'rejoin-groups': ['left-group'],
  'delete-account': ['restored'],
  'restore-account': ['deleted'],
};

/** Null when the tenant's own timeline has directory sync undo this step since the request. */
export function syncTurnedBack(claim: Claim, kind: string | null): string | null {
  if (kind === null || claim.personId === null) return null;
  const changes = SYNC_CHANGES[kind] ?? [];
  const found = since(claim).some(({ actor, what }) => actor === 'directory-sync' && changes.includes(what));
  return found ? null : `directory sync did not undo ${kind} of this person`;
}

/** What happened to the person since the request, until the card. */
export function since({ past, personId, asked, shown, reference }: Claim): readonly TimelineEntry[] {
  const { timeline } = past.at(shown.at);
  // A “why” card is about no request of its own.
  const from = reference === null ? Number.NEGATIVE_INFINITY : asked - 60_000;
  return timeline.filter(({ personId: id, at }) => id === personId && Date.parse(at) >= from);
}

type Held = (state: TenantState, id: string) => readonly string[];

/**
 * Leaver took it away (or gave it) through Graph since the request, and somebody else undid that afterwards;
 * `byLeaverToo`: or another request of its own did.
 */
export function isUndone(
  { past, personId: id, asked, shown }: Claim,
  held: Held,
  taken: boolean,
  byLeaverToo = false,
): boolean {
  if (id === null) return true;
  const ours = new Set<string>();
  let before: readonly string[] | null = null;
  for (const { event, state } of past.between(asked - SLACK, shown.at)) {
    const now = held(state, id);
    const [lost, gained] = [without(before ?? now, now), without(now, before ?? now)];
    if ((event !== 'graph' || byLeaverToo) && (taken ? gained : lost).some((each) => ours.has(each))) return true;
    if (event === 'graph') for (const each of taken ? lost : gained) ours.add(each);
    before = now;
  }
  return false;
}

function without(these: readonly string[], those: readonly string[]): readonly string[] {
  return these === those ? [] : these.filter((each) => !those.includes(each));
}

/** The reply is not as Leaver last set it: it was changed by somebody else since. */
export function replyChanged({ past, personId: id, asked, shown }: Claim): string | null {
  if (id === null) return null;
  const replies = past
    .between(asked - SLACK, shown.at)
    .map(({ event, state }) => ({ event, reply: state.people[id]?.mailbox?.automaticReplies }));
  const isChanged = replies.some(
    ({ event, reply }, place) => place > 0 && event !== 'graph' && reply !== replies[place - 1]?.reply,
  );
  return isChanged ? null : 'nobody else changed the reply';
}

/**
 * At some moment since the request the reply was not one that Leaver had set: somebody else changed that one, whenever,
 * or what Leaver tried to set never came.
 */
export function replyIsNotLeavers({ past, personId: id, asked, shown }: Claim): string | null {
  if (id === null) return null;
  let whose: 'leaver' | 'somebody' | null = null;
  let before: unknown;
  for (const { at, event, state } of past.moments) {
    if (at > shown.at) break;
    // Whose it had been, it was until this moment.
    if (at >= asked - SLACK && whose !== 'leaver') return null;
    const reply = state.people[id]?.mailbox?.automaticReplies;
    if (reply !== before && event === 'graph') whose = reply?.status === 'disabled' ? null : 'leaver';
    else if (reply !== before && whose === 'leaver') whose = 'somebody';
    before = reply;
  }
  return whose === 'leaver' ? 'the reply is the one that Leaver set' : null;
}

/** Somebody let that request begin: it is not this one, and it was approved, or made at once. */
export function wasBegun({ deeds, reference, shown }: Claim, other: string): string | null {
  const begins = ['approve', 'submit', 'block-now', 'run-now', 'refuse-block', 'agree', 'new-date'];
  const isBegun = deeds.some(
    (deed) =>
      begins.includes(deed.verb) && (deed.reference === other || deed.verb === 'block-now') && deed.at <= shown.at,
  );
  return other !== reference && isBegun ? null : `${other} did not begin`;
}
