import { describe, expect, it } from 'vitest';
import type { StepRecord } from '../../src/domain/outcome.ts';
import { isToLetIn, type Turning, turningOf } from '../../src/domain/turning-round.ts';
import { aRequest, aStepRecord, NOW, someChoices } from '../helpers/given.ts';

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
    ['did not by giving back groups', { 'unblock-sign-in': 'waived', 'rejoin-groups': 'verified' }, {}, 'not'],
  ])('%s', (_, states, changes, turning) => {
    expect(turningOf(aRequest({ ...restore, ...changes }), ledger(states))).toBe(turning);
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
