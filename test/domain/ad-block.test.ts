import { expect, it } from 'vitest';
import { adBlockOf, isEnabledBySync } from '../../src/domain/ad-block.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import { aRequest, aStepRecord, aSyncedTargetUser, minutesAfter, NOW, ON_PREMISES } from '../helpers/given.ts';

const blocked = { kind: 'block-sign-in', state: 'accepted', acceptedAt: NOW } as const;

it.each<[string, Partial<StepRecord>, Partial<StepRecord>, 'enabled' | 'unknown']>([
  [
    'it could sign in until the block, and nothing was sent there',
    { snapshot: { accountEnabled: true } },
    {},
    'enabled',
  ],
  ['it was blocked before', { snapshot: { accountEnabled: false } }, {}, 'unknown'],
  ['nobody saw whether it could sign in before', { snapshot: null }, {}, 'unknown'],
  [
    'it was said to be done there before it was said that it cannot be',
    { snapshot: { accountEnabled: true } },
    { evidence: { cannotAt: NOW, saidDoneAt: NOW } },
    'unknown',
  ],
  ['what was sent there was not answered', { snapshot: { accountEnabled: true } }, { attempt: 1 }, 'unknown'],
])('whether AD DS has the account enabled, where %s', (_, block, disable, known) => {
  const steps = [
    aStepRecord({ ...blocked, ...block }),
    aStepRecord({ kind: 'disable-account', lane: 'on-premises', state: 'failed', ...disable }),
  ];
  expect(adBlockOf([{ request: aRequest(), steps }], aSyncedTargetUser())).toBe(known);
});

const byAd = { times: 1, at: NOW, by: null, how: 'ad' } as const;
const LATER = minutesAfter(NOW, 60 * 24 * 60);

it.each<[string, readonly Partial<StepRecord>[], number, 'disabled' | 'enabled' | 'unknown']>([
  ['enabled by a restore, and nothing synced since', [{ kind: 'enable-account', state: 'verified' }], -5, 'enabled'],
  ['enabled by a restore, and synced again since', [{ kind: 'enable-account', state: 'verified' }], 999, 'unknown'],
  [
    'enabled by a restore, as a bare word has it',
    [{ kind: 'enable-account', state: 'attested', evidence: null }],
    -5,
    'unknown',
  ],
  [
    'enabled by a restore, as a bare word has it and the cloud shows, which Leaver may have done',
    [{ kind: 'enable-account', state: 'attested', evidence: { found: 'active', accountEnabled: true } }],
    -5,
    'unknown',
  ],
  [
    'enabled by a restore, as the result of the runbook has it',
    [{ kind: 'enable-account', state: 'attested', evidence: { result: { at: NOW, accountDisabled: false } } }],
    -5,
    'enabled',
  ],
  [
    'enabled by a restore, by a result that has it disabled',
    [{ kind: 'enable-account', state: 'attested', evidence: { result: { at: NOW, accountDisabled: true } } }],
    -5,
    'unknown',
  ],
  ['enabled there by others', [{ kind: 'disable-account', state: 'overwritten', turnedBack: byAd }], -5, 'enabled'],
  [
    'enabled there by others, and disabled again since',
    [{ kind: 'disable-account', state: 'verified', turnedBack: byAd, verifiedAt: minutesAfter(NOW, 60) }],
    -5,
    'disabled',
  ],
  [
    'enabled there by others, and asked for again since',
    [
      {
        kind: 'disable-account',
        state: 'needs-person',
        turnedBack: byAd,
        attempt: 2,
        acceptedAt: null,
        verifiedAt: null,
        intendedAt: minutesAfter(NOW, 60),
      },
    ],
    -5,
    'unknown',
  ],
  ['disabled, and nothing synced since', [{ kind: 'disable-account', state: 'verified' }], -5, 'disabled'],
  ['disabled, and synced again since', [{ kind: 'disable-account', state: 'verified' }], 999, 'unknown'],
  ['said to be disabled, and synced soon after', [{ kind: 'disable-account', state: 'attested' }], 30, 'disabled'],
  ['said to be disabled, and synced much later', [{ kind: 'disable-account', state: 'attested' }], 999, 'unknown'],
  [
    'blocked only in the cloud, and synced again since',
    [
      { ...blocked, snapshot: { accountEnabled: true } },
      { kind: 'disable-account', state: 'failed', acceptedAt: null, verifiedAt: null },
    ],
    999,
    'unknown',
  ],
])('an old run knows AD DS only until a sync brings something of the person: %s', (_, changes, minutes, known) => {
  const seen = { lane: 'on-premises', acceptedAt: NOW, verifiedAt: NOW } as const;
  const steps = changes.map((change) => aStepRecord({ ...seen, ...change }));
  const onPremises = { ...ON_PREMISES, lastSync: minutesAfter(NOW, minutes) };
  const facts = aSyncedTargetUser({ accountEnabled: false, onPremises, readAt: LATER });
  expect(adBlockOf([{ request: aRequest(), steps }], facts)).toBe(known);
});

const back = { ...blocked, state: 'overwritten', turnedBack: { times: 2, at: NOW, by: null, how: 'sync' } } as const;

it.each<[string, Partial<StepRecord>, Partial<StepRecord>, boolean]>([
  ['directory sync turned the block back', back, { state: 'needs-person' }, true],
  ['somebody changed it back', { ...back, turnedBack: { ...back.turnedBack, how: 'person' } }, {}, false],
  ['it was said to be disabled there', back, { state: 'attested', acceptedAt: NOW }, false],
  ['it was blocked again since', { ...back, state: 'accepted' }, {}, false],
])('whether AD DS is known to have the account enabled by what sync carried, where %s', (_, block, disable, known) => {
  const steps = [aStepRecord(block), aStepRecord({ kind: 'disable-account', lane: 'on-premises', ...disable })];
  const run = { request: aRequest(), steps };
  expect(isEnabledBySync([run], aSyncedTargetUser())).toBe(known);
  expect(isEnabledBySync([run], aSyncedTargetUser({ accountEnabled: false }))).toBe(false);
});
