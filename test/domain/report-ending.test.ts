import { expect, it } from 'vitest';
import { endedWithGaps } from '../../src/domain/report-ending.ts';
import { text } from '../../src/domain/text.ts';
import { aRequest, aStepRecord, minutesAfter, NOW } from '../helpers/given.ts';

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

it.each([
  ['failed', 'report.headline.ended-temporary'],
  ['waived', 'report.headline.ended-temporary'],
  ['attested', 'report.headline.done-with-gaps'],
] as const)('an ending says that the block may not last, where its half in Active Directory is %s', (state, key) => {
  const block = aStepRecord({ kind: 'block-sign-in', state: 'accepted', verifiedAt: NOW });
  const inAd = aStepRecord({ kind: 'disable-account', lane: 'on-premises', state });
  const request = aRequest({ state: 'done-with-gaps', startedAt: NOW, endedAt: NOW });
  expect(endedWithGaps(request, [block, inAd]).key).toBe(key);
});

it('an ending says first that the person may be able to sign in, where the helpdesk left a block so that was turned back', () => {
  const turnedBack = { times: 1, at: NOW, by: null, how: 'sync' } as const;
  const block = aStepRecord({ kind: 'block-sign-in', state: 'waived', acceptedAt: NOW, verifiedAt: NOW, turnedBack });
  const inAd = aStepRecord({ kind: 'disable-account', lane: 'on-premises', state: 'waived' });
  const request = aRequest({ state: 'done-with-gaps', startedAt: NOW, endedAt: NOW });
  expect(endedWithGaps(request, [block, inAd]).values).toMatchObject({
    headline: { key: 'report.headline.overwritten' },
    failed: { key: 'report.headline.done-but' },
  });
  expect(endedWithGaps(request, [block, { ...inAd, state: 'verified' }]).key).toBe('report.headline.done-but');
});

it.each([
  ['waived', 'report.headline.block-refused'],
  ['verified', 'report.headline.done-but'],
] as const)(
  'an ending of a refused block says whether the person can sign in, where the work in Active Directory is %s',
  (state, key) => {
    const note = text('flow.waived-after', { why: text('graph.block.refused-by-sync') });
    const block = aStepRecord({ kind: 'block-sign-in', state: 'waived', note });
    const inAd = aStepRecord({ kind: 'disable-account', lane: 'on-premises', state });
    const request = aRequest({ state: 'done-with-gaps', startedAt: NOW, endedAt: NOW });
    expect(endedWithGaps(request, [block, inAd]).key).toBe(key);
  },
);

it('an ending in which all was seen has the hour of the last that was: what was left at the end may be done since', () => {
  const later = minutesAfter(NOW, 60);
  const block = aStepRecord({ kind: 'block-sign-in', state: 'verified', verifiedAt: NOW });
  const licences = aStepRecord({ kind: 'remove-licences', state: 'verified', verifiedAt: later });
  const request = aRequest({ state: 'done-with-gaps', startedAt: NOW, endedAt: NOW });
  expect(endedWithGaps(request, [block, licences]).values).toEqual({ at: { instant: later } });
  expect(endedWithGaps(request, [block]).values).toEqual({ at: { instant: NOW } });
});
