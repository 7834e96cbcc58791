import { type Evaluation, evaluateDecision } from '../../../domain/approval.ts';
import { BUILT_IN_POLICY } from '../../../domain/policy.ts';
import { aPerson } from '../gallery/given.ts';
import type { Asked } from './place.ts';

export type Rules = (asked: Asked) => Evaluation;

const NOBODY = '60000000-0000-4000-8000-00000000ffff';

/** The control: the rules with one taken out each time. The matrix has to catch every one of them. */
export const RULES_TAKEN_OUT: Readonly<Record<string, Rules>> = {
  'requesters decide': without((asked) => ({ request: { ...asked.request, requesterId: NOBODY } })),
  'target users decide': without((asked) => ({ request: { ...asked.request, targetUserId: NOBODY } })),
  'guests decide': without(({ actor }) => ({ actor: actor && { ...actor, userType: 'Member' } })),
  'blocked accounts decide': without(({ actor }) => ({ actor: actor && { ...actor, accountEnabled: true } })),
  'people the directory does not know decide': without(({ actor }) => ({ actor: actor ?? aPerson({ id: NOBODY }) })),
  'no group is needed': without(({ roles }) => ({ roles: roles.length === 0 ? ['approver'] : roles })),
  'approvers decide for the escalation group': without(({ request }) => ({
    request: { ...request, needs: { ...request.needs, by: 'approver' } },
  })),
  'the escalation group decides at once': without(({ roles }) => ({
    roles: roles.includes('escalation') ? ['approver', 'escalation'] : roles,
  })),
  'any state will do': without(({ request }) => ({ request: { ...request, state: 'pending' } })),
  'any version will do': without(({ request }) => ({ version: request.version })),
  'what is typed decides': without(({ request, version }) => ({ version: version ?? request.version })),
  'older versions will do': without(({ request, version }) => ({
    version: version === null ? null : Math.max(version, request.version),
  })),
  'nothing expires': without(({ request }) => ({
    request: { ...request, expiresAt: '2099-01-01T00:00:00.000Z' },
    policy: { ...BUILT_IN_POLICY, expiresAfter: 1_000_000 },
  })),
  'it expires a moment too late': without(({ now }) => ({ now: new Date(Date.parse(now) - 1).toISOString() })),
  'one person may approve twice': without(({ request }) => ({
    request: { ...request, approvals: request.approvals.map((each) => ({ ...each, by: NOBODY })) },
  })),
  'nobody has to agree to changes': without(({ request }) => ({ request: { ...request, edited: null } })),
  'one approval is always enough': without(({ request }) => ({
    request: { ...request, needs: { ...request.needs, count: 1 } },
  })),
  'what is late runs at once': (asked) => {
    const evaluation = evaluateDecision(asked);
    return evaluation.status === 'allowed' ? { ...evaluation, late: false } : evaluation;
  },
  'strangers learn where a request stands': (asked) => {
    const known = asked.roles.length > 0 ? asked.roles : (['approver'] as const);
    const evaluation = evaluateDecision({ ...asked, roles: known });
    return evaluation.status === 'allowed' ? evaluateDecision(asked) : evaluation;
  },
};

function without(change: (asked: Asked) => Partial<Asked>): Rules {
  return (asked) => evaluateDecision({ ...asked, ...change(asked) });
}
