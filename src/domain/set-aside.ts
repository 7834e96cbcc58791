import { decisionsOf } from './decisions-of.ts';
import { mayBeAnswered } from './emergency.ts';
import { hasMore } from './has-more.ts';
import { isWatched } from './is-watched.ts';
import type { StepRecord } from './outcome.ts';
import type { Decision, Request } from './request.ts';

/**
 * What becomes of one open request of somebody whose word is not to count: `stopped` (nothing of it runs), `sent-back`
 * (approvers decide it anew, without them), `held` (between two steps; what ends access and was begun is finished),
 * `stays` (a block made at once is confirmed or refused for itself), `stays-confirmed` (they confirmed one, and it is
 * watched still: what was made is not left without an answer, so it is said).
 */
export type SetAside = 'stopped' | 'sent-back' | 'held' | 'stays' | 'stays-confirmed';

/** Whether anything becomes of it; what stays is only said. */
export function isSetAside(what: SetAside): boolean {
  return what === 'stopped' || what === 'sent-back' || what === 'held';
}

/**
 * Null: it rests on that person in nothing, was set aside already, or has nothing left to begin; or it is about who
 * sets aside, who does not hear that it is there: another approver has to.
 */
export function setAsideOf(asked: {
  readonly request: Request;
  readonly steps: readonly StepRecord[];
  readonly personId: string;
  readonly actorId: string;
}): SetAside | null {
  const { request, steps, personId, actorId } = asked;
  if (request.targetUserId === actorId || !restsOn(request, personId)) return null;
  return ofState(request, steps, personId);
}

/** Whether somebody asked for it, alone or as the first of two, or approved or confirmed it as it stands. */
export function restsOn(request: Request, personId: string): boolean {
  const isFirst = request.emergency?.first?.by === personId;
  const isWord = isAskedBy(request, personId) || isApprovedBy(request, personId);
  return isFirst || isWord || isConfirmedBy(request, personId);
}

/** A block at once that they confirmed, as long as it is looked at. */
function isConfirmedBy(request: Request, personId: string): boolean {
  const answer = request.emergency?.answer ?? null;
  return answer?.verdict === 'confirmed' && answer.by === personId && isWatched(request);
}

/** Leaver proposes the undoing of a block in the name of who made it: they asked for nothing. */
export function isAskedBy({ requesterId, proposal }: Request, personId: string): boolean {
  return requesterId === personId && proposal === null;
}

/** Also where their approval only rests until the requester agreed to another hour. */
function isApprovedBy(request: Request, personId: string): boolean {
  return givenAbout(request).some(({ by, verdict }) => by === personId && verdict === 'approved');
}

/** With the approvals that hold again if the requester does not agree to another hour. */
export function givenAbout(request: Request): readonly Decision[] {
  return [...decisionsOf(request), ...(request.edited?.before?.approvals ?? [])];
}

function ofState(request: Request, steps: readonly StepRecord[], personId: string): SetAside | null {
  const { state, emergency, hold, needs } = request;
  if (emergency !== null && mayBeAnswered(request)) return 'stays';
  if (emergency !== null) return isConfirmedBy(request, personId) ? 'stays-confirmed' : null;
  if (state === 'pending' || state === 'approved' || state === 'scheduled')
    return isAskedBy(request, personId) ? 'stopped' : 'sent-back';
  if (state !== 'running' && state !== 'watching') return null;
  // Whoever let it go on since did so without them. What a restore holds goes on should that not start after all.
  if (needs.without?.includes(personId) || hold?.how === 'stop') return null;
  return hasMore(steps) ? 'held' : null;
}
