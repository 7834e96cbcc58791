import { describe, expect, it } from 'vitest';
import { buildReport } from '../../src/domain/build-report.ts';
import { endedBefore, withEndedBefore } from '../../src/domain/ended-before.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import { text } from '../../src/domain/text.ts';
import { aRequest, aStepRecord, minutesAfter, NOW } from '../helpers/given.ts';

const SEEN = minutesAfter(NOW, 1);
const ENDED = aStepRecord({
  kind: 'revoke-sessions',
  state: 'verified',
  acceptedAt: NOW,
  verifiedAt: SEEN,
  evidence: null,
});
const AGAIN: StepRecord = {
  ...ENDED,
  state: 'planned',
  acceptedAt: null,
  verifiedAt: null,
  evidence: withEndedBefore(ENDED),
};

describe('sessions that are to be ended again', () => {
  it('were ended once, until they were ended again', () => {
    expect(endedBefore(AGAIN)).toEqual({ at: NOW, seenAt: SEEN });
    expect(endedBefore({ ...AGAIN, acceptedAt: SEEN })).toBeNull();
    expect(endedBefore(ENDED)).toBeNull();
  });

  it('keep the first time when they are to be ended a third time', () => {
    expect(endedBefore({ ...AGAIN, evidence: withEndedBefore(AGAIN) })).toEqual({ at: NOW, seenAt: SEEN });
  });

  it.each<[string, Partial<StepRecord>, string, string | null]>([
    ['a stop holds it', { note: text('brakes.step-held', { stop: 'S-1' }) }, 'sessions-held', 'brakes.again-held'],
    ['it failed', { state: 'failed', note: text('flow.not-confirmed') }, 'sessions-unblocked', 'flow.not-confirmed'],
  ])('are said with the hour of the first time where %s', (_, change, line, note) => {
    const block = aStepRecord({ kind: 'block-sign-in', state: 'verified', acceptedAt: NOW, verifiedAt: SEEN });
    const request = aRequest({ state: 'running', startedAt: NOW });
    const report = buildReport({ request, steps: [block, { ...AGAIN, ...change }], now: minutesAfter(NOW, 30) });
    const why = report.lines.find(({ id }) => id === 'open-sessions')?.explains;
    expect(why).toMatchObject({ key: `propagation.explains.${line}`, values: { at: { instant: NOW } } });
    expect(report.steps.find(({ kind }) => kind === 'revoke-sessions')?.note?.key).toBe(note);
  });
});
