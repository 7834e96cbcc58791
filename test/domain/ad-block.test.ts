import { expect, it } from 'vitest';
import { adBlockOf, isEnabledBySync } from '../../src/domain/ad-block.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import { aRequest, aStepRecord, aSyncedTargetUser, NOW } from '../helpers/given.ts';

const blocked = { kind: 'block-sign-in', state: 'accepted', acceptedAt: NOW } as const;

it.each<[string, Partial<StepRecord>, Partial<StepRecord>, 'enabled' | 'unknown']>([
  [
    'it could sign in until the block, and nothing was sent there',
    { snapshot: { accountEnabled: true } },
    {},
    'enabled',
  ],
  ['it was blocked before', { snapshot: { accountEnabled: false } }, {}, 'unknown'],
  ['what was sent there was not answered', { snapshot: { accountEnabled: true } }, { attempt: 1 }, 'unknown'],
])('whether AD DS has the account enabled, where %s', (_, block, disable, known) => {
  const steps = [
    aStepRecord({ ...blocked, ...block }),
    aStepRecord({ kind: 'disable-account', lane: 'on-premises', state: 'failed', ...disable }),
  ];
  expect(adBlockOf([{ request: aRequest(), steps }], aSyncedTargetUser())).toBe(known);
});

const back = { ...blocked, state: 'overwritten', turnedBack: { times: 2, at: NOW, by: null, how: 'sync' } } as const;

it.each<[string, Partial<StepRecord>, Partial<StepRecord>, boolean]>([
  ['directory sync turned the block back', back, { state: 'needs-person' }, true],
  ['somebody changed it back', { ...back, turnedBack: { ...back.turnedBack, how: 'person' } }, {}, false],
  ['it was said to be disabled there', back, { state: 'attested', acceptedAt: NOW }, false],
  ['it was blocked again since', { ...back, state: 'accepted' }, {}, false],
])('whether AD DS is known to have the account enabled by what sync carried, where %s', (_, block, disable, known) => {
  const steps = [aStepRecord(block), aStepRecord({ kind: 'disable-account', lane: 'on-premises', ...disable })];
  const run = { request: aRequest(), steps };
  expect(isEnabledBySync([run], aSyncedTargetUser())).toBe(known);
  expect(isEnabledBySync([run], aSyncedTargetUser({ accountEnabled: false }))).toBe(false);
});
