import { describe, expect, it } from 'vitest';
import type { Answers } from '../../src/domain/answers.ts';
import { buildReport } from '../../src/domain/build-report.ts';
import { type Viewer, viewFor } from '../../src/domain/build-view.ts';
import type { StepState } from '../../src/domain/outcome.ts';
import type { RequestAction } from '../../src/domain/report.ts';
import { REQUEST_STATES, type Request, type RequestState } from '../../src/domain/request.ts';
import { type Text, text } from '../../src/domain/text.ts';
import { translate as say } from '../../src/locales/translate.ts';
import { aRequest, aStepRecord, IDS, minutesAfter, NOW, someChoices } from '../helpers/given.ts';

const actions = (role: 'requester' | 'approver', state: RequestState, lateSince: string | null = null) => {
  return actionsOf(
    { state, lateSince },
    role === 'requester' ? { role } : { role, id: IDS.approver, decides: true, answers: 'by-word' },
  );
};

function actionsOf(changes: Partial<Request>, viewer: Viewer) {
  const view = viewFor(buildReport({ request: aRequest(changes), steps: [], now: NOW }), viewer);
  return 'actions' in view ? view.actions : [];
}

const REQUESTER: Readonly<Record<RequestState, readonly string[]>> = {
  pending: ['withdraw'],
  approved: ['withdraw'],
  scheduled: ['withdraw'],
  running: [],
  watching: [],
  done: [],
  'done-with-gaps': [],
  declined: ['ask-again'],
  expired: ['ask-again'],
  withdrawn: ['ask-again'],
  stopped: ['ask-again'],
};

/** Any approver stops or moves what was decided, and holds or stops what runs. */
const APPROVER: Partial<Record<RequestState, readonly RequestAction[]>> = {
  pending: ['approve', 'decline', 'more'],
  approved: ['change'],
  scheduled: ['change'],
  running: ['change'],
  watching: ['change'],
};

describe('what may be done with a request', () => {
  it.each(REQUEST_STATES)('by its requester while it is %s', (state) => {
    expect(actions('requester', state)).toEqual(REQUESTER[state]);
  });

  it('by its requester when it was stopped: nothing where the person is protected, of whom it can only be refused', () => {
    const stopped = (key: 'rules.protected' | 'flow.stopped-by') =>
      actionsOf({ state: 'stopped', note: text(key, { name: 'Zoe' }) }, { role: 'requester' });
    expect(stopped('rules.protected')).toEqual([]);
    expect(stopped('flow.stopped-by')).toEqual(['ask-again']);
  });

  it('by its requester when it was approved after its hour', () => {
    expect(actions('requester', 'approved', NOW)).toEqual(['run-now', 'new-date', 'withdraw']);
  });

  it.each(REQUEST_STATES)('by an approver while it is %s', (state) => {
    expect(actions('approver', state)).toEqual(APPROVER[state] ?? []);
  });

  it('is stopped by any approver but who asked for it, also one who does not decide about it', () => {
    const planned = { state: 'scheduled', dueAt: minutesAfter(NOW, 600) } as const;
    expect(actionsOf(planned, { role: 'approver', id: IDS.director, decides: false, answers: 'by-word' })).toEqual([
      'change',
    ]);
    expect(actionsOf(planned, { role: 'approver', id: IDS.requester, decides: true, answers: 'by-word' })).toEqual([]);
    expect(actionsOf(planned, { role: 'requester' })).toEqual(['change', 'withdraw']);
  });

  it('is let go on by any approver while one holds it, and left alone once stopped', () => {
    const by = { by: IDS.approver, byName: 'A', reason: 'Wait', at: NOW, until: null, reminded: 0 };
    const viewer = { role: 'approver', id: IDS.director, decides: false, answers: 'by-word' } as const;
    const running = { state: 'running', startedAt: NOW } as const;
    expect(actionsOf({ ...running, hold: { ...by, how: 'hold' } }, viewer)).toEqual(['go-on', 'change']);
    expect(actionsOf({ ...running, state: 'watching', hold: { ...by, how: 'hold' } }, viewer)).toEqual([
      'go-on',
      'change',
    ]);
    expect(actionsOf({ ...running, hold: { ...by, how: 'stop' } }, viewer)).toEqual([]);
    expect(actionsOf(running, { role: 'requester' })).toEqual(['restore-instead']);
  });

  it('is taken back by a restore as long as a later request has not done so, also once it is over', () => {
    const over = { state: 'done', startedAt: NOW, endedAt: NOW } as const;
    const steps = [aStepRecord({ state: 'verified' })];
    const offered = (changes: Partial<Request>) => {
      const report = buildReport({ request: aRequest({ ...over, ...changes }), steps, now: NOW });
      const view = viewFor(report, { role: 'requester' });
      return view.kind === 'requester' ? view.actions : [];
    };
    expect(offered({})).toEqual(['restore-instead']);
    expect(offered({ note: text('flow.watch-ended-by', { reference: 'L-1043' }) })).toEqual([]);
    expect(offered({ choices: someChoices('restore-user') })).toEqual([]);
  });

  it('never by an approver who does not decide about this one', () => {
    expect(actionsOf({}, { role: 'approver', id: IDS.approver, decides: false, answers: 'by-word' })).toEqual([]);
  });

  it('is no second approval by who approved already', () => {
    const decision = { verdict: 'approved', by: IDS.approver, byName: 'A', reason: null, at: NOW } as const;
    const viewer = { role: 'approver', id: IDS.approver, decides: true, answers: 'by-word' } as const;
    expect(actionsOf({ approvals: [decision] }, viewer)).toEqual(['decline', 'more']);
  });

  it('waits for the requester to agree when an approver changed it', () => {
    const edited = { by: IDS.approver, byName: 'A', at: NOW, agreedAt: null };
    expect(actionsOf({ edited }, { role: 'requester' })).toEqual(['agree', 'withdraw']);
    expect(actionsOf({ edited }, { role: 'approver', id: IDS.director, decides: true, answers: 'by-word' })).toEqual([
      'decline',
      'more',
    ]);
    expect(actionsOf({ edited: { ...edited, agreedAt: NOW } }, { role: 'requester' })).toEqual(['withdraw']);
  });

  it('is an answer once an approver asked', () => {
    const question = { from: 'approver', by: IDS.approver, byName: 'A', words: 'why?', at: NOW } as const;
    expect(actionsOf({ remarks: [question] }, { role: 'requester' })).toEqual(['answer', 'withdraw']);
    const answer = { ...question, from: 'requester' } as const;
    expect(actionsOf({ remarks: [question, answer] }, { role: 'requester' })).toEqual(['withdraw']);
  });
});

