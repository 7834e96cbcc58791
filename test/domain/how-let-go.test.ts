import { describe, expect, it } from 'vitest';
import { progressRows } from '../../src/cards/parts/progress-rows.ts';
import { buildReport } from '../../src/domain/build-report.ts';
import { text } from '../../src/domain/text.ts';
import type { TextKey } from '../../src/domain/text-key.ts';
import { aRequest, aStepRecord, NOW } from '../helpers/given.ts';

const hold = { how: 'stop', by: 'id', byName: 'Grady', reason: 'Wrong', at: NOW, until: null, reminded: 0 } as const;
const reader = { locale: 'en', timeZone: 'UTC' } as const;

describe('a step that was let go', () => {
  it.each<[TextKey, string]>([
    ['flow.step-handed-out', 'not known whether done'],
    ['flow.step-handed-out-after', 'not known whether done'],
    ['flow.step-handed-out-enabled', 'not known whether done'],
    ['flow.step-stopped', 'not begun'],
    ['flow.step-not-tried-again', 'left as it is'],
    ['flow.step-not-repeated', 'left as it is'],
    ['flow.runbook-cannot', 'left as it is'],
  ])('by the stop of its request (%s) is not said to be skipped by the helpdesk, nor at an hour', (key, words) => {
    expect(stateOf(key)).toBe(words);
  });

  it.each<TextKey>(['flow.waived', 'flow.waived-not-known', 'flow.waived-said'])(
    'by a click (%s) was skipped by the helpdesk, at that hour',
    (key) => expect(stateOf(key)).toMatch(/^skipped by the helpdesk .*\d\d:\d\d$/),
  );
});

function stateOf(key: TextKey): string {
  const request = aRequest({ state: 'done-with-gaps', startedAt: NOW, endedAt: NOW, hold });
  const values = { name: 'Grady', reason: 'no', why: 'It was refused.', said: 'In hand.', at: { instant: NOW } };
  const note = text(key, values);
  const step = aStepRecord({ kind: 'disable-account', state: 'waived', intendedAt: NOW, note });
  const { rows } = progressRows(buildReport({ request, steps: [step], now: NOW }), reader, 'full');
  return rows[0]?.details[0]?.words ?? '';
}
