import { describe, expect, it } from 'vitest';
import type { Gap } from '../../src/domain/gap.ts';
import { goneEvidence, withGoneOnce } from '../../src/domain/gone.ts';
import { noticesOf } from '../../src/domain/notices.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import { endedWithGaps } from '../../src/domain/report-ending.ts';
import type { Request } from '../../src/domain/request.ts';
import { text } from '../../src/domain/text.ts';
import { aGivenTask, aPlan, aRequest, aStepRecord, aTask, minutesAfter, NOW } from '../helpers/given.ts';

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

it('an ending from which a deletion took what was left has the hour at which that was found, and none of before', () => {
  const read = minutesAfter(NOW, 60);
  const gap: Gap = {
    end: 'left',
    kind: 'licence',
    id: 'e3',
    name: 'E3',
    why: 'carries-mailbox-chosen',
    who: 'exchange-admin',
    through: null,
  };
  const licences = aStepRecord({ kind: 'remove-licences', state: 'verified', verifiedAt: NOW, gaps: [gap] });
  const endingOf = (found: string, state: StepRecord['state']) => {
    const block = aStepRecord({ kind: 'block-sign-in', state, evidence: { found, read } });
    return endedWithGaps(aRequest({ state: 'done-with-gaps', startedAt: NOW, endedAt: NOW }), [block, licences]);
  };
  expect(endingOf('soft-deleted', 'skipped')).toEqual(text('report.headline.done', { at: { instant: read } }));
  expect(endingOf('active', 'skipped')).toMatchObject({
    key: 'report.headline.done-kept',
    values: { at: { instant: NOW } },
  });
});

describe('an ending of which one look did not find the automatic reply that was seen before', () => {
  const [before, doubt, after] = [minutesAfter(NOW, 60), minutesAfter(NOW, 900), minutesAfter(NOW, 901)];
  const ending = (licencesSeen: string, replySeen: string, goneOnce: string | null, changes: Partial<Request> = {}) => {
    const evidence = goneOnce === null ? null : withGoneOnce({ reply: 'Gone' }, goneOnce);
    const steps = [
      aStepRecord({ kind: 'set-auto-reply', state: 'verified', verifiedAt: replySeen, evidence }),
      aStepRecord({ kind: 'remove-licences', state: 'verified', verifiedAt: licencesSeen }),
    ];
    return endedWithGaps(aRequest({ state: 'done-with-gaps', startedAt: NOW, endedAt: NOW, ...changes }), steps);
  };
  const tasks = { plan: aPlan({ tasks: [aTask({ key: 'payroll' })] }), tasks: [aGivenTask({ key: 'payroll' })] };

  it.each([
    ['a task is open', tasks, 'report.headline.done-tasks'],
    ['nothing else is', {}, 'report.headline.done'],
  ] as const)('says no hour at which all was seen, where that look saw the rest and %s', (_, changes, key) => {
    const found = { at: { instant: doubt }, steps: [text('step.set-auto-reply.title')] };
    // The steps of one look are read one after the other.
    for (const seen of [minutesAfter(doubt, 0.1), minutesAfter(doubt, -0.1)]) {
      const { key: said, values } = ending(seen, NOW, doubt, changes);
      expect(said).toBe('report.headline.done-but');
      expect(values).toMatchObject({ at: { instant: NOW } });
      expect(values?.gaps).toContainEqual(text('report.gap.not-found-once', found));
    }
    // What was seen before that look was seen by one that found the reply; the next one may find it.
    expect(ending(before, NOW, doubt, changes)).toMatchObject({ key, values: { at: { instant: before } } });
    expect(ending(doubt, after, null, changes)).toMatchObject({ key, values: { at: { instant: after } } });
  });
});

