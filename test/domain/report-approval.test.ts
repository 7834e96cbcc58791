import { expect, it } from 'vitest';
import type { StepRecord } from '../../src/domain/outcome.ts';
import { approvalLines } from '../../src/domain/report-approval.ts';
import { aRequest, aStepRecord, minutesAfter, NOW } from '../helpers/given.ts';

const decision = { verdict: 'approved', by: 'lead', byName: 'Pradeep Gupta', reason: null, at: NOW } as const;
const emergency = { confirmBy: minutesAfter(NOW, 240), answer: null, proposal: null };
const turnedBack = { times: 1, at: minutesAfter(NOW, 30), by: null, how: 'sync' } as const;

it.each<[string, Partial<StepRecord>, string, number]>([
  [
    'the hour at which the account was blocked',
    { state: 'verified', acceptedAt: minutesAfter(NOW, 25), verifiedAt: minutesAfter(NOW, 26) },
    'by',
    25,
  ],
  [
    'that it was asked for then, of a block that directory sync brought',
    { state: 'verified', acceptedAt: minutesAfter(NOW, 25), verifiedAt: minutesAfter(NOW, 25) },
    'in-place',
    0,
  ],
  [
    'that it was asked for then also once a sync has left it so',
    {
      ...{ state: 'verified', acceptedAt: minutesAfter(NOW, 25), verifiedAt: minutesAfter(NOW, 55) },
      evidence: { firstSeen: minutesAfter(NOW, 25) },
    },
    'in-place',
    0,
  ],
  ['the hour of the click until that was seen', { state: 'accepted', acceptedAt: minutesAfter(NOW, 25) }, 'asked', 0],
  [
    'that it was asked for, of a block whose effect nobody saw',
    { state: 'failed', acceptedAt: minutesAfter(NOW, 25) },
    'asked',
    0,
  ],
  ['the hour of the click until then', { state: 'running', attempt: 1 }, 'asked', 0],
  [
    'the hour of the click once it was made again',
    { state: 'accepted', acceptedAt: minutesAfter(NOW, 31), turnedBack },
    'by-asked',
    0,
  ],
])('of a block at once a card says %s', (_, changes, key, minutes) => {
  const [line] = approvalLines(
    aRequest({ decision, emergency }),
    [aStepRecord({ kind: 'block-sign-in', ...changes })],
    NOW,
  );
  expect(line).toMatchObject({
    key: `report.emergency.${key}`,
    values: { at: { instant: minutesAfter(NOW, minutes) } },
  });
});

it('of a block at once that took two members a card says who asked for it first, and when', () => {
  const first = { by: 'ebba', byName: 'Ebba Alarm', at: minutesAfter(NOW, -20) };
  const lines = approvalLines(aRequest({ decision, emergency: { ...emergency, first } }), [], NOW);
  expect(lines[1]).toEqual({
    key: 'report.emergency.first',
    values: { name: 'Ebba Alarm', at: { instant: minutesAfter(NOW, -20) } },
  });
});

it.each([
  ['pending', true],
  ['withdrawn', false],
  ['declined', false],
] as const)('of another hour that nobody agreed to, a request that is %s says who has to: %s', (state, isSaid) => {
  const edited = { by: 'daan', byName: 'Daan', at: NOW, agreedAt: null, to: minutesAfter(NOW, 60) };
  const keys = approvalLines(aRequest({ state, edited }), [], NOW).map(({ key }) => key);
  expect(keys.includes('report.approval.waits')).toBe(isSaid);
});

it.each([
  ['a request that waits for its requester to agree', 'pending', { agreedAt: null }, 'proposed'],
  ['one that was withdrawn since', 'withdrawn', { agreedAt: null }, 'had-proposed'],
  ['one to which the requester did not agree', 'pending', { agreedAt: null, lapsedAt: NOW }, 'had-proposed'],
  ['one that runs at once by now', 'running', { agreedAt: NOW }, 'postponed'],
] as const)('of another hour, %s says which it was', (_, state, changes, key) => {
  const to = minutesAfter(NOW, 60);
  const edited = { by: 'daan', byName: 'Daan', at: NOW, to, ...changes };
  const [line] = approvalLines(aRequest({ state, edited, dueAt: null }), [], NOW);
  expect(line).toEqual({ key: `report.approval.${key}`, values: { name: 'Daan', at: { instant: to } } });
});

it('of another hour that is not known any more a card says nothing', () => {
  const edited = { by: 'daan', byName: 'Daan', at: NOW, agreedAt: null, lapsedAt: NOW };
  expect(approvalLines(aRequest({ edited, dueAt: null }), [], NOW)).toEqual([]);
});
