import { expect, it } from 'vitest';
import { endedWithGaps } from '../../src/domain/report-ending.ts';
import { aRequest, aStepRecord, NOW } from '../helpers/given.ts';

it('an ending says first that the person can sign in, where somebody let them in', () => {
  const turnedBack = { times: 1, at: NOW, by: null, how: 'person' } as const;
  const block = aStepRecord({ kind: 'block-sign-in', state: 'overwritten', turnedBack });
  const groups = aStepRecord({ kind: 'leave-groups', state: 'verified', verifiedAt: NOW });
  const request = aRequest({ state: 'done-with-gaps', startedAt: NOW, endedAt: NOW });
  expect(endedWithGaps(request, [groups, block]).key).toMatch(/^report\.headline\.changed-back/);
  expect(endedWithGaps(request, [groups, { ...block, state: 'failed', turnedBack: null }]).key).toBe(
    'report.headline.done-with-gaps',
  );
});