it('an ending says that the account was found deleted when the block found it first, not what went with it after', () => {
  const [first, second] = [minutesAfter(NOW, 60), minutesAfter(NOW, 840)];
  const block = aStepRecord({
    ...{ kind: 'block-sign-in', state: 'verified', verifiedAt: NOW, acceptedAt: NOW },
    evidence: { found: 'soft-deleted', read: first },
  });
  const share = aStepRecord({ kind: 'share-onedrive', state: 'gone', evidence: goneEvidence(null, 'account', second) });
  const request = aRequest({ state: 'done-with-gaps', startedAt: NOW, endedAt: second });
  const { values } = endedWithGaps(request, [block, share]);
  expect(values?.gaps).toMatchObject([{ key: 'report.gap.gone-account', values: { at: { instant: first } } }]);
});

it.each([
  ['graph.groups.none', 'report.headline.done'],
  ['plan.skip.no-cloud-groups', 'report.headline.done-here'],
] as const)('an ending does not say of a step that was left out for “%s” that it was seen to be done', (why, key) => {
  const block = aStepRecord({ kind: 'block-sign-in', state: 'verified', verifiedAt: NOW });
  const groups = aStepRecord({ kind: 'leave-groups', state: 'skipped', note: text(why) });
  const request = aRequest({ state: 'done', startedAt: NOW, endedAt: NOW });
  expect(endedWithGaps(request, [block, groups]).key).toBe(key);
  const [told] = noticesOf(request, [block, groups], { now: NOW, policy: BUILT_IN_POLICY });
  expect(told?.message.key).toBe(key.replace('report.headline', 'notice'));
});

describe('a licence of the mailbox that the requester left', () => {
  it.each([
    ['graph.groups.none', 'notice.done-kept'],
    ['plan.skip.no-cloud-groups', 'notice.done-kept-here'],
  ] as const)('is told of beside a step that was left out for “%s” as what that was', (why, key) => {
    const licences = aStepRecord({ kind: 'remove-licences', state: 'verified', verifiedAt: NOW, gaps: [kept] });
    const groups = aStepRecord({ kind: 'leave-groups', state: 'skipped', note: text(why) });
    const request = aRequest({ state: 'done-with-gaps', startedAt: NOW, endedAt: NOW });
    const [told] = noticesOf(request, [licences, groups], { now: NOW, policy: BUILT_IN_POLICY });
    expect(told?.message.key).toBe(key);
  });

  const kept: Gap = {
    end: 'left',
    kind: 'licence',
    id: 'e3',
    name: 'Microsoft 365 E3',
    why: 'carries-mailbox-chosen',
    who: 'exchange-admin',
    through: null,
  };
  const licence = (name: string) => text('gap.named.licence', { name });
  const endingWith = (gaps: readonly Gap[], ...others: readonly StepRecord[]) => {
    const licences = aStepRecord({ kind: 'remove-licences', state: 'verified', verifiedAt: NOW, gaps });
    return endedWithGaps(aRequest({ state: 'done-with-gaps', startedAt: NOW, endedAt: NOW }), [licences, ...others]);
  };

  it('stays as was chosen, and is no work', () => {
    expect(endingWith([kept])).toEqual(
      text('report.headline.done-kept', { at: { instant: NOW }, count: 1, items: [licence('Microsoft 365 E3')] }),
    );
  });

  it.each([
    ['other work', [kept, { ...kept, id: 'f3', name: 'F3', why: 'inherited', through: 'LIC' }], 'done-left', 'F3'],
    [
      'one through a group, which had no tick',
      [{ ...kept, why: 'carries-mailbox', through: 'LIC' }],
      'done-left',
      'Microsoft 365 E3',
    ],
    // Said to be work of an Exchange administrator then, whether or not there was a choice.
    ['one of before that was known', [{ ...kept, why: 'carries-mailbox' }], 'done-left', 'Microsoft 365 E3'],
  ] as const)('is not named as left to people beside %s', (_, gaps, key, name) => {
    const { key: said, values } = endingWith(gaps);
    expect([said, values?.items]).toEqual([`report.headline.${key}`, [licence(name)]]);
  });

  it('is not named as left to people beside a step that was skipped', () => {
    const waived = aStepRecord({ kind: 'set-auto-reply', state: 'waived', note: text('flow.waived') });
    expect(JSON.stringify(endingWith([kept], waived))).not.toContain('Microsoft 365 E3');
  });
});
