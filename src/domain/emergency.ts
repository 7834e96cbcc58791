import { whyNotADecider } from './approval.ts';
import { outsiderOf } from './outsider-of.ts';
import type { Person } from './person.ts';
import type { DecidingRole, Policy } from './policy.ts';
import type { Request } from './request.ts';
import { type Text, text } from './text.ts';

/** Why this person may not block that target user before anybody approved it; null = may. `inEmergencyGroup` is read live. */
export function mayBlockNow(asked: {
  readonly actor: Person | null;
  readonly inEmergencyGroup: boolean;
  readonly targetUserId: string;
}): Text | null {
  const { actor, inEmergencyGroup, targetUserId } = asked;
  if (actor === null || !inEmergencyGroup) return text('emergency.not-in-group');
  if (!actor.accountEnabled) return text('rules.blocked-requester');
  const outsider = outsiderOf(actor);
  if (outsider !== null) return text(`rules.${outsider}-requester`);
  return actor.id === targetUserId ? text('rules.not-for-yourself') : null;
}

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
  if (answer === null) return null;
  return answer.byName === null || answer.verdict === 'unanswered'
    ? text('emergency.too-late', { at: { instant: answer.at } })
    : text(`emergency.already-${answer.verdict}`, { name: answer.byName, at: { instant: answer.at } });
}

/** Whether approvers still have to say something about it. */
export function awaitsAnswer({ emergency }: Pick<Request, 'emergency'>): boolean {
  return emergency !== null && emergency.answer === null;
}

/** Whether an approver said that it was not right: what is left of it is let go. */
export function isRefused({ emergency }: Pick<Request, 'emergency'>): boolean {
  return emergency?.answer?.verdict === 'refused';
}
