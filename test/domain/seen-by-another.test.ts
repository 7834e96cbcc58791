import { expect, it } from 'vitest';
import type { StepRecord } from '../../src/domain/outcome.ts';
import type { EarlierRun } from '../../src/domain/plan-input.ts';
import type { Request } from '../../src/domain/request.ts';
import { seenByAnother } from '../../src/domain/seen-by-another.ts';
import { text } from '../../src/domain/text.ts';
import { aRequest, aStepRecord, IDS, minutesAfter, NOW, someChoices } from '../helpers/given.ts';

const own = { id: 'own', startedAt: NOW, facts: aRequest({}).facts };
const step = aStepRecord({ kind: 'disable-account', lane: 'on-premises', state: 'failed' });
const other: EarlierRun = {
  request: aRequest({ id: 'other', reference: 'L-2', startedAt: minutesAfter(NOW, 5) }),
  steps: [{ ...step, state: 'verified', verifiedAt: minutesAfter(NOW, 40) }],
};
const STOP = { how: 'stop', by: IDS.approver, byName: 'A', reason: 'no', at: NOW, until: null, reminded: 0 } as const;
const TURNED_BACK = { times: 1, at: minutesAfter(NOW, 10), by: null, how: 'sync' } as const;
const stopped = { state: 'done-with-gaps', hold: STOP } as const;

function restore(changes: Partial<Request>, enabling: Partial<StepRecord>): EarlierRun {
  const choices = someChoices('restore-user');
  const lane = 'on-premises';
  return {
    request: aRequest({ id: 'restore', startedAt: minutesAfter(NOW, 60), choices, ...changes }),
    steps: [aStepRecord({ kind: 'enable-account', lane, ...enabling })],
  };
}

it.each<[string, Partial<Request>, Partial<StepRecord>, boolean]>([
  ['was stopped before anybody was asked to enable the account', stopped, { state: 'waived' }, true],
  [
    'was stopped while that was with people',
    stopped,
    { state: 'waived', note: text('flow.step-handed-out', { name: 'A' }) },
    false,
  ],
  ['enabled the account', { state: 'done' }, { state: 'verified', verifiedAt: minutesAfter(NOW, 70) }, false],
  ['is about to', { state: 'running' }, { state: 'planned' }, false],
])(
  'what another request has seen in Active Directory counts beside a restore that came after it only where that %s',
  (_, changes, enabling, counts) => {
    const seen = seenByAnother(own, step, [other, restore(changes, enabling)]);
    expect(seen?.reference ?? null).toBe(counts ? 'L-2' : null);
  },
);

it('counts whatever people said about it here, and not for other kinds of step', () => {
  expect(seenByAnother(own, step, [other])?.seenAt).toBe(minutesAfter(NOW, 40));
  expect(seenByAnother(own, { ...step, kind: 'reset-password' }, [other])).toBeNull();
});

it.each<[string, boolean, Partial<StepRecord>, string | null, boolean, number?]>([
  ['found the block standing, and that one has looked again', false, {}, minutesAfter(NOW, 30), true],
  ['found the block standing, and that one looked at the cloud alone', false, {}, minutesAfter(NOW, 30), false, -10],
  ['found the block standing, and that one has not looked again', false, {}, minutesAfter(NOW, -30), false],
  ['found the account enabled', true, {}, minutesAfter(NOW, 30), false],
  ['found its own block turned back since', false, { turnedBack: TURNED_BACK }, minutesAfter(NOW, 30), false],
])(
  'what was seen in Active Directory before a request began that %s',
  (_, accountEnabled, block, read, counts, sync = 20) => {
    const earlier: EarlierRun = {
      request: aRequest({ id: 'other', reference: 'L-2', startedAt: minutesAfter(NOW, -90) }),
      steps: [
        {
          ...step,
          state: 'verified',
          verifiedAt: minutesAfter(NOW, -60),
          evidence: { read, tenantLastSync: minutesAfter(NOW, sync) },
        },
      ],
    };
    const facts = { ...own.facts, accountEnabled };
    const ownRun: EarlierRun = {
      request: aRequest({ id: 'own', facts, startedAt: NOW }),
      steps: [aStepRecord({ kind: 'block-sign-in', state: 'accepted', ...block }), step],
    };
    const seen = seenByAnother({ ...own, facts }, step, [ownRun, earlier]);
    expect(seen?.seenAt ?? null).toBe(counts ? read : null);
  },
);
