import { describe, expect, it } from 'vitest';
import { letInAt } from '../../src/domain/let-in-at.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import { isToLetIn, keepsAtRest, type Turning, turningOf } from '../../src/domain/turning-round.ts';
import { aRequest, aStepRecord, minutesAfter, NOW, someChoices } from '../helpers/given.ts';

const hold = { how: 'hold', by: 'd', byName: 'Daan', reason: '', at: NOW, until: null, reminded: 0 } as const;

type States = Readonly<Partial<Record<StepRecord['kind'], StepRecord['state']>>>;

function ledger(states: States): readonly StepRecord[] {
  return Object.entries(states).map(([kind, state]) => aStepRecord({ kind: kind as StepRecord['kind'], state }));
}

const restore = { choices: someChoices('restore-user', {}), startedAt: NOW, state: 'watching' } as const;

describe('a restore that is to turn an earlier block round', () => {
  it.each<[string, States, Parameters<typeof aRequest>[0], Turning]>([
    ['has, once Microsoft 365 let the person in', { 'unblock-sign-in': 'accepted' }, {}, 'made'],
    [
      'has, once somebody enabled the account',
      { 'enable-account': 'attested', 'unblock-sign-in': 'skipped' },
      {},
      'made',
    ],
    ['has, once a look showed that', { 'enable-account': 'verified', 'unblock-sign-in': 'waiting' }, {}, 'made'],
    [
      'is at it while somebody only said so, and the cloud is still to come',
      { 'enable-account': 'attested', 'unblock-sign-in': 'waiting' },
      {},
      'under-way',
    ],
    [
      'did not, where somebody only said so, and it was stopped before the cloud',
      { 'enable-account': 'attested', 'unblock-sign-in': 'waived' },
      { state: 'done-with-gaps' },
      'not',
    ],
    [
      'has, where the person could sign in already',
      { 'unblock-sign-in': 'skipped', 'rejoin-groups': 'planned' },
      {},
      'made',
    ],
    ['has, where nothing of it is about signing in', { 'rejoin-groups': 'planned' }, {}, 'made'],
    [
      'is about to while IT has it',
      { 'enable-account': 'needs-person', 'unblock-sign-in': 'waiting' },
      {},
      'under-way',
    ],
    ['is at it while an answer is awaited', { 'unblock-sign-in': 'running' }, { hold }, 'under-way'],
    ['does not by itself while an approver holds it', { 'unblock-sign-in': 'waiting' }, { hold }, 'not'],
    ['does not by itself where IT cannot', { 'enable-account': 'failed', 'unblock-sign-in': 'waiting' }, {}, 'not'],
    ['did not, where it is over and nobody did', { 'unblock-sign-in': 'waived' }, { state: 'done-with-gaps' }, 'not'],
    [
      'is at it while the account is back from its deletion, and blocked as it went',
      { 'restore-account': 'verified', 'unblock-sign-in': 'waiting' },
      {},
      'under-way',
    ],
    [
      'has not, where the account is back and Microsoft 365 refused to allow sign-in',
      { 'restore-account': 'verified', 'unblock-sign-in': 'failed' },
      {},
      'not',
    ],
    [
      'did not, where the account is back and it was stopped before sign-in was allowed',
      { 'restore-account': 'verified', 'unblock-sign-in': 'waived' },
      { state: 'done-with-gaps' },
      'not',
    ],
    [
      'has, where the account came back as it went, and that was not blocked',
      { 'restore-account': 'verified' },
      {},
      'made',
    ],
    [
      'is at it while Microsoft 365 refused, and somebody said that the account is enabled in Active Directory',
      { 'enable-account': 'attested', 'unblock-sign-in': 'failed' },
      {},
      'under-way',
    ],
    ['did not by giving back groups', { 'unblock-sign-in': 'waived', 'rejoin-groups': 'verified' }, {}, 'not'],
  ])('%s', (_, states, changes, turning) => {
    expect(turningOf(aRequest({ ...restore, ...changes }), ledger(states))).toBe(turning);
  });
});

