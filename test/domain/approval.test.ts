import { describe, expect, it } from 'vitest';
import { AXES } from '../../src/commands/prove/matrix/cells.ts';
import { RULES_TAKEN_OUT } from '../../src/commands/prove/matrix/rules-taken-out.ts';
import { tryRules } from '../../src/commands/prove/matrix-proof.ts';
import { decides, evaluateDecision } from '../../src/domain/approval.ts';
import { expiresAt } from '../../src/domain/expiry.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { Request, RequestState } from '../../src/domain/request.ts';
import { aPerson, aRequest, IDS, minutesAfter, NOW } from '../helpers/given.ts';

const approver = aPerson({ id: IDS.approver, displayName: 'Helen Desk' });

function evaluate(changes: Partial<Parameters<typeof evaluateDecision>[0]> = {}) {
  return evaluateDecision({
    request: aRequest(),
    actor: approver,
    verdict: 'approved',
    roles: ['approver'],
    version: 1,
    now: NOW,
    ...changes,
  });
}

function reasonOf(changes: Partial<Parameters<typeof evaluateDecision>[0]>): string {
  const evaluation = evaluate(changes);
  return evaluation.status === 'refused' ? evaluation.reason.key : evaluation.status;
}

describe('a decision', () => {
  it('is allowed to an approver while the request waits', () => {
    expect(evaluate()).toEqual({ status: 'allowed', complete: true, late: false });
  });

  it('that is typed decides nothing, and who cannot decide at all hears that first', () => {
    expect(reasonOf({ version: null })).toBe('approval.typed');
    expect(reasonOf({ version: null, verdict: 'declined' })).toBe('approval.typed');
    expect(reasonOf({ version: null, actor: aPerson({ id: IDS.requester }) })).toBe('approval.own-request');
  });

  it.each<[string, Partial<Parameters<typeof evaluateDecision>[0]>]>([
    ['approval.not-an-approver', { roles: [] }],
    ['approval.not-an-approver', { actor: null }],
    ['approval.blocked-approver', { actor: { ...approver, accountEnabled: false } }],
    ['approval.guest-approver', { actor: { ...approver, userType: 'Guest' } }],
    ['approval.external-approver', { actor: { ...approver, home: 'elsewhere' } }],
    ['approval.own-request', { actor: aPerson({ id: IDS.requester }) }],
    ['approval.own-case', { actor: aPerson({ id: IDS.targetUser }) }],
    ['approval.stale', { version: 2 }],
    ['approval.expired', { now: minutesAfter(NOW, 24 * 60) }],
  ])('is refused: %s', (key, changes) => {
    expect(reasonOf(changes)).toBe(key);
  });

  it('is refused to a stranger before anything is said about the request', () => {
    const request = aRequest({ state: 'withdrawn', version: 9 });
    expect(reasonOf({ request, roles: [] })).toBe('approval.not-an-approver');
  });

  it('that comes second hears who decided and when', () => {
    const decision = { verdict: 'declined', by: 'x', byName: 'Sam Second', reason: 'no', at: NOW } as const;
    const evaluation = evaluate({ request: aRequest({ state: 'declined', decision }) });
    expect(evaluation).toEqual({
      status: 'refused',
      reason: { key: 'approval.already-declined', values: { name: 'Sam Second', at: { instant: NOW } } },
    });
  });

  it.each(['approved', 'declined'] as const)('that one gave already is told as one’s own: %s', (verdict) => {
    const decision = { verdict, by: IDS.approver, byName: 'Me', reason: null, at: NOW } as const;
    expect(reasonOf({ request: aRequest({ state: 'running', decision }) })).toBe(`approval.already-${verdict}-you`);
  });

  it('that a restore withdrew is refused with that, also where it was approved before', () => {
    const decision = { verdict: 'approved', by: 'x', byName: 'Sam Second', reason: null, at: NOW } as const;
    const note = { key: 'flow.withdrawn-by-restore', values: { reference: 'L-1042' } } as const;
    const key = reasonOf({ request: aRequest({ state: 'withdrawn', decision, note }) });
    expect(key).toBe('approval.already-taken-back');
  });

  it.each<[RequestState, string]>([
    ['withdrawn', 'approval.already-withdrawn'],
    ['expired', 'approval.already-expired'],
    ['stopped', 'approval.already-over'],
  ])('about a request that is %s is refused', (state, key) => {
    expect(reasonOf({ request: aRequest({ state }) })).toBe(key);
  });
});

