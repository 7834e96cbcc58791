import { describe, expect, it } from 'vitest';
import { WAITS_BEHIND, WAITS_BEHIND_RESTORE } from '../../src/domain/asks-again.ts';
import { HELD, STEP_HELD } from '../../src/domain/brakes.ts';
import { NOTHING_OF_IT } from '../../src/domain/emergency.ts';
import type { Gap } from '../../src/domain/gap.ts';
import { listed } from '../../src/domain/listed.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import type { Request } from '../../src/domain/request.ts';
import type { Task } from '../../src/domain/task.ts';
import { LATE } from '../../src/domain/tasks-of.ts';
import { text } from '../../src/domain/text.ts';
import { UNDONE_BY } from '../../src/domain/work-off.ts';
import en from '../../src/locales/en.json' with { type: 'json' };
import nl from '../../src/locales/nl.json' with { type: 'json' };
import { translate } from '../../src/locales/translate.ts';
import {
  aGivenTask,
  aRequest,
  aStepRecord,
  aSyncedTargetUser,
  minutesAfter,
  NOW,
  someChoices,
} from '../helpers/given.ts';

type Back = NonNullable<StepRecord['turnedBack']>;
const back = (how: Back['how'], by: string | null = null): Back => ({ times: 1, at: NOW, by, how });

function row(steps: readonly Partial<StepRecord>[], request: Partial<Request> = {}) {
  const about = aRequest({ state: 'watching', facts: aSyncedTargetUser(), ...request });
  const each = listed(
    about,
    steps.map((step) => aStepRecord({ state: 'verified', ...step })),
  );
  const words = each.says.map((text) => translate(text, { locale: 'en', timeZone: 'UTC' })).join(' · ');
  return { words, waits: each.isForHelpdesk, urgency: each.urgency };
}

const BLOCK = { kind: 'block-sign-in' } as const;
const DISABLE = { kind: 'disable-account', lane: 'on-premises' } as const;
const FACILITIES = { id: '99999999-0000-4000-8000-000000000003', name: 'Facilities' };

