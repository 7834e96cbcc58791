import { describe, expect, it } from 'vitest';
import { approvalNeeds, isEnough, toTakeOver } from '../../src/domain/approval-needs.ts';
import type { Plan } from '../../src/domain/plan.ts';
import { BUILT_IN_POLICY, type Policy } from '../../src/domain/policy.ts';
import { text } from '../../src/domain/text.ts';
import { aMembership, aPlan, aPlannedStep, aTargetUser } from '../helpers/given.ts';

const withRules = (rules: Policy['approvals']['rules'], count = 1): Policy => ({
  ...BUILT_IN_POLICY,
  approvals: { ...BUILT_IN_POLICY.approvals, count, rules },
});
const owned = (count: number) => Array.from({ length: count }, () => aMembership({ owner: true }));
const deletion = aPlan({ kind: 'offboard', steps: [aPlannedStep(), aPlannedStep({ kind: 'delete-account' })] });

describe('what an approval takes', () => {
  it.each([
    ['one for an ordinary person', aPlan(), aTargetUser(), 1, []],
    ['two for a deletion', deletion, aTargetUser(), 2, ['approval.needs.deletion']],
    ['two for who manages people', aPlan(), aTargetUser({ directReports: 1 }), 2, ['approval.needs.manages']],
    [
      'two for who owns many groups',
      aPlan(),
      aTargetUser({ memberships: owned(10) }),
      2,
      ['approval.needs.owns-groups'],
    ],
    [
      'two for who may manage people, as far as is known',
      aPlan(),
      aTargetUser({ reportsUnread: true }),
      2,
      ['approval.needs.manages-unread'],
    ],
    ['one for who owns a few', aPlan(), aTargetUser({ memberships: owned(9) }), 1, []],
    [
      'two, with every reason',
      deletion,
      aTargetUser({ directReports: 3 }),
      2,
      ['approval.needs.deletion', 'approval.needs.manages'],
    ],
  ] as const)('is %s', (_what, plan, targetUser, count, reasons) => {
    const needs = approvalNeeds(plan, targetUser, BUILT_IN_POLICY);
    expect(needs).toMatchObject({ count, by: 'approver' });
    expect(needs.reasons.map(({ key }) => key)).toEqual(reasons);
  });

  it('is two to take a deletion over, whatever the policy lets one decide alone, and else as many as it takes', () => {
    const take = (plan: Plan, count: number) => toTakeOver({ count, by: 'approver', reasons: [] }, plan).count;
    const skipped = aPlan({ steps: [aPlannedStep({ kind: 'delete-account', skip: text('plan.skip.no-licences') })] });
    expect([take(deletion, 1), take(deletion, 2), take(deletion, 3)]).toEqual([2, 2, 3]);
    expect([take(aPlan(), 1), take(skipped, 1), take(aPlan(), 2)]).toEqual([1, 1, 2]);
  });

  it('does not count a deletion that has nothing to do', () => {
    const skipped = aPlan({ steps: [aPlannedStep({ kind: 'delete-account', skip: text('plan.skip.no-licences') })] });
    expect(approvalNeeds(skipped, aTargetUser(), BUILT_IN_POLICY).count).toBe(1);
  });

  it('is never fewer than for every request, and the most of all rules', () => {
    const rules = [
      { when: { kinds: ['offboard'] as const }, count: 4 },
      { when: { managesAtLeast: 1 }, count: 2 },
    ];
    expect(approvalNeeds(aPlan(), aTargetUser(), withRules([], 3)).count).toBe(3);
    expect(approvalNeeds(deletion, aTargetUser({ directReports: 1 }), withRules(rules)).count).toBe(4);
    expect(approvalNeeds(aPlan(), aTargetUser({ directReports: 1 }), withRules(rules)).count).toBe(2);
  });

  it('needs all that one rule names', () => {
    const rules = [{ when: { managesAtLeast: 1, ownsGroupsAtLeast: 1 }, count: 2 }];
    expect(approvalNeeds(aPlan(), aTargetUser({ directReports: 1, memberships: [] }), withRules(rules)).count).toBe(1);
    expect(
      approvalNeeds(aPlan(), aTargetUser({ directReports: 1, memberships: owned(1) }), withRules(rules)).count,
    ).toBe(2);
  });

  it('is for the escalation group where any rule says so', () => {
    const rules = [{ when: { managesAtLeast: 1 }, count: 1, by: 'escalation' as const }];
    expect(approvalNeeds(aPlan(), aTargetUser({ directReports: 1 }), withRules(rules))).toEqual({
      count: 1,
      by: 'escalation',
      reasons: [],
    });
  });

  it('names only the rules that ask for more than one, with their numbers', () => {
    const rules = [
      { when: { managesAtLeast: 1 }, count: 2 },
      { when: { ownsGroupsAtLeast: 1 }, count: 2 },
      { when: { kinds: ['block-sign-in'] as const }, count: 3 },
      { when: {}, count: 1 },
    ];
    const memberships = [...owned(2), aMembership()];
    const { reasons } = approvalNeeds(aPlan(), aTargetUser({ directReports: 3, memberships }), withRules(rules));
    expect(reasons).toEqual([
      { key: 'approval.needs.manages', values: { name: 'Adele Vance', count: 3 } },
      { key: 'approval.needs.owns-groups', values: { name: 'Adele Vance', count: 2 } },
      { key: 'approval.needs.policy' },
    ]);
  });

  it('counts groups that are owned, not those somebody is in', () => {
    const rules = [{ when: { ownsGroupsAtLeast: 1 }, count: 2 }];
    expect(approvalNeeds(aPlan(), aTargetUser({ memberships: [aMembership()] }), withRules(rules)).count).toBe(1);
  });

  it('is enough for the escalation group when they gave it', () => {
    const byEscalation = { count: 1, by: 'escalation', reasons: [] } as const;
    expect(isEnough(byEscalation, byEscalation)).toBe(true);
  });

  it('has to be given anew when it takes more than was given', () => {
    const needs = (count: number, by: 'approver' | 'escalation') => ({ count, by, reasons: [] });
    expect(isEnough(needs(2, 'approver'), needs(1, 'approver'))).toBe(true);
    expect(isEnough(needs(1, 'approver'), needs(2, 'approver'))).toBe(false);
    expect(isEnough(needs(1, 'approver'), needs(1, 'escalation'))).toBe(false);
    expect(isEnough(needs(1, 'escalation'), needs(1, 'approver'))).toBe(true);
  });
});
