import { decisionsOf } from './decisions-of.ts';
import { isRefused, mayBeAnswered } from './emergency.ts';
import { hasMore } from './has-more.ts';
import { isWatched } from './is-watched.ts';
import { listed } from './listed.ts';
import type { StepRecord } from './outcome.ts';
import type { Decision, Request } from './request.ts';
import { answerableTasks } from './tasks-of.ts';

/**
 * What becomes of one open request of somebody whose word is not to count: `stopped` (nothing of it runs), `sent-back`
 * (approvers decide it anew, without them), `held` (between two steps; what ends access and was begun is finished),
 * `held-on` (on hold already, and goes on without that word), `stays` (a block made at once is confirmed or refused for
 * itself), `stays-work` (Leaver begins nothing more of it, and people still have work: it can only be stopped),
 * `stays-confirmed` and `stays-refused` (they answered about one, and it is watched still: what was made is not left
 * without an answer, so it is said).
 */
export type SetAside = 'stopped' | 'sent-back' | 'held' | 'held-on' | Stays;
type Stays = 'stays' | 'stays-work' | 'stays-confirmed' | 'stays-refused';

/** Whether anything becomes of it; what stays is only said. */
export function isSetAside(what: SetAside): boolean {
  return what === 'stopped' || what === 'sent-back' || what === 'held' || what === 'held-on';
}

/**
 * Null: it rests on that person in nothing, was set aside already, or nobody has anything left to do; or it is about
 * who sets aside, who does not hear that it is there: another approver has to.
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

/** Whether somebody asked for it, alone or as the first of two, or approved it or answered about it as it stands. */
export function restsOn(request: Request, personId: string): boolean {
  const isFirst = request.emergency?.first?.by === personId;
  const isWord = isAskedBy(request, personId) || isApprovedBy(request, personId);
  return isFirst || isWord || answerOf(request, personId) !== null;
}

/** What becomes of a block at once that they confirmed or refused, as long as it is looked at; null = they did not. */
function answerOf(request: Request, personId: string): SetAside | null {
  const answer = request.emergency?.answer ?? null;
  if (answer === null || answer.by !== personId || !isWatched(request)) return null;
  if (answer.verdict === 'confirmed') return 'stays-confirmed';
  return isRefused(request) ? 'stays-refused' : null;
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
  if (emergency !== null) return answerOf(request, personId);
  if (state === 'pending' || state === 'approved' || state === 'scheduled')
    return isAskedBy(request, personId) ? 'stopped' : 'sent-back';
  if (state !== 'running' && state !== 'watching') return null;
  // Whoever let it go on since did so without them. What a restore holds goes on should that not start after all.
  if (needs.without?.includes(personId) || hold?.how === 'stop') return null;
  if (hasMore(steps)) return hold === null ? 'held' : 'held-on';
  return hasWork(request, steps) ? 'stays-work' : null;
}

/** What the helpdesk finds in its queue, or what others were asked to do. */
function hasWork(request: Request, steps: readonly StepRecord[]): boolean {
  return listed(request, steps).isForHelpdesk || answerableTasks(request).length > 0;
}
