import { describe, expect, it } from 'vitest';
import {
  brake,
  emergencyStartOf,
  givesWay,
  holdingStop,
  holdingStopOfRunning,
  type ScopeKind,
  type Stop,
  startOf,
} from '../../src/domain/brakes.ts';
import { emptyChoices } from '../../src/domain/choices.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { StepKind } from '../../src/domain/step.ts';
import { aPerson, aRequest, aTargetUser, IDS, NOW } from '../helpers/given.ts';

const POLICY = {
  ...BUILT_IN_POLICY,
  limits: {
    perRequester: 3,
    perApprover: 5,
    perTenant: 10,
    departmentPercent: 25,
    departmentAtLeast: 8,
    asksPerRequester: 20,
  },
};
const APPROVED = aRequest({
  state: 'approved',
  approvals: [{ verdict: 'approved', by: IDS.approver, byName: 'Helen Desk', reason: null, at: NOW }],
});

describe('what a request counts in', () => {
  it('is the tenant, the department in any case, who asked and who approved', () => {
    const facts = aTargetUser({ department: ' Marketing ' });
    expect(startOf(APPROVED, facts).scopes.map(({ kind, key }) => [kind, key])).toEqual([
      ['tenant', ''],
      ['department', 'marketing'],
      ['requester', IDS.requester],
      ['approver', IDS.approver],
    ]);
  });

  it('is for an emergency block what the emergency lane counts, between its steps as at its start', () => {
    const emergency = { confirmBy: NOW, answer: null, proposal: null };
    const start = startOf({ ...APPROVED, emergency });
    expect(start).toEqual(emergencyStartOf(APPROVED.id, aPerson({ id: IDS.requester })));
  });

  it.each([null, '', '  '])('is no department where the directory has none (%j)', (department) => {
    const kinds = startOf(APPROVED, aTargetUser({ department })).scopes.map(({ kind }) => kind);
    expect(kinds).toEqual(['tenant', 'requester', 'approver']);
  });
});

/** Counts in the order tenant, department, requester, approver. */
function braked(counts: readonly number[], departmentSize: number | null = 100, open: readonly Stop[] = []) {
  const found = brake({ start: startOf(APPROVED), counts, open, policy: POLICY, departmentSize });
  return found.status === 'trip' ? found.stops.map(({ scope }) => scope.kind) : found.status;
}

describe('a start', () => {
  it.each<[readonly number[], number | null, string | readonly ScopeKind[]]>([
    [[0, 0, 0, 0], 100, 'go'],
    [[9, 24, 2, 4], 100, 'go'],
    [[10, 0, 0, 0], 100, ['tenant']],
    [[0, 25, 0, 0], 100, ['department']],
    [[0, 0, 3, 0], 100, ['requester']],
    [[0, 0, 0, 5], 100, ['approver']],
    [[10, 25, 3, 5], 100, ['tenant', 'department', 'requester', 'approver']],
    // 25 % of nine is two; a department of seven is too small to have a limit; not known is no limit.
    [[0, 1, 0, 0], 9, 'go'],
    [[0, 2, 0, 0], 9, ['department']],
    [[0, 7, 0, 0], 7, 'go'],
    [[9, 500, 0, 0], null, 'go'],
    [[10, 500, 0, 0], null, ['tenant']],
  ])('after %j others, in a department of %j, is %j', (counts, size, expected) => {
    expect(braked(counts, size)).toEqual(expected);
  });

  it('of one person is never too many for a department', () => {
    const policy = { ...POLICY, limits: { ...POLICY.limits, departmentPercent: 1 } };
    const given = { start: startOf(APPROVED), open: [], policy, departmentSize: 10 };
    expect(brake({ ...given, counts: [0, 0, 0, 0] }).status).toBe('go');
    expect(brake({ ...given, counts: [1, 1, 0, 0] }).status).toBe('trip');
  });

  it('says of whom there were too many, and who is a party to that', () => {
    const found = brake({
      start: startOf(APPROVED),
      counts: [0, 0, 3, 0],
      open: [],
      policy: POLICY,
      departmentSize: null,
    });
    expect(found).toMatchObject({
      stops: [
        {
          why: { key: 'brakes.why.requester', values: { name: 'Miriam Graham', limit: 3 } },
          parties: [IDS.requester, IDS.approver],
        },
      ],
    });
  });
});

