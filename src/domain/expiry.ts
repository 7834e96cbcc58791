import { minutesAfter } from './minutes-after.ts';
import type { Policy } from './policy.ts';

/** When an undecided request ends, ISO 8601 UTC: the earlier of the policy and its own hour (design, section 10). */
export function expiresAt(request: {
  /** Since when approvers are asked. */
  readonly askedAt: string;
  readonly dueAt: string | null;
  readonly policy: Policy;
}): string {
  const byPolicy = expiresByPolicy(request.askedAt, request.policy);
  return request.dueAt !== null && Date.parse(request.dueAt) < Date.parse(byPolicy) ? request.dueAt : byPolicy;
}

/** When the policy alone would end it, whatever its hour, ISO 8601 UTC. */
export function expiresByPolicy(askedAt: string, policy: Policy): string {
  return minutesAfter(askedAt, policy.expiresAfter);
}
