import { describe, expect, it } from 'vitest';
import { buildReport } from '../../src/domain/build-report.ts';
import { type Viewer, viewFor } from '../../src/domain/build-view.ts';
import { REQUEST_STATES, type Request, type RequestState } from '../../src/domain/request.ts';
import { aRequest, IDS, NOW } from '../helpers/given.ts';

const actions = (role: 'requester' | 'approver', state: RequestState, lateSince: string | null = null) => {
  return actionsOf({ state, lateSince }, role === 'requester' ? { role } : { role, id: IDS.approver, decides: true });
};

function actionsOf(changes: Partial<Request>, viewer: Viewer) {
  const view = viewFor(buildReport({ request: aRequest(changes), steps: [], now: NOW }), viewer);
  return view.kind === 'runbook' ? [] : view.actions;
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

describe('what may be done with a request', () => {
  it.each(REQUEST_STATES)('by its requester while it is %s', (state) => {
    expect(actions('requester', state)).toEqual(REQUESTER[state]);
  });

  it('by its requester when it was approved after its hour', () => {
    expect(actions('requester', 'approved', NOW)).toEqual(['run-now', 'new-date', 'withdraw']);
  });

  it.each(REQUEST_STATES)('by an approver while it is %s', (state) => {
    expect(actions('approver', state)).toEqual(state === 'pending' ? ['approve', 'decline', 'more'] : []);
  });

  it('never by an approver who does not decide about this one', () => {
    expect(actionsOf({}, { role: 'approver', id: IDS.approver, decides: false })).toEqual([]);
  });

  it('is no second approval by who approved already', () => {
    const decision = { verdict: 'approved', by: IDS.approver, byName: 'A', reason: null, at: NOW } as const;
    const viewer = { role: 'approver', id: IDS.approver, decides: true } as const;
    expect(actionsOf({ approvals: [decision] }, viewer)).toEqual(['decline', 'more']);
  });

  it('waits for the requester to agree when an approver changed it', () => {
    const edited = { by: IDS.approver, byName: 'A', at: NOW, agreedAt: null };
    expect(actionsOf({ edited }, { role: 'requester' })).toEqual(['agree', 'withdraw']);
    expect(actionsOf({ edited }, { role: 'approver', id: IDS.director, decides: true })).toEqual(['decline', 'more']);
    expect(actionsOf({ edited: { ...edited, agreedAt: NOW } }, { role: 'requester' })).toEqual(['withdraw']);
  });

  it('is an answer once an approver asked', () => {
    const question = { from: 'approver', by: IDS.approver, byName: 'A', words: 'why?', at: NOW } as const;
    expect(actionsOf({ remarks: [question] }, { role: 'requester' })).toEqual(['answer', 'withdraw']);
    const answer = { ...question, from: 'requester' } as const;
    expect(actionsOf({ remarks: [question, answer] }, { role: 'requester' })).toEqual(['withdraw']);
  });
});
