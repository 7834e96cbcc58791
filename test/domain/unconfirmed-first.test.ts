import { describe, expect, it } from 'vitest';
import { buildReport } from '../../src/domain/build-report.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import type { Emergency } from '../../src/domain/request.ts';
import { text } from '../../src/domain/text.ts';
import { aRequest, aStepRecord, minutesAfter, NOW } from '../helpers/given.ts';

const at = { instant: minutesAfter(NOW, 240) };
const waits: Emergency = { confirmBy: at.instant, answer: null, proposal: null };

function reportOf(emergency: Partial<Emergency>, step: Partial<StepRecord> = {}, minutes = 20) {
  const made = { kind: 'block-sign-in', state: 'verified', acceptedAt: NOW, verifiedAt: NOW, ...step } as const;
  const request = aRequest({ state: 'watching', startedAt: NOW, emergency: { ...waits, ...emergency } });
  return buildReport({ request, steps: [aStepRecord(made)], now: minutesAfter(NOW, minutes) });
}

describe('a block at once that nobody has answered about', () => {
  it('is said first not to be confirmed, and until when somebody has to answer', () => {
    const { headline, todo } = reportOf({});
    expect(headline).toMatchObject({ key: 'report.headline.unconfirmed', values: { at } });
    expect(todo[0]).toEqual(text('report.todo.confirm', { at }));
  });

  it.each([
    ['escalation', ['report.todo.confirm-escalation']],
    ['nobody', []],
  ] as const)('asks whom it can be asked of: %s', (answeredBy, keys) => {
    expect(reportOf({ answeredBy }).todo.map(({ key }) => key)).toEqual(keys);
  });

  it('is not said to wait for an answer within its hours where nobody was left who may give one', () => {
    const { headline } = reportOf({ answeredBy: 'nobody' });
    expect(headline.key).toBe('report.headline.unconfirmed-nobody');
    expect(JSON.stringify(headline.values)).not.toContain(at.instant);
  });

  it('says first that it does not stand, where it does not', () => {
    const { headline, todo } = reportOf({}, { state: 'failed' });
    expect(headline.key).not.toBe('report.headline.unconfirmed');
    expect(todo.at(-1)?.key).toBe('report.todo.confirm');
  });

  it.each([
    ['once somebody has', { answer: { verdict: 'confirmed', by: 'd', byName: 'Daan', at: NOW } }, 20],
    ['once its hour is over', {}, 240],
  ] as const)('is not said to wait for an answer %s', (_, emergency, minutes) => {
    const { headline, todo } = reportOf(emergency, {}, minutes);
    expect(JSON.stringify([headline, todo])).not.toMatch(/unconfirmed|todo.confirm/);
  });
});
