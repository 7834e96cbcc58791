import { expect, it } from 'vitest';
import type { StepRecord } from '../../src/domain/outcome.ts';
import type { EarlierRun } from '../../src/domain/plan-input.ts';
import type { Request } from '../../src/domain/request.ts';
import { seenByAnother } from '../../src/domain/seen-by-another.ts';
import { text } from '../../src/domain/text.ts';
import { AD_DOMAIN, aRequest, aStepRecord, IDS, minutesAfter, NOW, someChoices } from '../helpers/given.ts';

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

type Look = { readonly read?: number; readonly sync?: number; readonly person?: number };

it.each<[string, boolean, Partial<StepRecord>, Look, boolean]>([
  ['found the block standing, and that one has looked again', false, {}, {}, true],
  ['found the block standing, and that one looked at the cloud alone', false, {}, { sync: -10 }, false],
  ['found the block standing, and sync brought the account itself since', false, {}, { person: -30 }, false],
  ['found the block standing, and that one has not looked again', false, {}, { read: -30 }, false],
  ['found the account enabled', true, {}, {}, false],
  ['found its own block turned back since', false, { turnedBack: TURNED_BACK }, {}, false],
])(
  'what was seen in Active Directory before a request began that %s',
  (_, accountEnabled, block, { read = 30, sync = 20, person = -61 }, counts) => {
    const seen = seenByAnother(...begunAfter({ accountEnabled, block, evidence: lookOf(read, sync, person) }));
    expect(seen?.seenAt ?? null).toBe(counts ? minutesAfter(NOW, read) : null);
  },
);

const pasted = {
  state: 'attested',
  acceptedAt: minutesAfter(NOW, 2),
  evidence: { result: { accountDisabled: true } },
} as const;

it.each<[string, Look, Partial<StepRecord>, boolean]>([
  ['has looked again after sync had the time for it', {}, pasted, true],
  ['looked before sync had the time for it', { read: 5 }, pasted, false],
  ['looked before sync had the time for it since then', {}, { ...pasted, acceptedAt: minutesAfter(NOW, 25) }, false],
  ['found that sync brought the account itself since', { person: -30 }, pasted, false],
  ['has looked again, and here nobody was in Active Directory: its agent may be down', {}, {}, false],
  ['has looked again, and here people only said that it is done', {}, { ...pasted, evidence: null }, false],
])('is taken over, where Cloud Sync says of no run when it was, where that request %s', (_, look, ownStep, counts) => {
  const { read = 30, person = -61 } = look;
  const evidence = lookOf(read, null, person);
  const sync = { client: 'cloud-sync', site: 'same', cycleMinutes: 2, onDemand: null } as const;
  const [asked, about, runs] = begunAfter({ accountEnabled: false, block: {}, evidence });
  const cloudSynced = { ...asked, facts: { ...asked.facts, adDomain: { ...AD_DOMAIN, sync } } };
  const mine = { ...about, ...ownStep };
  expect(seenByAnother(cloudSynced, mine, runs)?.seenAt ?? null).toBe(counts ? minutesAfter(NOW, read) : null);
  expect(seenByAnother(asked, mine, runs)).toBeNull();
});

it('is old once any request found the account enabled after it', () => {
  const [asked, about, runs] = begunAfter({ accountEnabled: false, block: {}, evidence: lookOf(30, 20, -61) });
  const withOne = (readAt: string) => {
    const facts = { ...own.facts, accountEnabled: true, readAt };
    return seenByAnother(asked, about, [...runs, { request: aRequest({ id: 'third', facts }), steps: [] }]);
  };
  expect(withOne(minutesAfter(NOW, -70))).not.toBeNull();
  expect(withOne(minutesAfter(NOW, -5))).toBeNull();
});

function lookOf(read: number, sync: number | null, person: number) {
  const tenantLastSync = sync === null ? null : minutesAfter(NOW, sync);
  return { read: minutesAfter(NOW, read), tenantLastSync, personLastSync: minutesAfter(NOW, person) };
}

/** What one request, an hour after another has seen the account disabled in AD DS, is asked with. */
function begunAfter(given: {
  readonly accountEnabled: boolean;
  readonly block: Partial<StepRecord>;
  readonly evidence: StepRecord['evidence'];
}): Parameters<typeof seenByAnother> {
  const { accountEnabled, block, evidence } = given;
  const facts = { ...own.facts, accountEnabled };
  const earlierFacts = { ...own.facts, readAt: minutesAfter(NOW, -90) };
  const earlier: EarlierRun = {
    request: aRequest({ id: 'other', reference: 'L-2', startedAt: minutesAfter(NOW, -90), facts: earlierFacts }),
    steps: [{ ...step, state: 'verified', verifiedAt: minutesAfter(NOW, -60), evidence }],
  };
  const ownRun: EarlierRun = {
    request: aRequest({ id: 'own', facts, startedAt: NOW }),
    steps: [aStepRecord({ kind: 'block-sign-in', state: 'accepted', ...block }), step],
  };
  return [{ ...own, facts }, step, [ownRun, earlier]];
}
