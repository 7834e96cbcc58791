import type { Claim, Predicate } from './claim.ts';
import { isDeleted } from './effects.ts';
import { STANDING_CLAIMS } from './standing-claims.ts';
import { heldBetween, stepOf } from './step-claims.ts';

/**
 * “Twice a day for a week” (README, the watcher): what a current card says is so, or was within this span, tenant milliseconds,
 * or since Leaver's look before its last one, when that was longer ago.
 */
const CADENCE = 13 * 3_600_000;
/** After the watch a card stays as it was; requests that are younger than this are watched. */
export const WATCHED = 6 * 86_400_000;

/** Sentences with which a card says that it will not be brought up to date. */
export const WATCH_ENDED: readonly string[] = ['flow.watch-ended-by', 'flow.watch-ended-meant', 'flow.watch-over'];

/** What the card that somebody has now has to say of the tenant as it is now, once Leaver is quiet. */
export const NOW_CLAIMS: Readonly<Record<string, Predicate>> = {
  ...Object.fromEntries(
    Object.entries(STANDING_CLAIMS).map(([key, holds]) => [key, (claim: Claim) => holds(sinceLastLook(claim))]),
  ),
  'card.state.verified': (claim) => stillHeld(claim),
  'card.state.temporary': (claim) => stillHeld(claim),
};

function sinceLastLook(claim: Claim): Claim {
  return { ...claim, past: { ...claim.past, lastRead: () => from(claim) } };
}

function stillHeld(claim: Claim): string | null {
  const kind = stepOf(claim);
  // Of somebody deleted Graph shows nothing else (no files, no mailbox, no groups): what stands there was seen before.
  if (kind !== 'delete-account' && isGone(claim)) return null;
  return kind === null ? null : heldBetween(claim, kind, Math.max(claim.asked, from(claim)), claim.shown.at);
}

function isGone({ past, personId: id, shown }: Claim): boolean {
  return id !== null && past.between(shown.at, shown.at).some(({ state }) => isDeleted(state, id));
}

function from({ past, personId, shown }: Claim): number {
  return Math.min(shown.at - CADENCE, past.lastRead(personId ?? '', shown.at));
}