describe('an open stop', () => {
  it.each<[ScopeKind, string, boolean, boolean]>([
    ['everything', '', true, false],
    ['tenant', '', true, false],
    ['department', 'marketing', true, false],
    ['department', 'sales', false, false],
    ['requester', IDS.requester, true, false],
    ['requester', IDS.approver, false, false],
    ['approver', IDS.approver, true, false],
    ['approver', IDS.requester, false, false],
    ['emergency', IDS.director, false, true],
    ['emergency', IDS.requester, false, false],
  ])('of %s %j holds this request: %j; an emergency block: %j', (kind, key, request, emergency) => {
    const open = [aStop(kind, key)];
    expect(holdingStop(startOf(APPROVED), open) !== null).toBe(request);
    expect(braked([0, 0, 0, 0], 100, open) === 'held').toBe(request);
    const lead = aPerson({ id: IDS.director });
    expect(holdingStop(emergencyStartOf(IDS.request, lead), open) !== null).toBe(emergency);
  });

  it.each<[readonly string[], boolean]>([
    [[IDS.targetUser, IDS.director], true],
    [[IDS.targetUser], false],
    [[IDS.director], true],
  ])('by whom it is about and a second member holds it while of them %j stand: %j', (standing, isHeld) => {
    const open = [{ ...aStop('everything', ''), by: IDS.director, parties: [IDS.targetUser] }];
    expect(holdingStop({ ...startOf(APPROVED), standing }, open) !== null).toBe(isHeld);
  });

  it.each<[string, string, readonly string[], boolean]>([
    ['whom it is about', IDS.targetUser, [], false],
    ['whom it is about, and a second member', IDS.targetUser, [IDS.director], true],
    ['another member', IDS.director, [], true],
    ['another member, and whom it is about', IDS.director, [IDS.targetUser], true],
  ])('by %s, a pause holds it: %j', (_, by, parties, isHeld) => {
    const open = [{ ...aStop('everything', ''), by, parties }];
    expect(holdingStop(startOf(APPROVED), open) !== null).toBe(isHeld);
    const begun = { kind: 'block-sign-in', attempt: 1 } as const;
    expect(holdingStopOfRunning(APPROVED, begun, open) !== null).toBe(isHeld);
    // What gives back waits for it as everything does.
    const choices = emptyChoices('restore-user', IDS.targetUser);
    expect(holdingStop(startOf({ ...APPROVED, choices }), open)).not.toBeNull();
  });

  it('by people themselves is named before a limit', () => {
    const open = [aStop('tenant', ''), aStop('everything', '')];
    expect(holdingStop(startOf(APPROVED), open)?.scope.kind).toBe('everything');
  });
});

describe('a stop beside what has begun', () => {
  it.each<[ScopeKind, StepKind, number, boolean]>([
    ['requester', 'block-sign-in', 1, false],
    ['requester', 'revoke-sessions', 2, false],
    ['tenant', 'disable-account', 1, false],
    ['requester', 'block-sign-in', 0, true],
    ['requester', 'leave-groups', 1, true],
    // People's own pause holds everything.
    ['everything', 'block-sign-in', 1, true],
  ])('of %s keeps %s of attempt %j back: %j', (scope, kind, attempt, isHeld) => {
    const open = [aStop(scope, scope === 'requester' ? IDS.requester : '')];
    expect(holdingStopOfRunning(APPROVED, { kind, attempt }, open) !== null).toBe(isHeld);
  });
});

describe('an emergency block', () => {
  const start = emergencyStartOf(IDS.request, aPerson({ id: IDS.director }));
  const status = (counts: readonly number[]) =>
    brake({ start, counts, open: [], policy: POLICY, departmentSize: null }).status;

  it('counts for the tenant without being held by its limit, and has a limit of its own', () => {
    expect(start.scopes.map(({ kind }) => kind)).toEqual(['tenant', 'emergency']);
    expect(status([500, POLICY.emergency.perHour - 1])).toBe('go');
    expect(status([0, POLICY.emergency.perHour])).toBe('trip');
  });
});

describe('what was held and is taken up again', () => {
  const start = startOf(APPROVED, aTargetUser({ department: 'Marketing' }));
  // Tenant, department, requester, approver; their limits are 10, 25 of 100, 3 and 5.
  it.each<[readonly number[], readonly number[], boolean]>([
    [[0, 0, 0, 0], [0, 0, 0, 0], false],
    [[0, 0, 0, 0], [2, 2, 2, 2], false],
    [[0, 0, 0, 0], [3, 3, 3, 3], true],
    [[0, 0, 2, 0], [1, 1, 0, 1], false],
    [[0, 0, 2, 0], [1, 1, 1, 1], true],
    [[9, 0, 0, 0], [1, 0, 0, 0], true],
    [[0, 24, 0, 0], [0, 1, 0, 0], true],
    [[0, 0, 0, 4], [0, 0, 0, 1], true],
    // Nobody is in front of it: then the limit itself says so.
    [[10, 0, 3, 5], [0, 0, 0, 0], false],
  ])('after %j others, with %j in front of it, gives way: %j', (counts, ahead, expected) => {
    expect(givesWay({ start, counts, ahead, policy: POLICY, departmentSize: 100 })).toBe(expected);
  });
});

function aStop(kind: ScopeKind, key: string): Stop {
  return {
    reference: 'S-1',
    scope: { kind, key, name: 'Somebody' },
    why: { key: `brakes.why.${kind}` },
    since: NOW,
    by: null,
    trippedBy: IDS.request,
    parties: [IDS.requester, IDS.approver],
  };
}