describe('what was left to the helpdesk', () => {
  const stuck = (answers: Answers, state: StepState = 'failed') => {
    const steps = [aStepRecord({ kind: 'revoke-sessions', state, attempt: 1 })];
    const report = buildReport({ request: aRequest({ state: 'running' }), steps, now: NOW });
    const view = viewFor(report, { role: 'approver', id: IDS.approver, decides: false, answers });
    return 'actions' in view ? view.actions.filter((action) => action === 'retry' || action === 'skip') : [];
  };

  it('is answered by whoever it is taken from alone', () => {
    expect(stuck('by-word')).toEqual(['retry', 'skip']);
    expect(stuck('by-proof')).toEqual(['retry']);
    expect(stuck(null)).toEqual([]);
    expect(stuck('by-word', 'verified')).toEqual([]);
  });
});

describe('what directory sync turned back', () => {
  const by = 'Sync_DC01_8f2c11d04ab5@contoso.onmicrosoft.com';
  const noteOf = (viewer: Viewer, note: Text) => {
    const step = aStepRecord({ kind: 'block-sign-in', state: 'overwritten', note });
    const view = viewFor(buildReport({ request: aRequest({ state: 'watching' }), steps: [step], now: NOW }), viewer);
    return view.report.steps[0]?.note;
  };
  const helpdesk = { role: 'approver', id: IDS.approver, decides: true, answers: 'by-word' } as const;

  it.each<[Text, Text]>([
    [text('flow.overwritten.block-sign-in-by', { by }), text('flow.overwritten.block-sign-in')],
    [text('flow.done-again-by', { at: { instant: NOW }, by }), text('flow.done-again', { at: { instant: NOW } })],
    [
      text('flow.changed-back.person', { items: 'PC-0417', count: 1, by }),
      text('flow.changed-back.person', { items: 'PC-0417', count: 1, by: text('card.by-directory-sync') }),
    ],
  ])('is said to the helpdesk with the account that it works with, and to the manager without', (note, plain) => {
    expect(noteOf(helpdesk, note)).toEqual(note);
    expect(noteOf({ role: 'requester' }, note)).toMatchObject({ key: plain.key });
    expect(say(noteOf({ role: 'requester' }, note) ?? note, { locale: 'en', timeZone: 'UTC' })).toBe(
      say(plain, { locale: 'en', timeZone: 'UTC' }),
    );
  });

  it('is said of a person by name, to everybody', () => {
    const note = text('flow.undone.person', { by: 'Grady Archie', at: { instant: NOW } });
    expect(noteOf({ role: 'requester' }, note)).toEqual(note);
  });
});