describe('a row of a list', () => {
  it('says that others are waited for where somebody approved already and can do nothing more', () => {
    const { needs } = aRequest();
    const approval = { by: 'x', byName: 'Pradeep', at: NOW } as unknown as Request['approvals'][number];
    const rowOf = (count: number) => row([], { state: 'pending', needs: { ...needs, count }, approvals: [approval] });
    expect(rowOf(2)).toMatchObject({ words: 'waiting for the approval of one more person', waits: true });
    expect(rowOf(3).words).toBe('waiting for the approval of 2 more people');
  });

  it.each<[Partial<Task>, boolean]>([
    [{ group: 'helpdesk', state: 'open' }, true],
    [{ group: 'helpdesk', state: 'cannot' }, true],
    [{ group: FACILITIES, state: 'cannot' }, true],
    [{ group: FACILITIES, state: 'open', reminded: LATE }, true],
    [{ group: FACILITIES, state: 'open' }, false],
    [{ group: 'helpdesk', state: 'waived' }, false],
  ])(
    'says of what has not begun that tasks were handed out, and waits where the helpdesk has to act: %#',
    (task, waits) => {
      const tasks = [aGivenTask({ phase: 'before-start', ...task })];
      const says = task.state === 'waived' ? '' : ' · one task with people';
      const urgency = waits ? 'soon' : 'none';
      expect(row([], { state: 'scheduled', tasks })).toEqual({ words: `scheduled${says}`, waits, urgency });
      expect(row([], { state: 'approved', tasks }).waits).toBe(waits);
      // Asked anew, it waits for its approvers as well.
      expect(row([], { state: 'pending', tasks }).words).toBe(`waiting for approval${says}`);
      expect(row([], { state: 'declined', tasks })).toMatchObject({ waits: false, urgency: 'none' });
    },
  );

  it('says that a block was turned back and what IT must do, and not that it is done', () => {
    const turned = { ...BLOCK, state: 'overwritten', turnedBack: back('sync') } as const;
    const words = 'turned back, so IT must disable the account in Active Directory';
    const waits = { ...DISABLE, state: 'needs-person' } as const;
    expect(row([turned, waits])).toEqual({ words, waits: true, urgency: 'now' });
    // Said once: the others are besides.
    const others = [{ ...waits, kind: 'leave-ad-groups' } as const, { ...waits, kind: 'move-to-ou' } as const];
    expect(row([turned, waits, ...others]).words).toBe(`${words} · 2 jobs in Active Directory wait for the helpdesk`);
  });

  it('says the same while a stop keeps Leaver from making that block again', () => {
    const note = text(STEP_HELD, { stop: 'S-1' });
    const turned = { ...BLOCK, state: 'planned', turnedBack: back('sync'), note } as const;
    expect(row([turned, { ...DISABLE, state: 'needs-person' }])).toEqual({
      words: 'turned back, so IT must disable the account in Active Directory',
      waits: true,
      urgency: 'now',
    });
  });

  it('counts the jobs in Active Directory that wait for the helpdesk', () => {
    const steps = [
      { ...BLOCK },
      ...(['a', 'b', 'c'] as const).map(() => ({ ...DISABLE, state: 'needs-person' as const })),
    ];
    expect(row(steps)).toMatchObject({
      words: '3 jobs in Active Directory wait for the helpdesk',
      waits: true,
      urgency: 'soon',
    });
  });

  it('says once what is to be done in Active Directory for a block that Microsoft 365 refused, and not that it is blocked', () => {
    const refused = { ...BLOCK, state: 'needs-person', note: text('graph.block.refused-by-sync') } as const;
    const emergency = { confirmBy: minutesAfter(NOW, 240), answer: null, proposal: null };
    expect(row([refused, { ...DISABLE, state: 'needs-person' }], { emergency }).words).toBe(
      'a block at once was asked for, waits for confirmation · a job in Active Directory waits for the helpdesk',
    );
    // Also once the time for it has passed: who does the work first puts in place what nobody confirmed.
    const answer = { verdict: 'unanswered', by: null, byName: null, at: NOW } as const;
    const late = { ...emergency, answer, notProposed: { why: text(NOTHING_OF_IT), at: NOW } };
    expect(row([refused, { ...DISABLE, state: 'needs-person' }], { emergency: late }).words).toBe(
      'a block at once was asked for, waits for confirmation · a job in Active Directory waits for the helpdesk',
    );
  });

  it.each([
    [[{ state: 'failed' }, { state: 'failed' }], '2 failed steps wait for the helpdesk (retry or skip)'],
    [[{ state: 'overwritten', turnedBack: back('person') }], 'a step that was changed back waits for the helpdesk'],
    [[{ ...DISABLE, state: 'attested' }], 'said to be done in Active Directory, waits for the result'],
    [[{ kind: 'remove-licences', state: 'needs-person' }], 'a step by hand waits for the helpdesk'],
  ] as const)('says what people have to do: %#', (steps, words) => {
    expect(row(steps)).toMatchObject({ words, waits: true });
  });

  it.each(['done', 'done-with-gaps'] as const)(
    'names the request that has the last word, and does not say that it undid everything: %s',
    (state) => {
      const note = text(UNDONE_BY, { reference: 'L-1015', at: { instant: NOW } });
      const turned = { ...BLOCK, state: 'overwritten', turnedBack: back('sync') } as const;
      expect(row([turned], { state, note })).toEqual({
        words: 'superseded by L-1015, which says how it stands now',
        waits: false,
        urgency: 'none',
      });
    },
  );

  it.each(['en', 'nl'] as const)('stands in a sentence with a colon of its own, so it has none: %s', (locale) => {
    const words = Object.entries({ en, nl }[locale]).filter(([key]) => key.startsWith('card.request-state.'));
    expect(words.length).toBeGreaterThan(20);
    expect(words.filter(([, word]) => word.includes(':'))).toEqual([]);
  });

  it.each([
    [[{ ...DISABLE, state: 'accepted' }], 'done here, waits for directory sync'],
    [[{ ...BLOCK, state: 'overwritten', turnedBack: back('request', 'L-1050') }], 'changed by L-1050'],
    [[{ ...BLOCK, state: 'accepted' }], 'done here, waiting for what follows'],
    [[{ ...BLOCK, state: 'waiting' }], 'running'],
  ] as const)('says what nobody has to do anything for: %#', (steps, words) => {
    expect(row(steps).words).toBe(words);
  });

  it('says who holds it, and that a block made at once is not confirmed yet', () => {
    const hold = { how: 'hold', by: 'id', byName: 'Daan', reason: '', at: NOW, until: null, reminded: 0 } as const;
    expect(row([BLOCK], { hold })).toMatchObject({ words: 'held by Daan until an approver decides', waits: true });
    const emergency = { confirmBy: NOW, answer: null, proposal: null };
    expect(row([BLOCK], { emergency })).toMatchObject({
      words: 'blocked at once, waits for confirmation',
      waits: true,
    });
  });

  const remark = { from: 'approver', by: 'id', byName: 'Daan', words: 'Which laptop?', at: NOW } as const;
  const edited = { by: 'id', byName: 'Daan', at: NOW, agreedAt: null } as const;
  const before = { dueAt: minutesAfter(NOW, 30), approvals: [], decision: null, when: { mode: 'now' } } as const;
  const moved = { state: 'pending', dueAt: minutesAfter(NOW, 60), edited: { ...edited, before } } as const;
  it.each<[string, boolean, Partial<Request>]>([
    ['changed, waits until Megan Bowen agrees', false, { state: 'pending', edited }],
    ['changed, waits until Megan Bowen agrees · Mon 9 March 2026 11:00 UTC is only proposed', false, moved],
    ['waiting for approval', true, { state: 'pending', edited: { ...edited, lapsedAt: NOW } }],
    ['waiting for approval · a question waits for Megan Bowen’s answer', true, { state: 'pending', remarks: [remark] }],
    [
      'approved after its time, waits for Megan Bowen to choose a new one',
      false,
      { state: 'approved', lateSince: NOW },
    ],
    ['held by stop S-3', false, { state: 'scheduled', note: text(HELD, { stop: 'S-3', why: text('flow.waived') }) }],
    ['approved, waits for L-7', false, { state: 'approved', note: text(WAITS_BEHIND, { reference: 'L-7' }) }],
    ['approved, waits for L-7', false, { state: 'scheduled', note: text(WAITS_BEHIND_RESTORE, { reference: 'L-7' }) }],
  ])('says for whom it waits before it begins: %s', (words, waits, request) => {
    expect(row([], { requesterName: 'Megan Bowen', ...request })).toMatchObject({ words, waits });
  });

  it('says which stop holds it between two steps', () => {
    const note = text(STEP_HELD, { stop: 'S-3' });
    expect(row([{}, { state: 'waiting', note }], { state: 'running' }).words).toBe('held by stop S-3');
  });

  it.each(['done', 'done-with-gaps', 'stopped'] as const)(
    'has the helpdesk confirm a block at once that is %s',
    (state) => {
      const emergency = { confirmBy: NOW, answer: null, proposal: null };
      expect(row([BLOCK], { state, emergency })).toMatchObject({ waits: true, urgency: 'soon' });
      expect(row([BLOCK], { state, emergency }).words).toMatch(/^blocked at once, waits for confirmation · /);
    },
  );

  it('says the state of what has not begun or is over', () => {
    expect(row([], { state: 'pending' })).toMatchObject({ words: 'waiting for approval', waits: true });
    expect(row([], { state: 'scheduled' })).toMatchObject({ words: 'scheduled', waits: false });
    expect(row([{ state: 'failed' }], { state: 'done' })).toMatchObject({ words: 'done', waits: false });
  });
});

