import { whyNotADecider } from './approval.ts';
import { minutesAfter } from './minutes-after.ts';
import { outsiderOf } from './outsider-of.ts';
import type { Person } from './person.ts';
import type { DecidingRole, Policy } from './policy.ts';
import { type Emergency, type EmergencyAnswer, isActive, type Request } from './request.ts';
import { restsBehind } from './rests-behind.ts';
import { type Text, text } from './text.ts';
import { isForOther } from './waits-for-other.ts';

/**
 * Why this person may not block that target user before anybody approved it; null = may. `inEmergencyGroup` is read
 * live. `targetUserId`: null = nobody was named yet.
 */
export function mayBlockNow(asked: {
  readonly actor: Person | null;
  readonly inEmergencyGroup: boolean;
  readonly targetUserId: string | null;
}): Text | null {
  const { actor, inEmergencyGroup, targetUserId } = asked;
  if (actor === null || !inEmergencyGroup) return text(NOT_IN_GROUP);
  if (!actor.accountEnabled) return text('rules.blocked-requester');
  const outsider = outsiderOf(actor);
  if (outsider !== null) return text(`rules.${outsider}-requester`);
  return actor.id === targetUserId ? text('emergency.not-for-yourself') : null;
}

export const NOT_IN_GROUP = 'emergency.not-in-group';

/** What the first of two hears who block somebody: nothing is done yet. */
export const FIRST_OF_TWO = 'emergency.first-of-two';

/** Tenant minutes for which a first click waits for the second. */
export const FIRST_COUNTS_FOR = 60;

/** Why this person may not confirm or refuse that block now; null = may. The rules are those of an approval. */
export function mayAnswerEmergency(asked: {
  readonly request: Request;
  readonly actor: Person | null;
  readonly roles: readonly DecidingRole[];
  readonly now: string;
  readonly policy: Policy;
}): Text | null {
  const { request } = asked;
  const notADecider = whyNotADecider(asked);
  if (notADecider !== null) return notADecider;
  if (request.emergency === null) return text('emergency.nothing-to-answer');
  const { answer } = request.emergency;
  if (answer === null || mayAnswerLate(request)) return null;
  return answer.byName === null || answer.verdict === 'unanswered'
    ? text('emergency.too-late', { at: { instant: answer.at } })
    : text(`emergency.already-${answer.verdict}`, { name: answer.byName, at: { instant: answer.at } });
}

/**
 * Minutes of tenant time that approvers have at least, also for what was blocked anew right before the first one's
 * hour.
 */
const AT_LEAST = 10;

/**
 * Until when a block that starts now is to be confirmed, ISO UTC. Who blocks again what stands gets no more time for
 * it, or what nobody ever confirms would never be told: but ten minutes, and in all twenty after the first one's.
 * `first`: that hour; null, or over by twenty minutes = there is none. `minutes`: as the policy has it.
 */
export function confirmByOf(startedAt: string, minutes: number, first: string | null): string {
  const own = minutesAfter(startedAt, minutes);
  if (first === null || isOver(first, startedAt)) return own;
  const least = [minutesAfter(startedAt, AT_LEAST), minutesAfter(first, 2 * AT_LEAST)].sort()[0] ?? first;
  return [own, first > least ? first : least].sort()[0] ?? own;
}

function isOver(first: string, now: string): boolean {
  return minutesAfter(first, 2 * AT_LEAST) <= now;
}

/**
 * The hour that the first of several had, each upon the other; of several that stand the earliest. Null: there is none,
 * or it is over, as that of a block which may be answered late.
 */
export function firstHour(standing: readonly Pick<Request, 'emergency'>[], now: string): string | null {
  const hours = standing.flatMap(({ emergency }) => emergency?.firstBy ?? emergency?.confirmBy ?? []);
  return hours.filter((hour) => !isOver(hour, now)).sort()[0] ?? null;
}

/** Why nothing is proposed, for good: of this block nothing was made, or it stands no more. */
export const NOTHING_OF_IT = 'emergency.nothing-of-it';

/**
 * Minutes of tenant time: what kept its undoing from being proposed may have ended; a request that is decided soon,
 * sooner.
 */
const AGAIN = 60;
const AGAIN_SOON = 10;

/**
 * When to try again to propose its undoing, ISO UTC; null = it was proposed, is not to be, or there is nothing of it.
 */
export function nextTry({ emergency }: Pick<Request, 'emergency'>, now: string): string | null {
  if (emergency === null || emergency.proposal !== null) return null;
  const { answer, keptBy = null, notProposed = null } = emergency;
  const isUndone = answer?.verdict === 'refused' || answer?.verdict === 'unanswered';
  const isKept = keptBy !== null || (notProposed !== null && notProposed.why.key !== NOTHING_OF_IT);
  const minutes = notProposed !== null && isForOther(notProposed.why) ? AGAIN_SOON : AGAIN;
  return isUndone && isKept ? minutesAfter(now, minutes) : null;
}

/** Whether all that keeps its undoing from being proposed is another request, whose end is waited for. */
export function undoingWaits(block: Pick<Request, 'emergency' | 'wakeAt'>, now: string): boolean {
  const why = block.emergency?.notProposed?.why ?? null;
  return why !== null && isForOther(why) && block.wakeAt !== null && nextTry(block, now) !== null;
}

/**
 * Whether an approver may still answer what nobody answered in time: nothing of the block was in place then, so nobody
 * was asked to undo it. Work in AD DS that is handed out, or a retry, may put it in place yet; then its undoing is
 * proposed.
 */
export function mayAnswerLate({
  state,
  hold,
  note,
  emergency,
}: Pick<Request, 'state' | 'hold' | 'note' | 'emergency'>): boolean {
  if (emergency?.answer?.verdict !== 'unanswered' || emergency.proposal !== null || emergency.kept != null)
    return false;
  if (emergency.notProposed?.why.key !== NOTHING_OF_IT || hold?.how === 'stop') return false;
  return isActive(state) && restsBehind({ note }) === null;
}

/** Whether approvers still have to say something about it. */
export function awaitsAnswer({ emergency }: Pick<Request, 'emergency'>): boolean {
  return emergency !== null && emergency.answer === null;
}

/** In time, or late: such a block is to be answered, and goes on under the number of one that is made upon it. */
export function mayBeAnswered(request: Parameters<typeof mayAnswerLate>[0]): boolean {
  return awaitsAnswer(request) || mayAnswerLate(request);
}

/**
 * What is stored with an answer, and what has to hold at that moment still: that nobody answered it in time, or at all.
 * What was said about the end that nobody answered in is taken back.
 */
export function withAnswer(request: Request & { readonly emergency: Emergency }, given: EmergencyAnswer): Answering {
  const { emergency } = request;
  if (!mayAnswerLate(request)) return { expected: { unanswered: true }, emergency: { ...emergency, answer: given } };
  const expected = { answered: 'unanswered', proposal: null } as const;
  return { expected, emergency: { ...emergency, answer: { ...given, late: true }, notProposed: null } };
}

type Answering = {
  readonly expected: { readonly unanswered: true } | { readonly answered: 'unanswered'; readonly proposal: null };
  readonly emergency: Emergency;
};

/** Whether an approver said that it was not right, and nobody decided since that it stays all the same. */
export function isRefused({ emergency }: Pick<Request, 'emergency'>): boolean {
  return emergency?.answer?.verdict === 'refused' && emergency.kept == null;
}
