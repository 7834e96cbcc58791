import { describe, expect, it } from 'vitest';
import { withoutPerson } from '../../src/domain/approval-needs.ts';
import { NOTHING_OF_IT } from '../../src/domain/emergency.ts';
import { REQUEST_STATES, type Request } from '../../src/domain/request.ts';
import { setAsideOf } from '../../src/domain/set-aside.ts';
import { text } from '../../src/domain/text.ts';
import { translate } from '../../src/locales/translate.ts';
import { aGivenTask, aRequest, aStepRecord, aSyncedTargetUser, IDS, minutesAfter, NOW } from '../helpers/given.ts';

const ACTOR = '99999999-0000-4000-8000-000000000001';
const OTHER = '99999999-0000-4000-8000-000000000002';
const approval = { verdict: 'approved', by: IDS.approver, byName: 'Helen Desk', reason: null, at: NOW } as const;
const toCome = [aStepRecord({ kind: 'leave-groups', state: 'planned' })];
const begun = { approvals: [approval], decision: approval, startedAt: NOW } as const;
const hold = {
  how: 'hold',
  by: OTHER,
  byName: 'Dora Desk',
  reason: 'Wait',
  at: NOW,
  until: minutesAfter(NOW, 60),
  reminded: 0,
} as const;
const emergency = { confirmBy: NOW, answer: null, proposal: null };
const proposal = { block: 'L-1', verdict: 'refused', byName: 'Helen' } as const;

function inAd(changes: Parameters<typeof aStepRecord>[0]) {
  return aStepRecord({ kind: 'disable-account', lane: 'on-premises', ...changes });
}

function whatOf(changes: Partial<Request>, personId: string, steps = toCome, actorId = ACTOR) {
  return setAsideOf({ request: aRequest(changes), steps, personId, actorId });
}