describe('a row of a request that is over, with gaps', () => {
  const over = (steps: readonly Partial<StepRecord>[], request: Partial<Request> = {}) =>
    row(steps, { state: 'done-with-gaps', startedAt: NOW, endedAt: NOW, ...request }).words;
  const hold = { how: 'stop', by: 'id', byName: 'Grady', reason: 'Wrong', at: NOW, until: null, reminded: 0 } as const;
  const turned = { ...BLOCK, state: 'overwritten', turnedBack: back('sync') } as const;
  const skipped = { kind: 'restore-account', state: 'waived', note: text('flow.waived') } as const;

  const password = { end: 'left', kind: 'password', id: NOW, name: '', who: 'helpdesk', through: null } as const;
  const letIn = (why: 'new-password' | 'new-password-handed-out', request: Partial<Request> = {}) =>
    row([{ kind: 'unblock-sign-in', gaps: [{ ...password, why }] }], {
      ...{ state: 'done-with-gaps', startedAt: NOW, endedAt: NOW, wakeAt: NOW, choices: someChoices('restore-user') },
      ...request,
    });

  it.each([
    ['new-password', 'a new password to hand over · done, with gaps'],
    ['new-password-handed-out', 'to find out whether a new password is needed · done, with gaps'],
  ] as const)('asks the helpdesk for a password as long as Leaver looks for one: %s', (why, words) => {
    expect(letIn(why)).toEqual({ words, waits: true, urgency: 'soon' });
    const over = { words: 'done, with gaps', waits: false };
    expect(letIn(why, { wakeAt: null })).toMatchObject(over);
    expect(letIn(why, { note: text(UNDONE_BY, { reference: 'L-9' }) }).waits).toBe(false);
  });

  const kept: Gap = {
    end: 'left',
    kind: 'licence',
    id: 'e3',
    name: 'E3',
    why: 'carries-mailbox-chosen',
    who: 'exchange-admin',
    through: null,
  };

  it.each<[string, readonly Gap[], string]>([
    ['alone', [], 'done, and the rest stays as was chosen'],
    ['beside other work', [{ ...kept, why: 'forbidden' }], 'done, with gaps'],
  ])('has none where what stays was chosen to stay: %s', (_, gaps, words) => {
    const licences = { kind: 'remove-licences', gaps: [kept, ...gaps] } as const;
    expect(over([licences])).toBe(words);
    expect(over([licences, skipped])).toBe('done, with gaps');
    expect(over([{ ...licences, gaps: [] }])).toBe('done, with gaps');
  });

  it('says that it was stopped, and that the block does not stand', () => {
    expect(over([turned], { hold })).toBe('stopped · the block was turned back');
  });

  it('calls nothing done of which nothing was done', () => {
    expect(over([skipped, { kind: 'unblock-sign-in', state: 'skipped' }])).toBe('not done, because skipped');
  });

  it('says that there are gaps where something was done', () => {
    expect(over([BLOCK, skipped])).toBe('done, with gaps');
  });
});
