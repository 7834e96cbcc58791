import { describe, expect, it } from 'vitest';
import { keepsOut } from '../../src/domain/keeps-out.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import type { Request } from '../../src/domain/request.ts';
import { text } from '../../src/domain/text.ts';
import { aRequest, aStepRecord, IDS, minutesAfter, NOW, someChoices } from '../helpers/given.ts';

const decision = { verdict: 'approved', by: IDS.approver, byName: 'A', reason: null, at: NOW } as const;
const emergency = aRequest({
  id: 'emergency',
  reference: 'L-1001',
  state: 'watching',
  decision,
  startedAt: NOW,
  choices: someChoices('block-sign-in'),
  emergency: { confirmBy: NOW, answer: null, proposal: null },
});
const other = (changes: Partial<Request>) => aRequest({ id: 'other', reference: 'L-1002', decision, ...changes });

const blocked = (step: Partial<StepRecord>) => new Map([['other', [aStepRecord({ kind: 'block-sign-in', ...step })]]]);
const undone = { times: 1, at: NOW, by: null, how: 'person' } as const;

const STOP = {
  how: 'stop',
  by: IDS.approver,
  byName: 'A',
  reason: 'by mistake',
  at: NOW,
  until: null,
  reminded: 0,
} as const;
const BEFORE = { when: { mode: 'now' }, dueAt: minutesAfter(NOW, 30), approvals: [], decision } as const;
const moved = { state: 'pending', decision: null, approvals: [decision] } as const;

