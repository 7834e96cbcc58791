import { expect, it } from 'vitest';
import { assemblePlan } from '../../src/domain/assemble-plan.ts';
import { isOutdated } from '../../src/domain/is-outdated.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import { saysTheSame } from '../../src/domain/says-the-same.ts';
import type { TargetUser } from '../../src/domain/target-user.ts';
import { text } from '../../src/domain/text.ts';
import { aPerson, aStepRecord, aSyncedTargetUser, minutesAfter, NOW, someChoices } from '../helpers/given.ts';

it.each<[string, Partial<StepRecord>, number, boolean]>([
  ['nothing happened since it was read', { acceptedAt: minutesAfter(NOW, -5) }, 59, false],
  ['it was read an hour ago', {}, 60, true],
  [
    'the block was turned back since',
    { turnedBack: { times: 1, at: minutesAfter(NOW, 5), by: null, how: 'sync' } },
    6,
    true,
  ],
  ['the account was disabled in AD DS since', { kind: 'disable-account', acceptedAt: minutesAfter(NOW, 5) }, 6, true],
  ['devices were disabled since', { kind: 'disable-devices', acceptedAt: minutesAfter(NOW, 5) }, 6, false],
])('whether what is proposed about a block has to be looked at anew, where %s', (_, step, minutes, expected) => {
  const request = { facts: aSyncedTargetUser({ readAt: NOW }) };
  expect(isOutdated(request, [aStepRecord(step)], minutesAfter(NOW, minutes), 60)).toBe(expected);
});

const planOf = (facts: Partial<TargetUser>) =>
  assemblePlan({
    choices: someChoices('restore-user'),
    targetUser: aSyncedTargetUser({ accountEnabled: false, ...facts }),
    requester: aPerson(),
    successor: null,
    runs: [],
    now: NOW,
  });

it('says the same at another hour, and not of somebody who can sign in, or whose account in AD DS is known', () => {
  const at = (minutes: number) => text('plan.warning.sync-stale', { at: { instant: minutesAfter(NOW, minutes) } });
  const plan = planOf({});
  expect(saysTheSame({ ...plan, warnings: [at(1)] }, { ...plan, warnings: [at(2)] })).toBe(true);
  expect(saysTheSame({ ...plan, warnings: [at(1)] }, plan)).toBe(false);
  expect(saysTheSame(plan, planOf({ accountEnabled: true }))).toBe(false);
  expect(saysTheSame(plan, planOf({ inAd: { disabled: true } }))).toBe(false);
});
