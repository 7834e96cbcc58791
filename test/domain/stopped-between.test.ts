import { describe, expect, it } from 'vitest';
import type { StepRecord } from '../../src/domain/outcome.ts';
import { endedWithGaps } from '../../src/domain/report-ending.ts';
import { fateOf, stoppedNote } from '../../src/domain/stopped-between.ts';
import { text } from '../../src/domain/text.ts';
import type { TextKey } from '../../src/domain/text-key.ts';
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

  it('says that it was stopped, and that what had run was turned back', () => {
    const headline = endedWithGaps(request, [back, left]);
    const words = translate(headline, { locale: 'en', timeZone: 'UTC' });
    expect(words).toMatch(
      /^Stopped by Grady .* Directory sync turned this back: Block sign-in\..* may be able to sign in/,
    );
    const note = stoppedNote(request, [back, left]);
    const said = note === null ? '' : translate(note, { locale: 'en', timeZone: 'UTC' });
    expect(said).toMatch(/Had run, and was turned back: Block sign-in\. Did not run: .*\.$/);
    expect(said).not.toContain('Had run: ');
  });

  it('calls not done what the helpdesk said that it cannot be done', () => {
    const cannot = {
      ...failed,
      lane: 'on-premises' as const,
      note: text('flow.runbook-cannot', { reason: 'No rights' }),
    };
    expect(fateOf(cannot)).toBe('left');
  });

  const turned = (how: 'sync' | 'person' | 'said') => ({ times: 1, at: NOW, by: null, how }) as const;
  const waived = (key: TextKey, more: Partial<StepRecord> = {}) =>
    ({ state: 'waived', note: text(key), ...more }) as const;

  it.each<[string, string, Partial<StepRecord>]>([
    ['ran', 'seen', { state: 'verified' }],
    ['ran', 'accepted', { state: 'accepted', acceptedAt: NOW }],
    ['ran', 'turned back since', { state: 'overwritten', turnedBack: turned('sync') }],
    ['ran', 'changed back and then skipped', waived('flow.waived-changed-back', { turnedBack: turned('person') })],
    ['ran', 'seen once and then skipped', waived('flow.waived-not-confirmed', { acceptedAt: NOW, verifiedAt: NOW })],
    ['said', 'a bare Done', { state: 'attested', acceptedAt: NOW }],
    ['left', 'said to be done, and a look shows that it is not', { state: 'overwritten', turnedBack: turned('said') }],
    ['left', 'said to be done, not seen, and skipped', waived('flow.waived-said', { turnedBack: turned('said') })],
    ['left', 'skipped by the helpdesk', waived('flow.waived')],
    ['left', 'not begun when it was stopped', waived('flow.step-stopped')],
    ['left', 'refused before it was tried', { state: 'failed', attempt: 0 }],
    ['left', 'refused by Microsoft 365', { state: 'needs-person', lane: 'cloud', attempt: 1 }],
    ['unsure', 'accepted, never seen, and skipped', waived('flow.waived-not-confirmed', { acceptedAt: NOW })],
    ['unsure', 'without an answer, and skipped', waived('flow.waived-not-known', { attempt: 2 })],
    ['unsure', 'handed out as a runbook', waived('flow.step-handed-out', { lane: 'on-premises' })],
    ['unsure', 'handed out after AD DS refused it', waived('flow.step-handed-out-after', { lane: 'on-premises' })],
    ['left', 'refused, and let go by the stop', waived('flow.step-not-tried-again', { attempt: 1 })],
    ['partly', 'stopped between two of its parts', waived('flow.step-cut-short', { attempt: 1, acceptedAt: NOW })],
    ['unsure', 'tried and failed', { state: 'failed', attempt: 2 }],
    ['none', 'not needed', { state: 'skipped' }],
  ])('says "%s" of a step that was %s', (fate, _, step) => {
    expect(fateOf(aStepRecord({ kind: 'disable-account', ...step }))).toBe(fate);
  });

  it('names what was done in part beside what had run', () => {
    const groups = aStepRecord({ kind: 'leave-groups', ...waived('flow.step-cut-short', { attempt: 1 }) });
    const note = stoppedNote(request, [ran, groups]);
    const words = note === null ? '' : translate(note, { locale: 'en', timeZone: 'UTC' });
    expect(words).toMatch(/Had run: Block sign-in\. Done in part: [^:]*groups[^:]*\.$/);
    expect(endedWithGaps(request, [ran, groups]).key).toBe('report.headline.stopped-between');
  });

  it('calls nothing run that was only said, and nothing undone that the helpdesk had in hand', () => {
    const said = aStepRecord({ kind: 'leave-ad-groups', lane: 'on-premises', state: 'attested' });
    const inHand = aStepRecord({ kind: 'disable-account', lane: 'on-premises', ...waived('flow.step-handed-out') });
    const note = stoppedNote(request, [ran, said, inHand]);
    const words = note === null ? '' : translate(note, { locale: 'en', timeZone: 'UTC' });
    expect(words).toMatch(/Had run: Block sign-in\. Reported done, not seen: .*groups.*\. Not certain: Disable .*\.$/);
    expect(endedWithGaps(request, [ran, said]).key).toBe('report.headline.stopped-not-certain');
  });
});