describe('who is kept out anyway, so that nobody proposes to let them in', () => {
  it.each<[string, Partial<Request>, boolean]>([
    ['an offboarding that waits', { state: 'pending', decision: null }, false],
    ['an offboarding that is planned within the hour', { state: 'scheduled', dueAt: minutesAfter(NOW, 50) }, true],
    ['an offboarding that is planned for later', { state: 'scheduled', dueAt: minutesAfter(NOW, 120) }, false],
    ['an offboarding that is about to start', { state: 'approved' }, true],
    ['an offboarding that was approved too late', { state: 'approved', lateSince: NOW }, false],
    [
      'an offboarding that an approver moved, before the requester agreed',
      {
        ...moved,
        expiresAt: minutesAfter(NOW, 20),
        edited: { by: IDS.approver, byName: 'A', at: NOW, agreedAt: null, before: BEFORE },
      },
      true,
    ],
    [
      'an offboarding that was moved, and whose approved hour will have passed by the time it is agreed to',
      {
        ...moved,
        expiresAt: minutesAfter(NOW, 24 * 60),
        edited: { by: IDS.approver, byName: 'A', at: NOW, agreedAt: null, before: BEFORE },
      },
      false,
    ],
    [
      'an offboarding of which one of two approved the hour that an approver proposed',
      {
        state: 'pending',
        decision: null,
        approvals: [decision],
        edited: { by: IDS.approver, byName: 'A', at: NOW, agreedAt: NOW },
      },
      false,
    ],
    [
      'an offboarding to whose new hour nobody agreed in time',
      { ...moved, edited: { by: IDS.approver, byName: 'A', at: NOW, agreedAt: null, lapsedAt: NOW, before: BEFORE } },
      false,
    ],
    ['an offboarding that runs', { state: 'running', startedAt: NOW }, true],
    ['an offboarding that ran', { state: 'done', startedAt: minutesAfter(NOW, -60) }, true],
    ['an offboarding that was stopped before it ran', { state: 'stopped' }, false],
    ['a restore that is planned', { state: 'scheduled', choices: someChoices('restore-user') }, false],
    ['another emergency that nobody confirmed', { ...emergency, id: 'other', reference: 'L-1002' }, false],
  ])('by %s', (_name, changes, keeps) => {
    expect(keepsOut(emergency, [other(changes), emergency], blocked({ state: 'verified' }), NOW)).toBe(
      keeps ? 'L-1002' : null,
    );
  });

  it.each<[string, Partial<StepRecord>, boolean]>([
    ['a block that stands', { state: 'accepted' }, true],
    ['a block that is not made any more', { state: 'planned' }, false],
    ['a block that people had still to make', { kind: 'disable-account', state: 'needs-person' }, false],
    ['a block that was found in place', { state: 'skipped', note: text('graph.block.already') }, true],
    ['a block that was not needed for another reason', { state: 'skipped', note: text('flow.unnecessary') }, false],
    [
      'a block that directory sync turned back',
      { state: 'overwritten', turnedBack: { ...undone, how: 'sync' } },
      false,
    ],
    ['a block that somebody undid on purpose', { state: 'overwritten', turnedBack: undone }, false],
    ['a block that was let go before it ran', { state: 'waived' }, false],
  ])('by what began, with %s', (_name, step, keeps) => {
    const ran = other({ state: 'done-with-gaps', startedAt: minutesAfter(NOW, -60) });
    expect(keepsOut(emergency, [ran, emergency], blocked(step), NOW)).toBe(keeps ? 'L-1002' : null);
  });

  it.each<[string, Partial<StepRecord>, boolean]>([
    ['is still to come', { state: 'planned' }, true],
    ['people have still to make', { kind: 'disable-account', state: 'needs-person' }, true],
    ['directory sync turned back', { state: 'overwritten', turnedBack: { ...undone, how: 'sync' } }, false],
  ])('by what runs, with a block that %s', (_name, step, keeps) => {
    const runs = other({ state: 'watching', startedAt: minutesAfter(NOW, -60) });
    expect(keepsOut(emergency, [runs, emergency], blocked(step), NOW)).toBe(keeps ? 'L-1002' : null);
  });

  it('not by a request that was ended as meant, whatever AD DS was to do about it', () => {
    const ended = other({ state: 'done-with-gaps', startedAt: minutesAfter(NOW, -60) });
    const steps = [
      aStepRecord({ kind: 'block-sign-in', state: 'overwritten', turnedBack: undone }),
      aStepRecord({ kind: 'disable-account', state: 'attested', acceptedAt: minutesAfter(NOW, -50) }),
    ];
    expect(keepsOut(emergency, [ended, emergency], new Map([['other', steps]]), NOW)).toBeNull();
  });

  it.each<[string, number, boolean | null, boolean]>([
    ['before, and the person could sign in since', -10 * 24 * 60, true, false],
    ['before, and the account was found blocked', -10 * 24 * 60, false, true],
    ['before, and nothing says how the account was found', -10 * 24 * 60, null, true],
    ['since', 5, true, true],
  ])('by a block that was made %s', (_name, minutes, accountEnabled, keeps) => {
    const at = minutesAfter(NOW, minutes);
    const ran = other({ state: 'done', startedAt: minutesAfter(NOW, Math.min(minutes, -1)) });
    const ledgers = new Map([
      ['other', [aStepRecord({ kind: 'block-sign-in', state: 'verified', acceptedAt: at, verifiedAt: at })]],
      ['emergency', [aStepRecord({ kind: 'block-sign-in', state: 'verified', snapshot: { accountEnabled } })]],
    ]);
    expect(keepsOut(emergency, [ran, emergency], ledgers, NOW)).toBe(keeps ? 'L-1002' : null);
  });

  it.each<[string, Partial<Request>, Partial<StepRecord>, boolean]>([
    ['took it back', { state: 'done' }, { state: 'verified', verifiedAt: NOW }, false],
    ['took it back before somebody blocked again', { state: 'done-with-gaps' }, { state: 'overwritten' }, false],
    ['is about to take it back', { state: 'running' }, { state: 'planned' }, false],
    ['was stopped before', { state: 'done-with-gaps', hold: STOP }, { state: 'waived' }, true],
  ])('by what a restore since has not taken back: it %s', (_name, changes, step, keeps) => {
    const ran = other({ state: 'done', startedAt: minutesAfter(NOW, -60) });
    const choices = someChoices('restore-user');
    const restore = aRequest({ id: 'restore', decision, startedAt: minutesAfter(NOW, -30), choices, ...changes });
    const ledgers = new Map([
      ...blocked({ state: 'verified' }),
      ['restore', [aStepRecord({ kind: 'unblock-sign-in', ...step })]] as const,
    ]);
    expect(keepsOut(emergency, [ran, restore, emergency], ledgers, NOW)).toBe(keeps ? 'L-1002' : null);
  });
});
