import { describe, expect, it } from 'vitest';
import { evaluateDecision } from '../../src/domain/approval.ts';
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

  it('needs no version when it is typed', () => {
    expect(evaluate({ version: null })).toEqual({ status: 'allowed', complete: true, late: false });
  });

  it.each<[string, Partial<Parameters<typeof evaluateDecision>[0]>]>([
    ['approval.not-an-approver', { roles: [] }],
    ['approval.not-an-approver', { actor: null }],
    ['approval.blocked-approver', { actor: { ...approver, accountEnabled: false } }],
    ['approval.guest-approver', { actor: { ...approver, userType: 'Guest' } }],
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

  it.each<[RequestState, string]>([
    ['withdrawn', 'approval.already-withdrawn'],
    ['expired', 'approval.already-expired'],
    ['stopped', 'approval.already-over'],
  ])('about a request that is %s is refused', (state, key) => {
    expect(reasonOf({ request: aRequest({ state }) })).toBe(key);
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

  it('may not be decided any more when the policy ends it', () => {
    expect(reasonOf({ request: aRequest(due), now: minutesAfter(NOW, 24 * 60) })).toBe('approval.expired');
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
