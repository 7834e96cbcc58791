import { alwaysBlock } from '../domain/always-block.ts';
import { notByMakers } from '../domain/approval-needs.ts';
import { confirmByOf } from '../domain/emergency.ts';
import type { Person } from '../domain/person.ts';
import { planHash } from '../domain/plan-hash.ts';
import type { AnsweredBy, Decision, Request } from '../domain/request.ts';
import { type FlowContext, tenantNow } from './context.ts';
import type { FirstClick } from './ports.ts';

type Unstored = Omit<Request, 'reference'>;

/**
 * The request that a click makes run at once. Who asked for it first stands beside who made it, and does not confirm
 * it.
 */
export function runningBlock(
  context: FlowContext,
  request: Unstored,
  by: {
    readonly actor: Person;
    readonly reason: string;
    readonly first: FirstClick | null;
    readonly answeredBy: AnsweredBy;
  },
): Unstored {
  const { actor, reason, first, answeredBy } = by;
  const now = tenantNow(context);
  const confirmBy = confirmByOf(now, context.settings.policy.emergency.confirmWithin, null);
  const made = { by: actor.id, byName: actor.displayName, reason: reason === '' ? null : reason, at: now };
  const decision: Decision = { verdict: 'approved', ...made };
  const plan = alwaysBlock(request.plan);
  const needs = { count: 1, by: answeredBy === 'escalation' ? answeredBy : 'approver', reasons: [] } as const;
  return {
    ...request,
    plan,
    planHash: planHash(plan),
    state: 'running',
    needs: first === null ? needs : notByMakers(needs, [first.by]),
    emergency: {
      confirmBy,
      answer: null,
      proposal: null,
      ...(answeredBy === 'approver' ? {} : { answeredBy }),
      ...(first === null ? {} : { first: beside(first) }),
    },
    expiresAt: confirmBy,
    decision,
    startedAt: now,
    wakeAt: now,
  };
}

function beside({ by, byName, at, reason }: FirstClick) {
  return { by, byName, at, reason };
}
