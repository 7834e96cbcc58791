import { CADENCE, type Claim, type Predicate, TAKING_IN } from './claim.ts';
import { EFFECTS_AS_CARRIED, isDeleted } from './effects.ts';
import { STILL_LET_IN_CLAIMS } from './note-claims.ts';
import { STANDING_CLAIMS } from './standing-claims.ts';
import { heldBetween, stepOf } from './step-claims.ts';

/** What the card that somebody has now has to say of the tenant as it is now, once Leaver is quiet. */
export const NOW_CLAIMS: Readonly<Record<string, Predicate>> = {
  ...Object.fromEntries(
    Object.entries(STANDING_CLAIMS).map(([key, holds]) => [key, (claim: Claim) => holds(sinceLastLook(claim))]),
  ),
  ...STILL_LET_IN_CLAIMS,
  'card.state.verified': (claim) => stillHeld(claim),
  'card.state.taken-in': (claim) => stillHeld(claim),
  'card.state.temporary': (claim) => stillHeld(claim),
};

function sinceLastLook(claim: Claim): Claim {
  return { ...claim, past: { ...claim.past, lastRead: () => from(claim) } };
}

function stillHeld(claim: Claim): string | null {
  const kind = stepOf(claim);
  // Of somebody deleted Graph shows nothing else (no files, no mailbox, no groups): what stands there was seen before.
  if (kind !== 'delete-account' && isGone(claim)) return null;
  if (kind === null) return null;
  return heldBetween(claim, kind, Math.max(claim.asked, from(claim)), claim.shown.at, EFFECTS_AS_CARRIED);
}

function isGone({ past, personId: id, shown }: Claim): boolean {
  return id !== null && past.between(shown.at, shown.at).some(({ state }) => isDeleted(state, id));
}

function from({ past, personId, shown }: Claim): number {
  return Math.min(shown.at - CADENCE, past.lastRead(personId ?? '', shown.at - TAKING_IN));
}
