import { awaitsAgreement } from './agreement.ts';
import { expiresByPolicy } from './expiry.ts';
import { outsiderOf } from './outsider-of.ts';
import type { Person } from './person.ts';
import { BUILT_IN_POLICY, type DecidingRole, type Policy } from './policy.ts';
import { isEscalated } from './reminders.ts';
import type { Request } from './request.ts';
import { takenBackBy } from './taken-back.ts';
import { type Text, text } from './text.ts';

export type Verdict = 'approved' | 'declined';

export type Evaluation =
  /**
   * `complete`: with this the waiting is over; else more approvals are needed. `late`: its hour has passed, so the
   * requester is asked "now or a new date" before it runs.
   */
  | { readonly status: 'allowed'; readonly complete: boolean; readonly late: boolean }
  | { readonly status: 'refused'; readonly reason: Text };

/**
 * Whether this person may decide so about this request now, and if not, why, in words. What the person may not know
 * comes first, so that a refusal tells a stranger nothing about the request.
 *
 * `roles` is live membership of the deciding groups at the click; `version` is what the card showed, null when the
 * decision was typed: that is bound to nothing that was seen, so it decides nothing (design, section 11). Requester and
 * target user never decide (issue 2, section 4), nobody approves a version twice, and what an approver edited waits
 * until the requester agreed. Whoever approved may still decline: stopping is always safe. Expiry is the policy's; when
 * only the request's hour has passed it may still be decided, and is late (design, section 10).
 */
export function evaluateDecision(decision: {
  readonly request: Request;
  readonly verdict: Verdict;
  readonly actor: Person | null;
  readonly roles: readonly DecidingRole[];
  readonly version: number | null;
  readonly now: string;
  readonly policy?: Policy;
}): Evaluation {
  const reason =
    whyNotADecider(decision) ??
    stateRefusal(decision) ??
    timeRefusal(decision) ??
    approvalRefusal(decision) ??
    typedRefusal(decision);
  if (reason !== null) return { status: 'refused', reason };
  const { request, verdict, now } = decision;
  const complete = verdict === 'declined' || request.approvals.length + 1 >= request.needs.count;
  return { status: 'allowed', complete, late: hourPassed(request, now) };
}

/**
 * Whether a member of these groups decides about this request: the escalation group where the policy says so, else the
 * approvers, and the escalation group too once nobody decided for too long.
 */
export function decides(
  roles: readonly DecidingRole[],
  request: Pick<Request, 'needs' | 'askedAt' | 'expiresAt' | 'edited'>,
  policy: Policy,
  now: string,
): boolean {
  if (roles.includes(request.needs.by)) return true;
  return roles.includes('escalation') && isEscalated(request, policy, now);
}

/** Why this person does not decide about this request at all, whatever state it is in; null = does. */
export function whyNotADecider({
  request,
  actor,
  roles,
  now,
  policy = BUILT_IN_POLICY,
}: Pick<Decision, 'request' | 'actor' | 'roles' | 'now' | 'policy'>): Text | null {
  if (actor === null || roles.length === 0) return text('approval.not-an-approver');
  if (!actor.accountEnabled) return text('approval.blocked-approver');
  const outsider = outsiderOf(actor);
  if (outsider !== null) return text(`approval.${outsider}-approver`);
  if (actor.id === request.targetUserId) return text('approval.own-case');
  if (actor.id === request.requesterId) return text('approval.own-request');
  return whyNoWord(request, actor.id) ?? (decides(roles, request, policy, now) ? null : text('approval.not-your-role'));
}

/** Why nothing of it is let go on the word of this person either, whatever group they are in; null = it may be. */
export function whyNoWord({ emergency, needs }: Pick<Request, 'emergency' | 'needs'>, personId: string): Text | null {
  if (emergency?.first?.by === personId) return text('approval.own-request');
  if (needs.makers?.includes(personId)) return text('approval.own-block');
  return whySetAside({ needs }, personId);
}

/** Why nothing that this person says of it is taken, a result neither: an approver set their word aside; null = it is. */
export function whySetAside({ needs }: Pick<Request, 'needs'>, personId: string): Text | null {
  return needs.without?.includes(personId) ? text('approval.set-aside') : null;
}

/**
 * Why this person may not stop, hold or move it once it was decided; null = may. Any approver may: stopping is always
 * safe. `decides`: whether moving it counts as an approval as well, which takes the role that decides about it.
 */
export function whyMayNotStop({
  decides: mustDecide = false,
  ...asked
}: Pick<Decision, 'request' | 'actor' | 'roles' | 'now' | 'policy'> & { readonly decides?: boolean }): Text | null {
  const { request, roles } = asked;
  if (mustDecide) return whyNotADecider(asked);
  // As if their own role were the one that is asked for.
  const needs = { ...request.needs, by: roles[0] ?? request.needs.by };
  return whyNotADecider({ ...asked, request: { ...request, needs } });
}

type Decision = Parameters<typeof evaluateDecision>[0];

function stateRefusal({ request, actor, version }: Decision): Text | null {
  if (request.state !== 'pending') return notPending(request, actor);
  if (version !== null && version !== request.version) return text('approval.stale');
  return null;
}

function notPending(request: Request, actor: Decision['actor']): Text {
  const { decision, state } = request;
  // Also where an approver had decided: that it will not run is the news.
  const by = takenBackBy(request);
  if (by !== null) return text(by === 'leaver' ? 'approval.already-off' : 'approval.already-taken-back');
  if (decision === null)
    return text(`approval.already-${state === 'withdrawn' || state === 'expired' ? state : 'over'}`);
  const at = { instant: decision.at };
  if (decision.by === actor?.id) return text(`approval.already-${decision.verdict}-you`, { at });
  return text(`approval.already-${decision.verdict}`, { name: decision.byName, at });
}

function timeRefusal({ request, now, policy = BUILT_IN_POLICY }: Decision): Text | null {
  const lateOnly = hourPassed(request, now) && request.expiresAt === request.dueAt;
  const ends = lateOnly ? expiresByPolicy(request.askedAt, policy) : request.expiresAt;
  return Date.parse(now) >= Date.parse(ends) ? text('approval.expired', { at: { instant: ends } }) : null;
}

function approvalRefusal({ request, actor, verdict }: Decision): Text | null {
  if (verdict === 'declined') return null;
  if (request.approvals.some(({ by }) => by === actor?.id)) return text('approval.twice');
  return awaitsAgreement(request) ? text('approval.requester-must-agree', { name: request.requesterName }) : null;
}

/** Last, so that who cannot decide at all hears why, and not to press a button that is not there. */
function typedRefusal({ version }: Decision): Text | null {
  return version === null ? text('approval.typed') : null;
}

function hourPassed({ dueAt }: Request, now: string): boolean {
  return dueAt !== null && Date.parse(now) >= Date.parse(dueAt);
}