describe('several approvals', () => {
  const needs = { count: 2, by: 'approver', reasons: [] } as const;
  const given = (by: string) => [{ verdict: 'approved', by, byName: 'Sam', reason: null, at: NOW }] as const;

  it('are needed where the policy says so, and the last one ends the waiting', () => {
    expect(evaluate({ request: aRequest({ needs }) })).toMatchObject({ complete: false });
    expect(evaluate({ request: aRequest({ needs, approvals: given(IDS.director) }) })).toMatchObject({
      complete: true,
    });
  });

  it('are by as many people: nobody approves twice', () => {
    expect(reasonOf({ request: aRequest({ needs, approvals: given(IDS.approver) }) })).toBe('approval.twice');
  });

  it('end at once when somebody declines, also who approved before', () => {
    const request = aRequest({ needs, approvals: given(IDS.approver) });
    expect(evaluate({ request, verdict: 'declined' })).toMatchObject({ status: 'allowed', complete: true });
  });

  it('count for what the requester agreed to, and nothing else', () => {
    const edited = { by: IDS.director, byName: 'Dora', at: NOW, agreedAt: null };
    const changed = (agreedAt: string | null) => aRequest({ edited: { ...edited, agreedAt } });
    expect(evaluate({ request: changed(null) })).toEqual({
      status: 'refused',
      reason: { key: 'approval.requester-must-agree', values: { name: 'Miriam Graham' } },
    });
    expect(reasonOf({ request: changed(NOW) })).toBe('allowed');
    expect(reasonOf({ request: changed(null), verdict: 'declined' })).toBe('allowed');
  });
});

describe('the escalation group', () => {
  const escalation = { ...aRequest(), needs: { count: 1, by: 'escalation', reasons: [] } } as const;

  it('decides alone where the policy says so', () => {
    expect(reasonOf({ request: escalation })).toBe('approval.not-your-role');
    expect(reasonOf({ request: escalation, roles: ['escalation'] })).toBe('allowed');
  });

  it('comes in when nobody decided for eight hours', () => {
    const late = minutesAfter(NOW, 8 * 60);
    expect(reasonOf({ roles: ['escalation'] })).toBe('approval.not-your-role');
    expect(reasonOf({ roles: ['escalation'], now: late })).toBe('allowed');
    expect(decides([], aRequest(), BUILT_IN_POLICY, late)).toBe(false);
  });
});

describe('who may decide, against plain statements', () => {
  const few = {
    ...AXES,
    state: ['pending', 'approved', 'withdrawn'],
    by: ['approver', 'escalation'],
    hour: ['none', 'in an hour', 'in two days'],
    given: ['nothing', 'by the same person'],
    edited: ['no', 'not agreed'],
  } as const;

  it('is as they say in every case', () => {
    const { cells, examples } = tryRules(evaluateDecision, 3, few);
    expect(cells).toBeGreaterThan(50_000);
    expect(examples).toEqual([]);
  });

  it.each(Object.entries(RULES_TAKEN_OUT))('is otherwise when %s', (_what, rules) => {
    expect(tryRules(rules, 1, few).wrong).toBe(1);
  });
});

describe('a request with an hour', () => {
  const dueAt = minutesAfter(NOW, 60);
  const due: Partial<Request> = { dueAt, expiresAt: expiresAt({ askedAt: NOW, dueAt, policy: BUILT_IN_POLICY }) };

  it('may still be decided after its hour, and is late then', () => {
    expect(evaluate({ request: aRequest(due), now: minutesAfter(NOW, 59) })).toEqual({
      status: 'allowed',
      complete: true,
      late: false,
    });
    expect(evaluate({ request: aRequest(due), now: dueAt })).toEqual({ status: 'allowed', complete: true, late: true });
  });

  it('may not be decided any more when the policy ends it, and hears when that was', () => {
    expect(evaluate({ request: aRequest(due), now: minutesAfter(NOW, 25 * 60) })).toEqual({
      status: 'refused',
      reason: { key: 'approval.expired', values: { at: { instant: minutesAfter(NOW, 24 * 60) } } },
    });
    expect(reasonOf({ request: aRequest(due), now: minutesAfter(NOW, 24 * 60) })).toBe('approval.expired');
  });

  it.each<[string, Partial<Request>]>([
    ['has no hour', { dueAt: null }],
    ['has a later hour', { dueAt: minutesAfter(NOW, 14 * 60) }],
  ])('ends when it was said to, though the policy has become longer since, when it %s', (_what, changes) => {
    const request = aRequest({ ...changes, expiresAt: minutesAfter(NOW, 12 * 60) });
    expect(reasonOf({ request, now: minutesAfter(NOW, 12 * 60 - 1) })).toBe('allowed');
    expect(reasonOf({ request, now: minutesAfter(NOW, 12 * 60) })).toBe('approval.expired');
    expect(reasonOf({ request, now: minutesAfter(NOW, 15 * 60) })).toBe('approval.expired');
  });

  it('follows the policy of the organisation', () => {
    const policy = { ...BUILT_IN_POLICY, expiresAfter: 90 };
    expect(reasonOf({ request: aRequest(due), now: minutesAfter(NOW, 90), policy })).toBe('approval.expired');
    expect(reasonOf({ request: aRequest(due), now: minutesAfter(NOW, 89), policy })).toBe('allowed');
  });
});

describe('expiry', () => {
  it.each([
    ['the policy when there is no hour', null, 24 * 60],
    ['the hour when it is earlier', 60, 60],
    ['the policy when it is earlier', 48 * 60, 24 * 60],
  ])('is %s', (_, due, expected) => {
    const dueAt = due === null ? null : minutesAfter(NOW, due);
    expect(expiresAt({ askedAt: NOW, dueAt, policy: BUILT_IN_POLICY })).toBe(minutesAfter(NOW, expected));
  });
});
