import type { Stop } from './brakes.ts';
import { minutesAfter } from './minutes-after.ts';
import { type Text, text } from './text.ts';

/** Live: what the person is at this moment. */
export type Resumer = {
  readonly id: string;
  /** Enabled, and no guest. */
  readonly inOffice: boolean;
  readonly isApprover: boolean;
  readonly isEmergency: boolean;
  /** They are in a group by which nobody decides any more: what they hear instead of being no member. */
  readonly isByUnsound?: boolean;
};

/**
 * What somebody hears who has no right to a stop: this, unless it is the kind of their group that takes it from them.
 */
export function notTheirs({ isByUnsound }: Resumer, otherwise: 'not-yours' | 'only-emergency'): Text {
  return text(isByUnsound === true ? 'approval.group-unsound' : `brakes.refused.${otherwise}`);
}

/** What the word of one person does: it is enough, or a second one has to say so too. */
export type Lifting = { readonly how: 'lifts' | 'first' } | { readonly how: 'refused'; readonly why: Text };

/**
 * What becomes of a stop when this person says that it may go. A limit's is lifted by an approver who neither asked for
 * nor approved anything that counted in it. Where nobody such is there (`isAnybodyFree` false), any two approvers or
 * members of the emergency group lift it together, so that nothing stays stopped for good (issue 9, section 4); after a
 * day also where not everybody could be looked at (null). `first`: who said so before, where they still stand in a role;
 * null = nobody.
 */
export function liftingBy(
  stop: Stop,
  actor: Resumer,
  given: { readonly now: string; readonly isAnybodyFree: boolean | null; readonly first: string | null },
): Lifting {
  const { inOffice, isApprover, isEmergency } = actor;
  if (!inOffice) return refused('not-in-office');
  if (stop.scope.kind === 'everything') return liftingPause(stop, actor, given.now);
  if (isFree(stop, actor)) return { how: 'lifts' };
  if (!isApprover && !isEmergency) return { how: 'refused', why: notTheirs(actor, 'not-yours') };
  if (given.isAnybodyFree) return refused(isApprover ? 'second-person' : 'only-approver');
  const unknownUntil = given.isAnybodyFree === null ? minutesAfter(stop.since, UNKNOWN_FOR) : given.now;
  if (given.now < unknownUntil)
    return { how: 'refused', why: text('brakes.refused.not-all-read', { at: { instant: unknownUntil } }) };
  if (given.first === null) return { how: 'first' };
  return given.first === actor.id ? refused('said-already') : { how: 'lifts' };
}

/** Whether this person lifts a limit's stop alone. */
export function isFree(
  { scope, parties }: Pick<Stop, 'scope' | 'parties'>,
  actor: Pick<Resumer, 'id' | 'isApprover'>,
): boolean {
  return actor.isApprover && !parties.includes(actor.id) && scope.key !== actor.id;
}

/** Tenant minutes for which a limit's stop waits for somebody who may be there, and was not found. */
const UNKNOWN_FOR = 24 * 60;

/** Tenant time for which a pause of one member holds against every approver, minutes. */
const ALONE = 60;

/** Until when a pause that no second member confirmed holds against every approver, ISO UTC. */
export function aloneUntil({ since, isAgain = false }: Pick<Stop, 'since' | 'isAgain'>): string {
  return isAgain ? since : minutesAfter(since, ALONE);
}

/** Tenant minutes after which a pause that nobody confirmed is forgotten. */
export const AGAIN_WITHIN = 24 * 60;

/**
 * One member of the emergency group holds everything for an hour; longer only together with a second one, so that
 * nobody takes all the others hostage (security.md S9).
 */
function liftingPause(stop: Stop, actor: Resumer, now: string): Lifting {
  if (actor.isEmergency) return { how: 'lifts' };
  if (!actor.isApprover) return { how: 'refused', why: notTheirs(actor, 'not-yours') };
  if (stop.parties.length > 0) return refused('pause-confirmed');
  const until = aloneUntil(stop);
  if (now >= until) return { how: 'lifts' };
  return { how: 'refused', why: text('brakes.refused.pause-young', { at: { instant: until } }) };
}

function refused(
  why: 'not-in-office' | 'second-person' | 'only-approver' | 'said-already' | 'pause-confirmed',
): Lifting {
  return { how: 'refused', why: text(`brakes.refused.${why}`) };
}
