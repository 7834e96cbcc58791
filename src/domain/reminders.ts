import { awaitsAgreement } from './agreement.ts';
import { minutesAfter } from './minutes-after.ts';
import type { Policy } from './policy.ts';
import type { Request } from './request.ts';
import { withinWorkingHours } from './working-hours.ts';

type Asked = Pick<Request, 'askedAt' | 'expiresAt'>;

/**
 * When who has to answer (approvers, or a requester who is to agree) is reminded of a request that waits, in order, ISO
 * 8601 UTC; none after it has expired.
 */
export function remindersOf({ askedAt, expiresAt }: Asked, { approvals }: Policy): readonly string[] {
  return approvals.remindAfter
    .map((minutes) => withinWorkingHours(minutesAfter(askedAt, minutes), approvals.workingHours))
    .filter((at) => at < expiresAt)
    .sort();
}

/** When the escalation group gets the card, ISO 8601 UTC; null = never. */
export function escalatesAt({ askedAt, expiresAt }: Asked, { approvals }: Policy): string | null {
  if (approvals.escalateAfter === null) return null;
  const at = withinWorkingHours(minutesAfter(askedAt, approvals.escalateAfter), approvals.workingHours);
  return at < expiresAt ? at : null;
}

/** Whether the escalation group may decide as well by now: not while the requester alone can act. */
export function isEscalated(request: Asked & Pick<Request, 'edited'>, policy: Policy, now: string): boolean {
  if (awaitsAgreement(request)) return false;
  const at = escalatesAt(request, policy);
  return at !== null && at <= now;
}

/** The next moment at which something has to be said about a request that waits, or it expires; ISO 8601 UTC. */
export function nextReminder(request: Asked, policy: Policy, now: string): string {
  const escalates = escalatesAt(request, policy);
  const moments = [...remindersOf(request, policy), ...(escalates === null ? [] : [escalates])];
  return moments.filter((at) => at > now).sort()[0] ?? request.expiresAt;
}

/** Until when who asked may say at which hour what was approved too late shall run; ISO 8601 UTC. */
export function lateUntil(lateSince: string): string {
  return minutesAfter(lateSince, 24 * 60);
}
