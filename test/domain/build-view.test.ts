import { describe, expect, it } from 'vitest';
import { buildReport } from '../../src/domain/build-report.ts';
import { viewFor } from '../../src/domain/build-view.ts';
import { REQUEST_STATES, type RequestState } from '../../src/domain/request.ts';
import { aRequest, NOW } from '../helpers/given.ts';

const actions = (role: 'requester' | 'approver', state: RequestState, lateSince: string | null = null) => {
  const view = viewFor({ report: buildReport({ request: aRequest({ state, lateSince }), steps: [], now: NOW }), role });
  return view.kind === 'runbook' ? [] : view.actions;
};

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
    expect(actions('approver', state)).toEqual(state === 'pending' ? ['approve', 'decline'] : []);
  });
});