describe('what becomes of a request when the word of somebody is set aside', () => {
  it.each(REQUEST_STATES)('is the same for nobody’s word, in state %s: nothing', (state) => {
    expect(whatOf({ ...begun, state }, OTHER)).toBeNull();
  });

  it.each([
    ['pending', 'stopped', 'sent-back'],
    ['approved', 'stopped', 'sent-back'],
    ['scheduled', 'stopped', 'sent-back'],
    ['running', 'held', 'held'],
    ['watching', 'held', 'held'],
    ['done', null, null],
    ['done-with-gaps', null, null],
    ['declined', null, null],
    ['expired', null, null],
    ['withdrawn', null, null],
    ['stopped', null, null],
  ] as const)('that is %s is, of who asked: %s; of who approved: %s', (state, asked, approved) => {
    expect(whatOf({ ...begun, state }, IDS.requester)).toBe(asked);
    expect(whatOf({ ...begun, state }, IDS.approver)).toBe(approved);
  });

  it.each<[string, Partial<Request>, ReturnType<typeof setAsideOf>]>([
    ['was one of two approvals', { state: 'pending', approvals: [approval, { ...approval, by: OTHER }] }, 'sent-back'],
    [
      'holds again if the requester does not agree to another hour',
      {
        state: 'pending',
        edited: {
          by: OTHER,
          byName: 'Dora',
          at: NOW,
          agreedAt: null,
          before: { dueAt: NOW, approvals: [approval], decision: approval, when: { mode: 'now' } },
        },
      },
      'sent-back',
    ],
    ['is held by another approver', { ...begun, state: 'running', hold }, 'held-on'],
    ['was stopped', { ...begun, state: 'running', hold: { ...hold, how: 'stop' } }, null],
    ['waits for a restore to start', { ...begun, state: 'running', hold: { ...hold, restore: 'L-2' } }, 'held-on'],
    [
      'was set aside before',
      { ...begun, state: 'running', needs: withoutPerson(aRequest().needs, IDS.approver) },
      null,
    ],
  ])('of an approver, where it %s', (_, changes, expected) => {
    expect(whatOf(changes, IDS.approver)).toBe(expected);
  });

  it('is nothing where nothing is left to begin', () => {
    const done = [aStepRecord({ kind: 'block-sign-in', state: 'verified' })];
    expect(whatOf({ ...begun, state: 'watching' }, IDS.requester, done)).toBeNull();
  });

  it.each<[string, Parameters<typeof whatOf>[0], ReturnType<typeof aStepRecord>[]]>([
    ['the helpdesk in Active Directory', {}, [inAd({ state: 'needs-person' })]],
    ['the helpdesk, whose bare “Done” has no result yet', {}, [inAd({ state: 'attested', evidence: null })]],
    ['the helpdesk, who tries again or skips', {}, [aStepRecord({ kind: 'leave-groups', state: 'failed' })]],
    ['another group', { tasks: [aGivenTask({ state: 'open', group: { id: OTHER, name: 'Facilities' } })] }, []],
  ])('names what only %s still has to do, which a stop alone takes away', (_, changes, left) => {
    const steps = [aStepRecord({ kind: 'block-sign-in', state: 'verified' }), ...left];
    const watching = { ...begun, state: 'watching', facts: aSyncedTargetUser(), ...changes } as const;
    expect(whatOf(watching, IDS.requester, steps)).toBe('stays-work');
    expect(whatOf(watching, IDS.approver, steps)).toBe('stays-work');
    expect(whatOf(watching, OTHER, steps)).toBeNull();
    expect(whatOf({ ...watching, hold: { ...hold, how: 'stop' } }, IDS.approver, steps)).toBeNull();
  });

  it('leaves a block made at once to its own answer, and what Leaver itself proposed to approvers', () => {
    expect(whatOf({ ...begun, state: 'running', emergency }, IDS.requester)).toBe('stays');
    const answer = { verdict: 'unanswered', by: null, byName: null, at: NOW } as const;
    const late = { ...emergency, answer, notProposed: { why: text(NOTHING_OF_IT), at: NOW } };
    expect(whatOf({ ...begun, state: 'watching', emergency: late }, IDS.requester)).toBe('stays');
    expect(whatOf({ ...begun, state: 'done', emergency: late }, IDS.requester)).toBeNull();
    expect(whatOf({ state: 'pending', proposal }, IDS.requester)).toBeNull();
    // Also on the word of who clicked first.
    const first = { by: OTHER, byName: 'Ebba Alarm', at: NOW };
    expect(whatOf({ ...begun, state: 'running', emergency: { ...emergency, first } }, OTHER)).toBe('stays');
  });

  it('is for another approver where it is about whoever would do it, who does not hear of it', () => {
    expect(whatOf({ state: 'pending' }, IDS.requester, toCome, IDS.targetUser)).toBeNull();
  });
});

it.each([
  ['en', 'before: “legal wants to look first”. Noor', 'asked for: “stolen account”. One more approval needed.'],
  ['nl', 'gezet: “legal wants to look first”. Noor', 'aangevraagd: “stolen account”. Nog één goedkeuring nodig.'],
] as const)(
  'why a request is on hold is said in sentences, with the words of people as theirs: %s',
  (locale, ...said) => {
    const lost = [
      text('lasting.held-earlier', { by: 'Daan Bakker', reason: 'legal wants to look first' }),
      text('lasting.set-aside-requester', { by: 'Noor', name: 'Megan', reason: 'stolen account' }),
      text('report.approval.missing', { count: 1 }),
    ];
    const why = translate(text('report.todo.on-hold', { reason: lost }), { locale, timeZone: 'UTC' });
    for (const each of said) expect(why).toContain(each);
  },
);

it.each(['en', 'nl'] as const)('why it goes back to approvers is said in sentences: %s', (locale) => {
  const differences = [
    text('lasting.set-aside-hour', { by: 'Daan Bakker', name: 'Megan' }),
    text('lasting.set-aside-approver', { by: 'Noor', name: 'Daan Bakker', reason: 'stolen account' }),
  ];
  const why = translate(text('flow.changed-since-approval', { differences }), { locale, timeZone: 'UTC' });
  expect(why).toMatch(/(longer holds|niet meer)\. Noor/);
});
