import { expect, it } from 'vitest';
import { adBlockOf } from '../../src/domain/ad-block.ts';
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
