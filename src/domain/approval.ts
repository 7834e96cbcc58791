import { expiresByPolicy } from './expiry.ts';
import type { Person } from './person.ts';
import { BUILT_IN_POLICY, type Policy } from './policy.ts';
import type { Request } from './request.ts';
import { type Text, text } from './text.ts';

export type Evaluation =
  /** `late`: its hour has passed, so the requester is asked "now or a new date" before it runs. */
  { readonly status: 'allowed'; readonly late: boolean } | { readonly status: 'refused'; readonly reason: Text };

/**
 * Whether this person may decide about this request now, and if not, why, in words. What the person may not know comes
 * first, so that a refusal tells a stranger nothing about the request.
 *
 * `actorIsApprover` is live membership of the approver group at the click; `version` is what the card showed, null when
 * the decision was typed. Requester and target user never decide (issue 2, section 4). Expiry is the policy's; when only
 * the request's hour has passed it may still be decided, and is late (design, section 10).
 */
export function evaluateDecision(decision: {
  readonly request: Request;
  readonly actor: Person | null;
  readonly actorIsApprover: boolean;
  readonly version: number | null;
  readonly now: string;
  readonly policy?: Policy;
}): Evaluation {
  const reason = personRefusal(decision) ?? stateRefusal(decision) ?? timeRefusal(decision);
  if (reason !== null) return { status: 'refused', reason };
  return { status: 'allowed', late: hourPassed(decision.request, decision.now) };
}

type Decision = Parameters<typeof evaluateDecision>[0];

function personRefusal({ request, actor, actorIsApprover }: Decision): Text | null {
  if (actor === null || !actorIsApprover) return text('approval.not-an-approver');
  if (!actor.accountEnabled) return text('approval.blocked-approver');
  if (actor.userType === 'Guest') return text('approval.guest-approver');
  if (actor.id === request.targetUserId) return text('approval.own-case');
  if (actor.id === request.requesterId) return text('approval.own-request');
  return null;
}

function stateRefusal({ request, version }: Decision): Text | null {
  if (request.state !== 'pending') return notPending(request);
  if (version !== null && version !== request.version) return text('approval.stale');
  return null;
}

function notPending({ decision, state }: Request): Text {
  if (decision === null)
    return text(`approval.already-${state === 'withdrawn' || state === 'expired' ? state : 'over'}`);
  return text(`approval.already-${decision.verdict}`, { name: decision.byName, at: { instant: decision.at } });
}

function timeRefusal({ request, now, policy = BUILT_IN_POLICY }: Decision): Text | null {
  const lateOnly = hourPassed(request, now) && request.expiresAt === request.dueAt;
  const ends = lateOnly ? expiresByPolicy(request.createdAt, policy) : request.expiresAt;
  return Date.parse(now) >= Date.parse(ends) ? text('approval.expired', { at: { instant: ends } }) : null;
}

function hourPassed({ dueAt }: Request, now: string): boolean {
  return dueAt !== null && Date.parse(now) >= Date.parse(dueAt);
}
