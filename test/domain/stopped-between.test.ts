import { describe, expect, it } from 'vitest';
import { endedWithGaps } from '../../src/domain/report-ending.ts';
import { stoppedNote } from '../../src/domain/stopped-between.ts';
import { translate } from '../../src/locales/translate.ts';
import { aRequest, aStepRecord, NOW } from '../helpers/given.ts';

const hold = { how: 'stop', by: 'id', byName: 'Grady', reason: 'Wrong', at: NOW, until: null, reminded: 0 } as const;
const request = aRequest({ state: 'done-with-gaps', startedAt: NOW, endedAt: NOW, hold });
const ran = aStepRecord({ kind: 'block-sign-in', state: 'verified' });
const left = aStepRecord({ kind: 'leave-groups', state: 'waived' });
const failed = aStepRecord({ kind: 'remove-licences', state: 'failed', attempt: 2 });
const back = aStepRecord({
  kind: 'block-sign-in',
  state: 'overwritten',
  turnedBack: { times: 2, at: NOW, by: null, how: 'sync' },
});

describe('a request that an approver stopped', () => {
  it.each([
    ['between', [ran, left]],
    ['after-all', [ran]],
    ['not-certain', [ran, failed]],
  ] as const)('is over %s: headline and note say the same', (what, steps) => {
    expect(endedWithGaps(request, steps).key).toBe(`report.headline.stopped-${what}`);
    expect(stoppedNote(request, steps)?.key).toBe(`flow.stopped-${what}`);
  });

  it('names what failed after it was tried as not certain, and only what there is', () => {
    const note = stoppedNote(request, [ran, failed]);
    const words = note === null ? '' : translate(note, { locale: 'en', timeZone: 'UTC' });
    expect(words).toMatch(/Had run: .*\. Not certain: .*\.$/);
    expect(words).not.toContain('Did not run');
  });

  it('says first that the person may be able to sign in', () => {
    expect(endedWithGaps(request, [back, left]).key).toBe('report.headline.overwritten');
  });
});