describe('a block that is to turn an earlier restore round', () => {
  it.each<[string, States, Parameters<typeof aRequest>[0], Turning]>([
    ['has, once Microsoft 365 took it', { 'block-sign-in': 'accepted', 'disable-account': 'needs-person' }, {}, 'made'],
    [
      'is at it while Microsoft 365 refused it, and somebody only said that Active Directory has it',
      { 'block-sign-in': 'failed', 'disable-account': 'attested' },
      {},
      'under-way',
    ],
    [
      'is at it while that goes on, also when an approver holds it',
      { 'block-sign-in': 'needs-person', 'disable-account': 'attested' },
      { hold },
      'under-way',
    ],
    ['has, once a look showed that', { 'block-sign-in': 'failed', 'disable-account': 'verified' }, {}, 'made'],
    [
      'did not, where it was over before anything showed it',
      { 'block-sign-in': 'waived', 'disable-account': 'attested' },
      { state: 'done-with-gaps' },
      'not',
    ],
    [
      'has not, where it was found not to be so',
      { 'block-sign-in': 'failed', 'disable-account': 'overwritten' },
      {},
      'not',
    ],
    [
      'has, where the person was blocked in Microsoft 365 already',
      { 'block-sign-in': 'skipped', 'disable-account': 'attested' },
      {},
      'made',
    ],
    [
      'is at it while somebody only said that the account is deleted, and no block stands',
      { 'block-sign-in': 'failed', 'delete-account': 'attested' },
      {},
      'under-way',
    ],
  ])('%s', (_, states, changes, turning) => {
    const block = { choices: someChoices('offboard', {}), startedAt: NOW, state: 'watching' } as const;
    expect(turningOf(aRequest({ ...block, ...changes }), ledger(states))).toBe(turning);
  });
});

describe('the hour at which a restore let the person in', () => {
  const [back, allowed] = [minutesAfter(NOW, 1), minutesAfter(NOW, 9)];
  const account = aStepRecord({ kind: 'restore-account', state: 'verified', acceptedAt: back });

  it.each<[string, readonly StepRecord[], string | null]>([
    [
      'is none while the account is only back',
      [account, aStepRecord({ kind: 'unblock-sign-in', state: 'failed' })],
      null,
    ],
    [
      'is that of allowing sign-in',
      [account, aStepRecord({ kind: 'unblock-sign-in', state: 'accepted', acceptedAt: allowed })],
      allowed,
    ],
    ['is that of the account where it was not blocked', [account], back],
  ])('%s', (_, steps, hour) => {
    expect(letInAt({ request: aRequest({ ...restore }), steps })).toBe(hour);
  });
});

describe('what an approved restore turns round', () => {
  const waits: States = { 'enable-account': 'needs-person', 'unblock-sign-in': 'waiting' };
  const stopped = { ...hold, how: 'stop' } as const;
  it.each<[string, States, Parameters<typeof aRequest>[0], boolean]>([
    ['rests while IT has it', waits, {}, true],
    ['rests no more while an approver holds it, who may doubt it', waits, { hold }, false],
    ['rests while IT cannot', { ...waits, 'enable-account': 'failed' }, {}, true],
    ['rests no more once it is stopped', waits, { hold: stopped }, false],
    ['rests no more once it is over', { 'unblock-sign-in': 'failed' }, { state: 'done-with-gaps' }, false],
    ['rests no more once the person is in', { 'unblock-sign-in': 'accepted' }, { hold }, false],
  ])('%s', (_, states, changes, rests) => {
    expect(keepsAtRest(aRequest({ ...restore, ...changes }), ledger(states))).toBe(rests);
  });
});

describe('a restore that began lets the person in later on', () => {
  it.each<[string, States, boolean]>([
    ['while IT has it', { 'enable-account': 'needs-person', 'unblock-sign-in': 'skipped' }, true],
    ['where IT may try anew', { 'enable-account': 'failed', 'unblock-sign-in': 'skipped' }, true],
    ['while it waits', { 'enable-account': 'verified', 'unblock-sign-in': 'waiting' }, true],
    ['and gives back what else was taken', { 'unblock-sign-in': 'verified', 'rejoin-groups': 'planned' }, true],
    ['no more, once it did', { 'enable-account': 'attested', 'unblock-sign-in': 'accepted' }, false],
    [
      'no more, where only a place is left to IT',
      { 'unblock-sign-in': 'verified', 'return-to-ou': 'needs-person' },
      false,
    ],
  ])('%s', (_, states, isToCome) => {
    expect(isToLetIn(ledger(states))).toBe(isToCome);
  });
});
