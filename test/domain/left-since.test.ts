import { expect, it } from 'vitest';
import { assemblePlan } from '../../src/domain/assemble-plan.ts';
import { comparePlans } from '../../src/domain/compare-plans.ts';
import { leavesTheSame, leftSince } from '../../src/domain/left-since.ts';
import { planHash } from '../../src/domain/plan-hash.ts';
import type { EarlierRun } from '../../src/domain/plan-input.ts';
import { aPerson, aRequest, aStepRecord, aTargetUser, minutesAfter, NOW, someChoices } from '../helpers/given.ts';

const blocked = aTargetUser({ accountEnabled: false, readAt: NOW });
const request = aRequest({ id: 'r1', reference: 'L-1' });
const done = { state: 'verified', verifiedAt: minutesAfter(NOW, -60) } as const;
const block: EarlierRun = { request, steps: [aStepRecord({ kind: 'block-sign-in', ...done })] };
const reset: EarlierRun = {
  request: { ...request, id: 'r2', reference: 'L-2' },
  steps: [aStepRecord({ kind: 'reset-password', ...done })],
};

function restore(runs: readonly EarlierRun[]) {
  const choices = someChoices('restore-user', {});
  return assemblePlan({ choices, targetUser: blocked, requester: aPerson(), successor: null, runs, now: NOW });
}

it('a restore starts with the work for people of now: a password that was replaced since it was approved', () => {
  const [approved, rebuilt] = [restore([block]), restore([block, reset])];
  expect(comparePlans(approved, rebuilt).status).toBe('same');
  const started = leftSince(approved, rebuilt);
  expect(started.warnings.map(({ key }) => key)).toContain('plan.warning.new-password-cloud');
  expect(started.steps.flatMap(({ gaps = [] }) => gaps.map(({ why }) => why))).toEqual(['new-password']);
  expect(planHash(started)).toBe(planHash(approved));
});

it('and without what was seen to since', () => {
  const started = leftSince(restore([block, reset]), restore([block]));
  expect(started.steps.some(({ gaps }) => gaps !== undefined)).toBe(false);
  expect(started.warnings).toEqual(restore([block]).warnings);
});

it('tells by what earlier runs left whether a step leaves the same', () => {
  const [gaps = []] = restore([block, reset]).steps.flatMap((step) => (step.gaps === undefined ? [] : [step.gaps]));
  expect([leavesTheSame(gaps, gaps), leavesTheSame([], gaps), leavesTheSame([], [])]).toEqual([true, false, true]);
});
