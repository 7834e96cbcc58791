import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { progressRows } from '../../src/cards/parts/progress-rows.ts';
import { assemblePlan } from '../../src/domain/assemble-plan.ts';
import { STEP_HELD } from '../../src/domain/brakes.ts';
import { buildReport } from '../../src/domain/build-report.ts';
import type { RequestKind } from '../../src/domain/choices.ts';
import { withFirstSeen } from '../../src/domain/first-seen.ts';
import type { Gap } from '../../src/domain/gap.ts';
import { goneEvidence } from '../../src/domain/gone.ts';
import { STEP_STATES, type StepRecord, type StepState, type TurnedBack } from '../../src/domain/outcome.ts';
import type { Report } from '../../src/domain/report.ts';
import { type Hold, REQUEST_STATES, type Request } from '../../src/domain/request.ts';
import type { StepKind } from '../../src/domain/step.ts';
import { stepRecordsOf } from '../../src/domain/step-records.ts';
import type { TargetUser } from '../../src/domain/target-user.ts';
import { type Text, text } from '../../src/domain/text.ts';
import { translate } from '../../src/locales/translate.ts';
import {
  aGuest,
  aMembership,
  aPerson,
  aRequest,
  aStepRecord,
  aSyncedTargetUser,
  aTargetUser,
  minutesAfter,
  NOW,
  someChoices,
} from '../helpers/given.ts';

const synced = aSyncedTargetUser();

const CLOUD_SYNCED = {
  name: 'ad.contoso.de',
  way: 'runbook',
  signIn: 'password-hash',
  sync: { client: 'cloud-sync', site: 'same', cycleMinutes: 2, onDemand: null },
  inScopeOus: [],
  leaversOu: null,
} as const satisfies TargetUser['adDomain'];

function requestOf(targetUser: TargetUser, kind: RequestKind, changes: Partial<Request> = {}): Request {
  const choices = someChoices(kind);
  const successor = aPerson({ id: choices.successorId ?? 'nobody' });
  const plan = assemblePlan({ choices, targetUser, requester: aPerson(), successor, runs: [], now: NOW });
  return aRequest({ facts: targetUser, choices, plan, ...changes });
}

function ledgerOf(request: Request, states: Partial<Record<StepKind, Partial<StepRecord>>>): readonly StepRecord[] {
  return stepRecordsOf(request.plan, request.id, () => 'id').map((step) => ({ ...step, ...states[step.kind] }));
}

/** The report of a block of a synced person that runs, with this of its ledger. */
function runningBlock(states: Partial<Record<StepKind, Partial<StepRecord>>>, now = minutesAfter(NOW, 40)): Report {
  const request = requestOf(synced, 'block-sign-in', {
    state: 'watching',
    startedAt: NOW,
    wakeAt: minutesAfter(now, 5),
  });
  return buildReport({ request, steps: ledgerOf(request, states), now });
}

const durableOf = ({ lines }: Report) => lines.find(({ id }) => id === 'durable');
const keysOf = (texts: readonly Text[]) => texts.map(({ key }) => key);

const blockAccepted = { state: 'accepted', acceptedAt: NOW, verifiedAt: minutesAfter(NOW, 1) } as const;
const revoked = { state: 'verified', acceptedAt: NOW, verifiedAt: NOW } as const;
const RESULT = { result: { at: minutesAfter(NOW, 5), accountDisabled: true } };

const BY_SYNC = { times: 1, at: '2026-03-09T10:00:00.000Z', by: null, how: 'sync' } as const;

describe('the report of a block of a synced person', () => {
  it('is amber and at risk as long as AD waits for a person', () => {
    const report = runningBlock({
      'block-sign-in': blockAccepted,
      'revoke-sessions': revoked,
      'disable-account': { state: 'needs-person' },
    });
    expect(report.colour).toBe('warning');
    expect(report.headline.key).toBe('report.headline.needs-person');
    expect(keysOf(report.todo)).toEqual(['report.todo.runbook-block-sign-in']);
    expect(keysOf(report.warnings)).toContain('plan.warning.temporary');
    expect(durableOf(report)).toMatchObject({ state: 'at-risk', typical: null });
    expect(durableOf(report)?.explains?.key).toBe('propagation.explains.waits-for-ad-until');
  });

  it('asks for evidence after a bare Done, and stays amber', () => {
    const report = runningBlock({
      'block-sign-in': blockAccepted,
      'revoke-sessions': revoked,
      'disable-account': { state: 'attested', acceptedAt: minutesAfter(NOW, 6) },
    });
    expect(report.colour).toBe('warning');
    expect(report.headline.key).toBe('report.headline.attested');
    expect(keysOf(report.todo)).toEqual(['report.todo.attested']);
    expect(keysOf(report.warnings)).toEqual(['plan.warning.temporary-said']);
    expect(durableOf(report)?.explains?.key).toBe('propagation.explains.attested');
  });

  it('reckons from the pasted result, waits for the sync, and stays amber', () => {
    const report = runningBlock({
      'block-sign-in': blockAccepted,
      'revoke-sessions': revoked,
      'disable-account': { state: 'attested', acceptedAt: minutesAfter(NOW, 9), evidence: RESULT },
    });
    expect(report.colour).toBe('warning');
    expect(keysOf(report.todo)).toEqual(['report.todo.waits-for-sync']);
    expect(keysOf(report.warnings)).toEqual(['plan.warning.temporary-reported']);
    expect(durableOf(report)).toMatchObject({ state: 'expected', earliest: minutesAfter(NOW, 6), explains: null });
  });

  it('is green, and no longer warns, only after a later sync left it blocked', () => {
    const seenAt = minutesAfter(NOW, 35);
    const report = runningBlock({
      'block-sign-in': { ...blockAccepted, state: 'verified' },
      'revoke-sessions': revoked,
      'disable-account': { state: 'verified', acceptedAt: NOW, verifiedAt: seenAt, evidence: RESULT },
    });
    expect(report.colour).toBe('good');
    expect(keysOf(report.warnings)).not.toContain('plan.warning.temporary');
    expect(durableOf(report)).toMatchObject({ state: 'seen', typical: seenAt });
  });

  it('is not amber for a block that lasts, where only groups in AD are left to come', () => {
    const colourWith = (disable: Partial<StepRecord>) => {
      const targetUser = aSyncedTargetUser({ memberships: [aMembership({ class: 'synced' })] });
      const request = requestOf(targetUser, 'offboard', { state: 'running', startedAt: NOW });
      const states = { 'leave-ad-groups': blockAccepted, 'disable-account': disable } as const;
      const steps = ledgerOf(request, states).map((step) =>
        step.kind in states ? step : { ...step, state: 'verified' as const, acceptedAt: NOW, verifiedAt: NOW },
      );
      return buildReport({ request, steps, now: minutesAfter(NOW, 40) }).colour;
    };
    expect(colourWith(blockAccepted)).toBe('warning');
    expect(colourWith({ ...blockAccepted, state: 'verified' })).toBe('accent');
  });

  it('is red, and says what to do, when sync turned it back', () => {
    const read = minutesAfter(NOW, 31);
    const report = runningBlock({
      'block-sign-in': {
        ...blockAccepted,
        state: 'overwritten',
        turnedBack: BY_SYNC,
        evidence: { accountEnabled: true, read },
      },
      'revoke-sessions': revoked,
      'disable-account': { state: 'needs-person' },
    });
    expect(report.colour).toBe('attention');
    expect(report.headline.key).toBe('report.headline.overwritten');
    expect(keysOf(report.todo)).toEqual(['report.todo.overwritten']);
    expect(keysOf(report.warnings)).not.toContain('plan.warning.temporary');
    expect(durableOf(report)?.explains).toEqual(text('propagation.explains.turned-back', { at: { instant: read } }));
  });

  it('says by when a sync shows what was done in AD after it was turned back, while that hour is to come', () => {
    const back = { ...blockAccepted, state: 'overwritten', turnedBack: BY_SYNC } as const;
    const todoAt = (minutes: number, changes: Partial<StepRecord> = {}) => {
      const states = {
        'block-sign-in': back,
        'revoke-sessions': revoked,
        'disable-account': { state: 'attested', acceptedAt: minutesAfter(NOW, 40), evidence: RESULT, ...changes },
      } as const;
      return runningBlock(states, minutesAfter(NOW, minutes)).todo;
    };
    expect(todoAt(41)).toEqual([
      text('report.todo.waits-for-sync-until', { until: { instant: minutesAfter(NOW, 87) } }),
    ]);
    expect(keysOf(todoAt(90))).toEqual(['report.todo.waits-for-sync']);
    expect(keysOf(todoAt(41, { evidence: null }))).toContain('report.todo.attested');
  });

  it('does not say that nothing is left in AD while something is: what was reported is named', () => {
    const request = requestOf(synced, 'offboard', { state: 'watching', startedAt: NOW });
    const todoWith = (groups: Partial<StepRecord>) => {
      const said = { state: 'attested', acceptedAt: minutesAfter(NOW, 9), evidence: RESULT } as const;
      const steps = ledgerOf(request, { 'disable-account': said, 'leave-ad-groups': groups }).map((step) =>
        step.lane === 'on-premises' ? step : { ...step, state: 'verified' as const, acceptedAt: NOW, verifiedAt: NOW },
      );
      return buildReport({ request, steps, now: minutesAfter(NOW, 10) }).todo;
    };
    const named = text('report.todo.said-waits-for-sync', { steps: [text('step.disable-account.title')] });
    expect(todoWith({ state: 'needs-person' })).toContainEqual(named);
    expect(todoWith({ state: 'failed', note: text('flow.runbook-cannot', { reason: 'No' }) })).toContainEqual(named);
    expect(keysOf(todoWith({ state: 'skipped' }))).toEqual(['report.todo.waits-for-sync']);
    const gaps = [
      {
        kind: 'ad-groups',
        id: 'ad-groups',
        name: '',
        end: 'left',
        why: 'ad-groups-unread',
        who: 'active-directory',
        through: null,
      },
    ] as const;
    expect(todoWith({ state: 'skipped', gaps })).toContainEqual(named);
  });

  it('says how to get the runbook again once the helpdesk said that it cannot be done', () => {
    const note = text('flow.runbook-cannot', { reason: 'No rights' });
    const { todo, headline } = runningBlock({
      'block-sign-in': blockAccepted,
      'revoke-sessions': revoked,
      'disable-account': { state: 'failed', note, evidence: { cannotAt: NOW } },
    });
    expect(headline.key).toBe('report.headline.cannot');
    expect(todo).toEqual([text('report.todo.cannot', { steps: [text('step.disable-account.title')] })]);
  });

  it('says that Leaver tries first, where it works in the domain itself', () => {
    const cannot = { state: 'failed', note: text('flow.runbook-cannot', { reason: 'No rights' }) } as const;
    const keyWith = (way: 'runbook' | 'ldaps') => {
      const request = requestOf(aSyncedTargetUser({ adDomain: { ...CLOUD_SYNCED, way } }), 'block-sign-in', {
        state: 'watching',
        startedAt: NOW,
      });
      const steps = ledgerOf(request, {
        'block-sign-in': blockAccepted,
        'revoke-sessions': revoked,
        'disable-account': cannot,
      });
      return keysOf(buildReport({ request, steps, now: minutesAfter(NOW, 40) }).todo);
    };
    expect(keyWith('ldaps')).toEqual(['report.todo.cannot-by-leaver']);
    expect(keyWith('runbook')).toEqual(['report.todo.cannot']);
  });

  it('names all that is open in AD, also what could not be done before', () => {
    const request = requestOf(synced, 'offboard', { state: 'watching', startedAt: NOW });
    const steps = ledgerOf(request, {}).map((step): StepRecord => {
      if (step.lane !== 'on-premises') return { ...step, state: 'verified', acceptedAt: NOW, verifiedAt: NOW };
      const evidence = step.kind === 'disable-account' ? { cannotAt: NOW } : null;
      return step.state === 'skipped' ? step : { ...step, state: 'needs-person', evidence };
    });
    const open = steps.filter(({ state }) => state === 'needs-person').map(({ kind }) => text(`step.${kind}.title`));
    expect(open.length).toBeGreaterThan(1);
    expect(buildReport({ request, steps, now: NOW }).headline.values?.steps).toEqual(open);
  });

  it('is never green while the half in AD was let go', () => {
    const report = runningBlock({
      'block-sign-in': blockAccepted,
      'revoke-sessions': revoked,
      'disable-account': { state: 'waived' },
    });
    expect(report.colour).toBe('warning');
    expect(durableOf(report)?.explains?.key).toBe('propagation.explains.only-in-cloud-until');
  });

  it.each([[null], [BY_SYNC]])(
    'waits for no effect of a block whose half in AD was skipped, and offers that again (turned back: %o)',
    (turnedBack) => {
      const states = {
        'block-sign-in': { ...blockAccepted, turnedBack },
        'revoke-sessions': revoked,
        'disable-account': { state: 'waived', note: text('flow.waived') },
      } as const;
      const report = runningBlock(states);
      expect(report.headline.key).toBe('report.headline.cloud-alone');
      // Whether somebody disabled the account all the same nobody knows.
      expect(keysOf(report.warnings)).not.toContain('plan.warning.temporary');
      expect(keysOf(report.todo)).toEqual(['report.todo.skipped-in-ad']);
      expect(report.steps.filter(({ stuck }) => stuck).map(({ kind }) => kind)).toEqual(['disable-account']);
      const lasting = { ...blockAccepted, state: 'verified' } as const;
      expect(keysOf(runningBlock({ ...states, 'block-sign-in': lasting }).todo)).toEqual([]);
    },
  );

  it.each([
    ['cannot disable it', { state: 'failed', note: text('flow.runbook-cannot', { reason: 'no rights' }) }, '-failed'],
    ['let it go', { state: 'waived' }, ''],
    ['did not hear an answer', { state: 'failed', note: text('flow.no-answer') }, ''],
  ] as const)(
    'says of a block in the cloud alone how sure it is that it does not last: the helpdesk %s',
    (_, inAd, how) => {
      const states = { 'block-sign-in': blockAccepted, 'revoke-sessions': revoked, 'disable-account': inAd } as const;
      expect(durableOf(runningBlock(states))?.explains?.key).toBe(`propagation.explains.only-in-cloud${how}-until`);
    },
  );

  it('says of what was found in place at its turn that it was seen then, not when it was asked for', () => {
    const found = minutesAfter(NOW, 90);
    const report = runningBlock(
      { 'block-sign-in': { state: 'skipped', evidence: { read: found } } },
      minutesAfter(NOW, 91),
    );
    expect(report.lines.find(({ id }) => id === 'new-sign-ins')).toMatchObject({ state: 'seen', typical: found });
  });

  it('waits for nobody in AD once it ended, and names no hour of a sync once nobody looks any more', () => {
    const over = { state: 'done-with-gaps', startedAt: NOW, endedAt: NOW } as const;
    const states = {
      'block-sign-in': blockAccepted,
      'revoke-sessions': revoked,
      'disable-account': { state: 'needs-person' },
    } as const;
    const endedAnd = (wakeAt: string | null) => {
      const request = requestOf(synced, 'block-sign-in', { ...over, wakeAt });
      const report = buildReport({ request, steps: ledgerOf(request, states), now: minutesAfter(NOW, 12_000) });
      const [block] = progressRows(report, { locale: 'en', timeZone: 'UTC' }, 'full').rows;
      return [durableOf(report)?.explains?.key, block?.details[0]?.words];
    };
    expect(endedAnd(minutesAfter(NOW, 12_600))).toEqual([
      'propagation.explains.only-in-cloud-until',
      expect.stringMatching(/^in place, but temporary/),
    ]);
    expect(endedAnd(null)).toEqual([
      'propagation.explains.only-in-cloud',
      expect.stringMatching(/^was in place, and temporary, seen/),
    ]);
  });

  it('is not called temporary for other work in AD once the account is seen disabled there', () => {
    const request = requestOf(synced, 'offboard', { state: 'watching', startedAt: NOW });
    const seen = { state: 'verified', acceptedAt: NOW, verifiedAt: minutesAfter(NOW, 40) } as const;
    const states = {
      'block-sign-in': seen,
      'disable-account': seen,
      'reset-password': { state: 'needs-person' },
    } as const;
    const report = buildReport({ request, steps: ledgerOf(request, states), now: minutesAfter(NOW, 60) });
    expect(keysOf(report.todo)).toContain('report.todo.runbook-rest');
    expect(keysOf(report.todo)).not.toContain('report.todo.runbook-offboard');
  });

  it('names everything that stays as it is once a later request turned it round', () => {
    const note = text('flow.watch-ended-by', { reference: 'L-1002', at: { instant: NOW } });
    const given = { state: 'done-with-gaps', startedAt: NOW, endedAt: NOW, note } as const;
    const request = requestOf(synced, 'offboard', given);
    const gaps = Array.from({ length: 9 }, (_, place) => ({
      end: 'left' as const,
      kind: 'group' as const,
      id: String(place),
      name: `List ${place}`,
      why: 'mail-enabled' as const,
      who: 'exchange-admin' as const,
      through: null,
    }));
    const steps = ledgerOf(request, { 'leave-groups': { state: 'verified', verifiedAt: NOW, gaps } });
    const stays = buildReport({ request, steps, now: NOW }).notes.find(({ key }) => key === 'report.left-as-is');
    expect(stays?.values?.items).toEqual(gaps.map(({ name }) => text('gap.named.group', { name })));
  });

  it('says of the work that was with the helpdesk what directory sync showed of it, and that the rest is not known', () => {
    const note = text('flow.step-handed-out', { name: 'Grady' });
    const noteOf = (how: 'sync' | 'person') => {
      const turnedBack = { times: 2, at: NOW, by: null, how };
      const report = runningBlock({
        'block-sign-in': { state: 'overwritten', acceptedAt: NOW, verifiedAt: NOW, turnedBack },
        'disable-account': { state: 'waived', note },
      });
      return report.steps.find(({ kind }) => kind === 'disable-account')?.note;
    };
    expect(noteOf('sync')).toEqual(text('flow.step-handed-out-enabled', { said: note, at: { instant: NOW } }));
    expect(noteOf('person')).toEqual(note);
  });

  it('asks for AD first when Graph refused the block', () => {
    const report = runningBlock({
      'block-sign-in': { state: 'needs-person' },
      'revoke-sessions': revoked,
      'disable-account': { state: 'needs-person' },
    });
    expect(report.headline.values?.steps).toEqual([text('step.disable-account.title')]);
    expect(keysOf(report.todo)).toEqual(['report.todo.runbook-block-sign-in']);
    // No block is there to be temporary.
    expect(keysOf(report.warnings)).not.toContain('plan.warning.temporary');
  });

  it('shows who masters what, where the password is checked and when sync was seen', () => {
    expect(keysOf(runningBlock({}).standing)).toEqual([
      'report.standing.synced',
      'report.standing.sign-in.password-hash',
      'report.standing.last-sync-seen',
      'report.standing.ad-masters',
    ]);
  });
});

describe('the standing', () => {
  const standing = (targetUser: TargetUser) =>
    keysOf(buildReport({ request: requestOf(targetUser, 'block-sign-in'), steps: null, now: NOW }).standing);
  it.each<[string, TargetUser, readonly string[]]>([
    ['cloud-only', aTargetUser(), ['report.standing.cloud-only']],
    ['guest', aGuest(), ['report.standing.guest']],
    [
      'guest of the own Active Directory',
      aSyncedTargetUser({ userType: 'Guest' }),
      [
        'report.standing.guest-synced',
        'report.standing.synced',
        'report.standing.sign-in.password-hash',
        'report.standing.last-sync-seen',
        'report.standing.ad-masters',
      ],
    ],
    [
      'synced by Cloud Sync, whose hour the tenant does not say',
      aSyncedTargetUser({ adDomain: CLOUD_SYNCED }),
      [
        'report.standing.synced',
        'report.standing.sign-in.password-hash',
        'report.standing.cloud-sync',
        'report.standing.ad-masters',
      ],
    ],
    [
      'synced, where the organisation has no hour of its own',
      aSyncedTargetUser({ tenantLastSync: null }),
      [
        'report.standing.synced',
        'report.standing.sign-in.password-hash',
        'report.standing.account-synced',
        'report.standing.ad-masters',
      ],
    ],
    ['who is in no directory any more', aTargetUser({ found: 'gone' }), []],
    ['formerly synced', aTargetUser({ identity: 'formerly-synced' }), ['report.standing.formerly-synced']],
    [
      'cloud account in a federated domain',
      aTargetUser({ signIn: 'federated' }),
      ['report.standing.cloud-only', 'report.standing.sign-in.federated'],
    ],
    [
      'synced, password check not known, sync overdue',
      aSyncedTargetUser({ signIn: 'unknown', tenantLastSync: minutesAfter(NOW, -200) }),
      [
        'report.standing.synced',
        'report.standing.sign-in.unknown',
        'report.standing.sync-stale',
        'report.standing.ad-masters',
      ],
    ],
  ])('of somebody %s', (_, targetUser, expected) => {
    expect(standing(targetUser)).toEqual(expected);
  });
});

describe('the headline of several steps', () => {
  it('names everything that is left in Active Directory, not the first of it', () => {
    const request = requestOf(synced, 'offboard', { state: 'watching', startedAt: NOW });
    const steps = stepRecordsOf(request.plan, request.id, () => 'id').map(
      (step): StepRecord => ({
        ...step,
        state: step.lane === 'on-premises' ? 'needs-person' : 'verified',
        verifiedAt: NOW,
      }),
    );
    const { headline } = buildReport({ request, steps, now: minutesAfter(NOW, 5) });
    expect(headline).toEqual(
      text('report.headline.needs-person', {
        steps: [
          text('step.reset-password.title'),
          text('step.disable-account.title'),
          text('step.leave-ad-groups.title'),
        ],
        count: 3,
        name: request.targetUserName,
      }),
    );
  });
});

describe('a restore that is over', () => {
  const restored = requestOf(aTargetUser({ accountEnabled: false }), 'restore-user', {
    state: 'done',
    startedAt: NOW,
    endedAt: minutesAfter(NOW, 1),
  });
  const headlineAt = (minutes: number) => {
    const ledger = ledgerOf(restored, {
      'unblock-sign-in': { state: 'verified', acceptedAt: NOW, verifiedAt: minutesAfter(NOW, 1) },
    });
    return buildReport({ request: restored, steps: ledger, now: minutesAfter(NOW, minutes) }).headline.key;
  };

  it('says until when files and mail may take, and not after that hour', () => {
    expect(headlineAt(2)).toBe('report.headline.services-follow');
    expect(headlineAt(90)).toBe('report.headline.done');
  });
});

describe('before submission', () => {
  it('shows the plan with its steps, hours and nothing to do', () => {
    const request = requestOf(aTargetUser(), 'offboard');
    const report = buildReport({ request, steps: null, now: NOW });
    expect(report.headline.key).toBe('report.headline.draft');
    expect(report.steps.map(({ kind }) => kind)).toEqual(request.plan.steps.map(({ kind }) => kind));
    expect(report.lines.find(({ id }) => id === 'open-sessions')?.typical).toBe(minutesAfter(NOW, 6));
    expect(report.todo).toEqual([]);
  });

  it('reckons the hours from the last working day when there is one', () => {
    const dueAt = minutesAfter(NOW, 7200);
    const report = buildReport({ request: requestOf(aTargetUser(), 'offboard', { dueAt }), steps: null, now: NOW });
    expect(report.lines[0]?.typical).toBe(minutesAfter(dueAt, 1));
  });

  it('says that it cannot be asked when the plan is refused', () => {
    const request = requestOf(aTargetUser({ found: 'gone' }), 'restore-user');
    const report = buildReport({ request, steps: null, now: NOW });
    expect(report).toMatchObject({ colour: 'attention', steps: [], lines: [] });
    expect(report.headline.key).toBe('report.headline.refused');
  });
});

describe('a step on the report', () => {
  it.each<[StepState, boolean]>([
    ['failed', true],
    ['overwritten', true],
    ['needs-person', true],
    ['attested', false],
    ['accepted', false],
    ['waived', false],
  ])('that is %s is offered for retry or skip: %s', (state, stuck) => {
    const [block] = runningBlock({ 'block-sign-in': { state } }).steps;
    expect(block?.stuck).toBe(stuck);
  });

  it('that waits for AD is answered on the runbook instead', () => {
    const { steps } = runningBlock({ 'disable-account': { state: 'needs-person' } });
    expect(steps.find(({ kind }) => kind === 'disable-account')?.stuck).toBe(false);
  });
});

describe('a request that was approved for a later hour', () => {
  it.each(['approved', 'scheduled'] as const)(
    'says that hour while it is %s, and not that it starts in a moment',
    (state) => {
      const decision = { verdict: 'approved', by: 'a', byName: 'A', reason: null, at: NOW } as const;
      const later = aRequest({ state, decision, dueAt: minutesAfter(NOW, 600) });
      expect(buildReport({ request: later, steps: [], now: NOW }).headline.key).toBe('report.headline.scheduled');
      const late = aRequest({ state: 'approved', decision, dueAt: minutesAfter(NOW, -1) });
      expect(buildReport({ request: late, steps: [], now: NOW }).headline.key).toBe('report.headline.approved');
    },
  );
});

describe('the report of a running request that is on hold', () => {
  const gap = (name: string, why: Gap['why'], who: Gap['who']): Gap => ({
    ...{ kind: 'group', id: name, name, end: 'left', why, who, through: null },
  });
  const leave = { gaps: [gap('Returns desk', 'last-owner', 'helpdesk'), gap('LIC-Visio', 'licences-kept', 'nobody')] };
  const todoOf = (hold: Partial<Hold>) => {
    const request = requestOf(aTargetUser(), 'offboard', {
      ...{ state: 'running', startedAt: NOW },
      hold: { ...{ how: 'hold', by: 'x', byName: 'Fatima', at: NOW, reason: 'Ask HR' }, ...hold } as Hold,
    });
    const steps = ledgerOf(request, { 'leave-groups': { state: 'verified', verifiedAt: NOW, ...leave } });
    const { todo, notes } = buildReport({ request, steps, now: minutesAfter(NOW, 5) });
    expect(keysOf(notes)).toContain('gap.left.licences-kept');
    return keysOf(todo);
  };

  it('names what people are still to do next, and beside it what stays by a rule', () => {
    expect(todoOf({})).toEqual(['report.todo.on-hold', 'gap.left.last-owner']);
    // One takes it over where one could approve it.
    expect(todoOf({ by: '', byName: 'Leaver', lost: [text('flow.requester-gone')] })).toEqual([
      'report.todo.on-hold',
      'gap.left.last-owner',
    ]);
  });

  it('says what did not succeed, and what can be answered about it now and once it goes on', () => {
    const hold = {
      how: 'hold',
      by: 'x',
      byName: 'Fatima',
      at: NOW,
      reason: 'Ask HR',
      until: null,
      reminded: 0,
    } as const;
    const request = requestOf(aTargetUser(), 'offboard', { state: 'running', startedAt: NOW, hold });
    const failed = ledgerOf(request, { 'leave-groups': { state: 'failed' } });
    const report = buildReport({ request, steps: failed, now: minutesAfter(NOW, 5) });
    const words = translate(report.headline, { locale: 'en', timeZone: 'UTC' });
    expect(words).toMatch(/What has not begun waits\. Did not succeed: Leave groups\.$/);
    expect(report.colour).toBe('attention');
    expect(keysOf(report.todo)).toEqual(['report.todo.stuck-on-hold', 'report.todo.on-hold']);
  });

  it('asks nobody for work that a restore is about to let go, and names what stays by a rule', () => {
    expect(todoOf({ restore: 'L-2' })).toEqual(['report.todo.held-by-restore']);
  });
});

describe('the report of a request that a stop holds', () => {
  const note = text('brakes.held', { stop: 'S-1', why: text('brakes.why.everything', { by: 'Fatima' }) });

  it.each(['approved', 'scheduled'] as const)('says so first while it is %s, and promises no hour', (state) => {
    const request = requestOf(synced, 'block-sign-in', { state, note, dueAt: minutesAfter(NOW, 60) });
    const report = buildReport({ request, steps: ledgerOf(request, {}), now: NOW });
    expect(report.headline).toEqual(text('report.headline.held', { stop: 'S-1' }));
    expect(report.colour).toBe('warning');
    expect(report.todo).toEqual([note]);
    expect(report.notes).not.toContainEqual(note);
    expect(report.lines).toEqual([]);
  });

  it('says what it does once it runs', () => {
    const request = requestOf(synced, 'block-sign-in', { state: 'running', note });
    expect(buildReport({ request, steps: ledgerOf(request, {}), now: NOW }).headline.key).not.toContain('held');
  });
});

describe('the report of a question', () => {
  const remark = (from: 'approver' | 'requester') => ({ from, by: 'id', byName: 'Daan', words: 'Which day?', at: NOW });
  const todo = (...remarks: Request['remarks']) => {
    const request = requestOf(synced, 'block-sign-in', { state: 'pending', remarks });
    return keysOf(buildReport({ request, steps: ledgerOf(request, {}), now: NOW }).todo);
  };

  it('asks the requester for an answer until there is one', () => {
    expect(todo(remark('approver'))).toContain('report.todo.answer');
    expect(todo(remark('approver'), remark('requester'))).not.toContain('report.todo.answer');
    expect(todo()).not.toContain('report.todo.answer');
  });
});

describe('the report of an account that was blocked already', () => {
  it('counts the block as seen when the facts were read', () => {
    const request = requestOf(aTargetUser({ accountEnabled: false }), 'block-sign-in', { state: 'running' });
    const report = buildReport({ request, steps: ledgerOf(request, {}), now: minutesAfter(NOW, 2) });
    expect(report.lines.find(({ id }) => id === 'new-sign-ins')).toMatchObject({ state: 'seen', typical: NOW });
  });
});

describe('the report of a restore', () => {
  it('tells of AD and the sync in the words of a restore', () => {
    const request = requestOf(aSyncedTargetUser({ accountEnabled: false }), 'restore-user', { state: 'watching' });
    const steps = ledgerOf(request, { 'enable-account': { state: 'needs-person' } });
    const report = buildReport({ request, steps, now: NOW });
    expect(keysOf(report.todo)).toEqual(['report.todo.runbook-restore-user']);
    expect(report.lines.map(({ explains }) => explains?.key)).toEqual([
      'propagation.restore.explains.waits-for-ad-unknown',
      'propagation.restore.explains.waits-for-ad-unknown',
      'propagation.restore.explains.waits-for-ad-unknown',
      'propagation.restore.explains.applications',
    ]);
    // What its plan did not know, nothing of it claims while it runs.
    expect(report.warnings.map(({ key }) => key)).toEqual(['plan.warning.enable-first-unknown']);
  });

  it('through AD is seen once AD and a sync showed it: no past hour is awaited', () => {
    const facts = aSyncedTargetUser({ found: 'soft-deleted', deletedAt: minutesAfter(NOW, -60) });
    const request = requestOf(facts, 'restore-user', { state: 'done', startedAt: NOW, endedAt: minutesAfter(NOW, 30) });
    const seen = { state: 'verified', acceptedAt: NOW, verifiedAt: minutesAfter(NOW, 30) } as const;
    const linesWith = (enable: Partial<StepRecord>) => {
      const steps = ledgerOf(request, { 'restore-account': seen, 'enable-account': enable });
      return buildReport({ request, steps, now: minutesAfter(NOW, 300) }).lines.map(({ id, state }) => [id, state]);
    };
    expect(linesWith(seen)).toEqual([
      ['new-sign-ins', 'seen'],
      ['open-sessions', 'ended'],
      ['durable', 'seen'],
      ['connected-apps', 'unknown'],
    ]);
    expect(linesWith({ state: 'attested', acceptedAt: NOW })).not.toContainEqual(['new-sign-ins', 'seen']);
  });

  it('claims no more of AD than its plan, once IT is asked', () => {
    const noteOf = (disabled?: boolean) => {
      const facts = aSyncedTargetUser({
        accountEnabled: false,
        ...(disabled === undefined ? {} : { inAd: { disabled } }),
      });
      const request = requestOf(facts, 'restore-user', { state: 'watching' });
      const note = { key: 'graph.on-premises.enable-account' } as const;
      const steps = ledgerOf(request, { 'enable-account': { state: 'needs-person', note } });
      return buildReport({ request, steps, now: NOW }).steps.find(({ kind }) => kind === 'enable-account')?.note?.key;
    };
    expect(noteOf()).toBe('plan.explain.ad-block-unknown');
    expect(noteOf(true)).toBe('graph.on-premises.enable-account');
  });

  it('lasts only once a sync came after it, also of somebody blocked only in the cloud', () => {
    const facts = aSyncedTargetUser({ accountEnabled: false, inAd: { disabled: false } });
    const request = requestOf(facts, 'restore-user', { state: 'watching' });
    const durable = (unblock: Partial<StepRecord>) => {
      const steps = ledgerOf(request, { 'unblock-sign-in': { acceptedAt: NOW, verifiedAt: NOW, ...unblock } });
      return buildReport({ request, steps, now: NOW }).lines.find(({ id }) => id === 'durable');
    };
    expect(durable({ state: 'accepted' })).toMatchObject({ state: 'expected', latest: minutesAfter(NOW, 47) });
    expect(durable({ state: 'verified', verifiedAt: minutesAfter(NOW, 30) })).toMatchObject({
      state: 'seen',
      typical: minutesAfter(NOW, 30),
    });
  });

  it('works from the hour at which it lasted, and by directory sync, where the account was enabled in AD', () => {
    const request = requestOf(aSyncedTargetUser({ accountEnabled: false }), 'restore-user', { state: 'done' });
    const found = { note: text('graph.unblock.already'), evidence: { read: minutesAfter(NOW, 80) } };
    const steps = ledgerOf(request, {
      'enable-account': { state: 'verified', acceptedAt: NOW, verifiedAt: minutesAfter(NOW, 30) },
      'unblock-sign-in': { state: 'skipped', ...found },
    });
    const { lines, steps: rows } = buildReport({ request, steps, now: minutesAfter(NOW, 90) });
    for (const id of ['new-sign-ins', 'durable'])
      expect(lines.find((line) => line.id === id)).toMatchObject({ state: 'seen', typical: minutesAfter(NOW, 30) });
    expect(rows.find(({ kind }) => kind === 'unblock-sign-in')?.note).toEqual(text('graph.unblock.by-sync'));
  });

  it('is turned back when AD still has the account disabled', () => {
    const request = requestOf(aSyncedTargetUser({ accountEnabled: false }), 'restore-user', { state: 'watching' });
    const steps = ledgerOf(request, {
      'unblock-sign-in': { state: 'overwritten', turnedBack: BY_SYNC, verifiedAt: NOW },
    });
    const report = buildReport({ request, steps, now: NOW });
    expect(report.headline.key).toBe('report.headline.overwritten-restore');
    expect(keysOf(report.todo)).toContain('report.todo.overwritten-restore');
  });
});

const people = [aTargetUser(), synced, aGuest(), aSyncedTargetUser({ signIn: 'federated' })];

const anyReport = fc
  .record({
    targetUser: fc.constantFrom(...people),
    kind: fc.constantFrom<RequestKind>('offboard', 'block-sign-in', 'restore-user'),
    state: fc.constantFrom(...REQUEST_STATES),
    states: fc.array(fc.constantFrom(...STEP_STATES), { minLength: 9, maxLength: 9 }),
    at: fc.constantFrom(null, minutesAfter(NOW, -30), NOW),
    late: fc.boolean(),
  })
  .map(({ targetUser, kind, state, states, at, late }) => {
    const person = kind === 'restore-user' ? { ...targetUser, accountEnabled: false } : targetUser;
    const request = requestOf(person, kind, { state, lateSince: late ? NOW : null, startedAt: at });
    const steps = stepRecordsOf(request.plan, request.id, () => 'id').map((step, place) => ({
      ...step,
      state: states[place] ?? 'planned',
      acceptedAt: at,
      verifiedAt: at,
    }));
    return { steps, report: buildReport({ request, steps, now: minutesAfter(NOW, 60) }) };
  });

describe('whatever the ledger says', () => {
  it('is green only when every step was seen, or was not needed', () => {
    fc.assert(
      fc.property(anyReport, ({ steps, report }) => {
        if (report.colour !== 'good') return;
        expect(steps.every(({ state }) => state === 'verified' || state === 'skipped')).toBe(true);
      }),
    );
  });

  it('can be said in both languages', () => {
    fc.assert(
      fc.property(anyReport, ({ report }) => {
        const { headline, standing, warnings, notes, todo } = report;
        for (const sentence of [headline, ...standing, ...warnings, ...notes, ...todo]) {
          for (const locale of ['en', 'nl'] as const) {
            expect(translate(sentence, { locale, timeZone: 'Europe/Amsterdam' })).not.toBe(sentence.key);
          }
        }
      }),
    );
  });
});

describe('what somebody changed back', () => {
  it('is told of its own step: no sync and no work in Active Directory where a person undid it', () => {
    const request = requestOf(aTargetUser(), 'offboard', { state: 'watching', startedAt: NOW });
    const steps = ledgerOf(request, {
      'leave-groups': {
        state: 'overwritten',
        turnedBack: { times: 1, at: NOW, by: null, how: 'person' },
        note: text('flow.changed-back.somebody', { items: 'Finance team', count: 1 }),
      },
    });
    const report = buildReport({ request, steps, now: NOW });
    expect(report.headline).toMatchObject({ key: 'report.headline.changed-back' });
    expect(keysOf(report.todo)).toContain('report.todo.changed-back');
    expect(keysOf(report.todo)).not.toContain('report.todo.overwritten');
  });
});

describe('what somebody took away before the account was deleted', () => {
  it.each([
    ['soft-deleted', 'report.todo.changed-back-gone'],
    ['active', 'report.todo.changed-back'],
  ] as const)('is asked to be tried again only where that can be done: the account is %s', (found, key) => {
    const request = requestOf(aTargetUser(), 'offboard', { state: 'watching', startedAt: NOW });
    const steps = ledgerOf(request, {
      'block-sign-in': { state: 'verified', acceptedAt: NOW, verifiedAt: NOW, evidence: { found, read: NOW } },
      'share-onedrive': { state: 'overwritten', turnedBack: { times: 1, at: NOW, by: null, how: 'person' } },
    });
    const asked = keysOf(buildReport({ request, steps, now: NOW }).todo);
    expect(asked.filter((each) => each.startsWith('report.todo.changed-back'))).toEqual([key]);
  });
});

describe('who changed something back', () => {
  const back = (how: TurnedBack['how'], by: string | null = null) =>
    ({ state: 'overwritten', verifiedAt: NOW, turnedBack: { times: 1, at: minutesAfter(NOW, 31), by, how } }) as const;
  const wordsOf = (sentence: Text) => translate(sentence, { locale: 'en', timeZone: 'UTC' });

  it('is nobody by name where nothing says so, and the account in Active Directory is looked at', () => {
    const report = runningBlock({ 'block-sign-in': back('unknown'), 'revoke-sessions': revoked });
    expect(report.headline.key).toBe('report.headline.changed-back-unknown-block');
    expect(keysOf(report.todo)).toEqual(['report.todo.changed-back-unknown']);
    expect(report.lines.map(({ explains }) => explains?.key)).not.toContain('propagation.explains.turned-back');
    expect(report.steps.find(({ kind }) => kind === 'block-sign-in')?.at).toBe(minutesAfter(NOW, 31));
  });

  it('is said in the headline where the audit log names them', () => {
    const report = runningBlock({ 'block-sign-in': back('person', 'isaiah@contoso.example') });
    expect(wordsOf(report.headline)).toContain('isaiah@contoso.example changed this back');
  });

  it('is no reason to say that somebody of the cloud alone may sign in again, nor to work in Active Directory', () => {
    const request = requestOf(aTargetUser(), 'block-sign-in', { state: 'watching', startedAt: NOW });
    const report = buildReport({ request, steps: ledgerOf(request, { 'block-sign-in': back('person') }), now: NOW });
    expect(report.headline.key).toBe('report.headline.changed-back');
    expect(keysOf(report.todo)).toEqual(['report.todo.changed-back']);
  });

  it('is nobody where it was only said to be done: that was never seen, and the block stands', () => {
    const report = runningBlock({
      'block-sign-in': blockAccepted,
      'revoke-sessions': revoked,
      'disable-account': { ...back('said'), by: 'somebody' },
    });
    // What was found then is no word about now: the block that stands is what keeps the person out.
    expect(report.headline).toMatchObject({
      key: 'report.headline.block-temporary',
      values: {
        headline: { key: 'report.headline.said-not-seen', values: { at: { instant: minutesAfter(NOW, 31) } } },
      },
    });
    expect(wordsOf(report.headline)).toMatch(
      /: Disable the account[^.]*\. The block in Microsoft 365 is only temporary\.$/,
    );
    expect(wordsOf(report.headline)).toMatch(/^Reported done, and found on .*\d\d:\d\d UTC not to be so: /);
    expect(report.lines[0]?.state).toBe('seen');
    // It is asked of the helpdesk again: that is what it waits for.
    expect(durableOf(report)?.explains?.key).toBe('propagation.explains.waits-for-ad-until');
    const failed = runningBlock({ 'block-sign-in': { state: 'failed' }, 'disable-account': back('said') });
    expect(wordsOf(failed.headline)).toContain('may be able to sign in');
    const withBlock = runningBlock({ 'block-sign-in': back('sync'), 'disable-account': back('said') });
    expect(withBlock.headline.key).toBe('report.headline.said-also');
    expect(wordsOf(withBlock.headline)).toContain('Reported done, and it is not so: Disable the account');
  });

  it('is nobody where the account is in another place: the place may have been renamed, and is looked at', () => {
    const facts = aSyncedTargetUser();
    const request = requestOf(facts, 'offboard', { state: 'watching', startedAt: NOW });
    const moved = aStepRecord({ kind: 'move-to-ou', lane: 'on-premises', ...back('ad') });
    const groups = ledgerOf(request, { 'leave-groups': back('person') });
    const report = buildReport({ request, steps: [moved], now: NOW });
    expect(report.headline.key).toBe('report.headline.elsewhere');
    expect(keysOf(report.todo)).toEqual(['report.todo.elsewhere']);
    expect(report.steps[0]).toMatchObject({ kind: 'move-to-ou', elsewhere: true });
    const both = buildReport({ request, steps: [...groups, moved], now: NOW });
    expect(both.headline.key).toBe('report.headline.elsewhere-also');
    expect(wordsOf(both.headline)).not.toContain('Also turned back');
    expect(keysOf(both.todo)).toEqual(expect.arrayContaining(['report.todo.changed-back', 'report.todo.elsewhere']));
  });

  it('is the later request that blocked somebody again, by its number', () => {
    const restore = requestOf(aSyncedTargetUser({ accountEnabled: false }), 'restore-user', { state: 'watching' });
    const steps = ledgerOf(restore, { 'unblock-sign-in': back('request', 'L-1042') });
    const report = buildReport({ request: restore, steps, now: NOW });
    expect(wordsOf(report.headline)).toMatch(/^L-1042 blocked .* again\.$/);
    expect(keysOf(report.todo)).not.toContain('report.todo.changed-back');
  });
});

describe('a restore that was over when its account was deleted', () => {
  it('says so from the first look on, also before its state does', () => {
    const restore = requestOf(aSyncedTargetUser({ accountEnabled: false }), 'restore-user', {
      ...{ state: 'done', startedAt: NOW, endedAt: minutesAfter(NOW, 2) },
    });
    const steps = ledgerOf(restore, {
      'enable-account': { state: 'gone', evidence: goneEvidence(null, 'account', minutesAfter(NOW, 600)) },
      'unblock-sign-in': { state: 'verified', acceptedAt: NOW, verifiedAt: NOW },
    });
    const { headline } = buildReport({ request: restore, steps, now: minutesAfter(NOW, 601) });
    expect(headline.key).toBe('report.headline.done-but');
    expect(translate(headline, { locale: 'en', timeZone: 'UTC' })).toContain('the cloud account is deleted');
  });
});

describe('a request that has begun, held back by a stop', () => {
  const note = text(STEP_HELD, { stop: 'S-2' });
  const held = { state: 'waiting', note } as const;
  const blocked = { state: 'verified', attempt: 1, acceptedAt: NOW, verifiedAt: NOW } as const;
  const at = (minutes: number) =>
    runningBlock({ 'block-sign-in': blocked, 'revoke-sessions': held }, minutesAfter(NOW, minutes));

  it('names the stop and what it holds back in its headline and as the next step', () => {
    const { headline, todo } = at(10);
    expect(headline).toMatchObject({ key: 'report.headline.step-held', values: { stop: 'S-2' } });
    expect(todo).toContainEqual(
      text('report.todo.step-held', { stop: 'S-2', steps: [text('step.revoke-sessions.title')] }),
    );
  });

  it('promises no hour that slides with the clock for sessions that nobody ends', () => {
    const sessions = (minutes: number) => at(minutes).lines.find(({ id }) => id === 'open-sessions')?.latest;
    expect(sessions(10)).toBe(sessions(50));
  });
});

describe('a request that is over while sessions may be open', () => {
  const ended = (state: 'done' | 'done-with-gaps', changed: Partial<StepRecord>, after: number) => {
    const request = requestOf(aTargetUser(), 'block-sign-in', { state, startedAt: NOW, endedAt: minutesAfter(NOW, 2) });
    const steps = ledgerOf(request, {
      'block-sign-in': { state: 'verified', acceptedAt: NOW, verifiedAt: NOW, ...changed },
      'revoke-sessions': revoked,
    });
    return buildReport({ request, steps, now: minutesAfter(NOW, after) });
  };

  it('says until when, with gaps or without, and after that hour no more', () => {
    const waived = { state: 'waived' } as const;
    const of = (report: Report) => report.headline.key;
    expect(of(ended('done', {}, 40))).toBe('report.headline.done-but-sessions');
    const gaps = ended('done-with-gaps', waived, 40).headline;
    expect(gaps.key).toBe('report.headline.gaps-and-sessions');
    expect(gaps.values).toMatchObject({ headline: { key: 'report.headline.done-but' } });
    expect(of(ended('done', {}, 95))).toBe('report.headline.done');
    expect(of(ended('done-with-gaps', waived, 95))).toBe('report.headline.done-but');
  });
});

describe('several things that were turned back', () => {
  const back = { state: 'overwritten', turnedBack: BY_SYNC } as const;
  const moved = { state: 'overwritten', turnedBack: { ...BY_SYNC, how: 'person' } } as const;

  it('are all named, the block of sign-in first', () => {
    const { headline } = runningBlock({ 'disable-account': moved, 'block-sign-in': back });
    expect(headline.key).toBe('report.headline.overwritten-also');
    expect(translate(headline, { locale: 'en', timeZone: 'UTC' })).toContain(
      'may be able to sign in again. Also turned back',
    );
    const only = runningBlock({ 'revoke-sessions': moved }).headline;
    expect(translate(only, { locale: 'en', timeZone: 'UTC' })).not.toContain('Everything else');
  });

  it('are not hidden by what failed beside them', () => {
    const { headline } = runningBlock({ 'block-sign-in': back, 'disable-account': { state: 'failed' } });
    const words = translate(headline, { locale: 'en', timeZone: 'UTC' });
    expect(words).toMatch(/may be able to sign in again\. A step failed: .* The helpdesk has to answer\.$/);
  });

  it('are not hidden by an approver who holds the request', () => {
    const hold = { how: 'hold', by: 'id', byName: 'Grady', reason: 'Wait', at: NOW, until: null, reminded: 0 } as const;
    const request = requestOf(synced, 'block-sign-in', { state: 'watching', startedAt: NOW, hold });
    const report = buildReport({ request, steps: ledgerOf(request, { 'block-sign-in': back }), now: NOW });
    expect(report.headline.key).toBe('report.headline.overwritten');
    expect(report.colour).toBe('attention');
  });
});

describe('a block that was turned back and is to be made again', () => {
  const inAd = { state: 'needs-person', note: text('graph.on-premises.disable-account') } as const;
  const held = text('brakes.step-held', { stop: 'S-1' });
  const throttled = text('flow.throttled', { until: { instant: NOW } });
  const reportOf = (block: Partial<StepRecord>) =>
    runningBlock({
      'block-sign-in': { turnedBack: BY_SYNC, attempt: 1, ...block },
      'revoke-sessions': { state: 'waiting' },
      'disable-account': inAd,
    });
  const stepOf = ({ steps }: Report, kind: StepKind) => steps.find((step) => step.kind === kind);

  it.each([
    ['a stop holds it', { state: 'planned', note: held }, 'report.headline.block-held'],
    ['Microsoft 365 throttles it', { state: 'ambiguous', note: throttled }, 'report.headline.overwritten'],
    ['nothing answers', { state: 'waiting', notBefore: NOW }, 'report.headline.overwritten'],
  ] as const)('is said to be turned back, and is nowhere temporary, while %s', (_, block, headline) => {
    const report = reportOf(block);
    expect(report.headline.key).toBe(headline);
    const words = translate(report.headline, { locale: 'en', timeZone: 'UTC' });
    expect(words).toMatch(/^Directory sync turned this back: Block sign-in\. .+ may be able to sign in again\./);
    expect(report.colour).toBe('attention');
    expect(keysOf(report.warnings)).not.toContain('plan.warning.temporary');
    expect(keysOf(report.todo)).toContain('report.todo.overwritten');
    expect(keysOf(report.todo)).not.toContain('report.todo.runbook-block-sign-in');
    expect(stepOf(report, 'disable-account')?.note?.key).toBe('graph.on-premises.disable-account-turned-back');
    expect(stepOf(report, 'block-sign-in')).toMatchObject({ back: true, stuck: false });
    expect(report.lines.find(({ id }) => id === 'new-sign-ins')?.explains?.key).toBe(
      'propagation.explains.turned-back',
    );
    expect(durableOf(report)?.explains?.key).toBe('propagation.explains.turned-back');
  });

  it('asks nobody to retry it where nothing says who lifted it', () => {
    const report = reportOf({ state: 'planned', note: held, turnedBack: { ...BY_SYNC, how: 'unknown' } });
    expect(translate(report.headline, { locale: 'en', timeZone: 'UTC' })).toContain('nothing says by whom');
    expect(keysOf(report.todo)).toEqual(['report.todo.step-held']);
  });
});

describe('what is done again', () => {
  const noteOf = (kind: StepKind, changes: Partial<StepRecord>) =>
    runningBlock({ [kind]: changes }).steps.find((step) => step.kind === kind)?.note?.key;

  it('is said to be done only once it is, and of directory sync only where that was found', () => {
    const after = minutesAfter(BY_SYNC.at, 1);
    expect(noteOf('block-sign-in', { state: 'planned', turnedBack: BY_SYNC })).toBe('flow.again-soon');
    const held = { state: 'waiting', turnedBack: BY_SYNC, note: text('brakes.step-held') } as const;
    expect(noteOf('block-sign-in', held)).toBe('flow.again-waits');
    const again = { state: 'accepted', intendedAt: after, acceptedAt: after, turnedBack: BY_SYNC } as const;
    expect(noteOf('block-sign-in', again)).toBe('flow.done-again');
    // Found so by a look, before or after something was sent that was not taken in.
    const before = minutesAfter(BY_SYNC.at, -30);
    expect(noteOf('block-sign-in', { ...again, intendedAt: before })).toBe('flow.in-place-since');
    expect(noteOf('block-sign-in', { ...again, verifiedAt: after })).toBe('flow.in-place-since');
    const person = { ...again, turnedBack: { ...BY_SYNC, how: 'person', by: 'Isaiah' } } as const;
    expect(noteOf('disable-account', person)).toBe('flow.changed-done-again-by');
    const said = { ...again, state: 'attested', turnedBack: { ...BY_SYNC, how: 'said' } } as const;
    expect(noteOf('disable-account', said)).toBeUndefined();
    expect(noteOf('disable-account', { ...said, state: 'accepted' })).toBeUndefined();
    const unknown = { ...BY_SYNC, how: 'unknown' } as const;
    expect(noteOf('block-sign-in', { state: 'planned', turnedBack: unknown })).toBe('flow.again-soon-unknown');
    expect(noteOf('block-sign-in', { ...again, turnedBack: unknown })).toBe('flow.done-again-unknown');
    expect(noteOf('block-sign-in', { ...again, intendedAt: before, turnedBack: unknown })).toBe(
      'flow.in-place-since-unknown',
    );
    const skipped = { state: 'waived', turnedBack: BY_SYNC, note: text('flow.waived') } as const;
    expect(noteOf('block-sign-in', skipped)).toBe('flow.waived');
  });
});

describe('somebody who was renamed since the request', () => {
  const facts = aTargetUser({ displayName: 'Adele Visser', userPrincipalName: 'adele.visser@contoso.example' });
  const request = {
    ...aRequest({ facts }),
    targetUserName: 'Adele Vance',
    targetUserPrincipalName: 'adele@contoso.example',
  };

  it('is shown as read last, and what they were called is said as that', () => {
    const report = buildReport({ request, steps: null, now: NOW });
    expect(report.request.targetUserName).toBe('Adele Visser');
    expect(report.request.targetUserPrincipalName).toBe('adele.visser@contoso.example');
    expect(report.standing.at(-1)).toEqual(
      text('report.standing.renamed', { name: 'Adele Vance', address: 'adele@contoso.example' }),
    );
  });

  it('is called by the newest name in what the plan warned of, and the old address is said to be whose it is', () => {
    const plan = { ...request.plan, warnings: [text('plan.warning.temporary', { name: 'Adele Vance', domain: '' })] };
    const given = { ...request, plan, facts: { ...facts, oldAddressHolder: 'Sam Peeters' } };
    const report = buildReport({ request: given, steps: null, now: NOW });
    expect(report.warnings[0]?.values?.name).toBe('Adele Visser');
    expect(report.standing.at(-1)).toEqual(
      text('report.standing.address-given', { address: 'adele@contoso.example', holder: 'Sam Peeters' }),
    );
  });

  it('is not called by the sign-in name that Entra ID made up for a guest', () => {
    const given = { ...request, targetUserPrincipalName: 'adele_fabrikam.example#EXT#@contoso.example' };
    const standing = (changes: Partial<Request>) =>
      buildReport({ request: { ...given, ...changes }, steps: null, now: NOW }).standing.at(-1);
    expect(standing({})).toEqual(text('report.standing.renamed-name', { name: 'Adele Vance' }));
    expect(standing({ targetUserName: 'Adele Visser' })?.key).toBe('report.standing.cloud-only');
  });

  it('is not said to be renamed where only the capitals of the address differ', () => {
    const capitals = { ...request.facts, displayName: 'Adele Vance', userPrincipalName: 'Adele@Contoso.example' };
    const report = buildReport({ request: { ...request, facts: capitals }, steps: null, now: NOW });
    expect(report.standing.map(({ key }) => key)).not.toContain('report.standing.renamed');
  });
});

describe('a request that was withdrawn', () => {
  it('says who did: a restore that started, or its requester', () => {
    const headlineOf = (note: Text | null) => {
      const request = requestOf(synced, 'offboard', { state: 'withdrawn', endedAt: NOW, note });
      return buildReport({ request, steps: ledgerOf(request, {}), now: NOW }).headline.key;
    };
    expect(headlineOf(null)).toBe('report.headline.withdrawn');
    const taken = text('flow.withdrawn-by-restore', { reference: 'L-1042' });
    expect(headlineOf(taken)).toBe('report.headline.withdrawn-by-restore');
  });
});

describe('a request that waits for approval', () => {
  it('has waited since approvers were asked about this version, not since the first one', () => {
    const request = requestOf(synced, 'offboard', { state: 'pending', askedAt: minutesAfter(NOW, 600) });
    const { headline } = buildReport({ request, steps: ledgerOf(request, {}), now: minutesAfter(NOW, 700) });
    expect(headline).toEqual(text('report.headline.pending', { at: { instant: minutesAfter(NOW, 600) } }));
  });
});

describe('the last directory sync', () => {
  const sentence = (changes: Partial<Request>, user: TargetUser, after: number) => {
    const request = requestOf(user, 'block-sign-in', changes);
    const { standing } = buildReport({ request, steps: ledgerOf(request, {}), now: minutesAfter(NOW, after) });
    return keysOf(standing).find((key) => key.includes('sync-') || key.includes('-sync'));
  };

  it.each<Partial<Request>>([
    { state: 'pending' },
    { state: 'running', startedAt: NOW },
    { state: 'watching', startedAt: NOW, wakeAt: minutesAfter(NOW, 905) },
    { state: 'done', startedAt: NOW, endedAt: NOW, wakeAt: minutesAfter(NOW, 905) },
    { state: 'expired', endedAt: NOW },
  ])('is only the one that was seen, as others come between two looks: %o', (changes) => {
    for (const after of [0, 900]) expect(sentence(changes, synced, after)).toBe('report.standing.last-sync-seen');
  });

  it('is overdue as long as the reading is fresh, and then only seen', () => {
    const stands = aSyncedTargetUser({ tenantLastSync: minutesAfter(NOW, -200) });
    const running = { state: 'running', startedAt: NOW } as const;
    expect(sentence(running, stands, 0)).toBe('report.standing.sync-stale');
    expect(sentence(running, stands, 900)).toBe('report.standing.last-sync-seen');
  });
});

describe('a request that was approved', () => {
  const about = (changes: Partial<Request>, now = NOW) => {
    const request = requestOf(aTargetUser(), 'offboard', {
      state: 'scheduled',
      dueAt: minutesAfter(NOW, 60),
      ...changes,
    });
    return buildReport({ request, steps: ledgerOf(request, {}), now }).headline.key;
  };

  it('names no time that has passed', () => {
    expect(about({})).toBe('report.headline.scheduled');
    expect(about({}, minutesAfter(NOW, 90))).toBe('report.headline.due');
  });

  it.each(['flow.waits-behind', 'flow.waits-behind-restore'] as const)(
    'does not say that it starts while it waits: %s',
    (key) => {
      const note = text(key, { reference: 'L-7' });
      for (const state of ['approved', 'scheduled'] as const)
        expect(about({ state, note, dueAt: null }, minutesAfter(NOW, 90))).toBe('report.headline.waits-behind');
    },
  );
});

describe('a request that is done', () => {
  it('does not say that every step was seen above a row that was found changed back', () => {
    const request = requestOf(aTargetUser(), 'block-sign-in', { state: 'done', startedAt: NOW, endedAt: NOW });
    const turnedBack = { times: 1, at: NOW, by: null, how: 'person' } as const;
    const seen = { state: 'verified', acceptedAt: NOW, verifiedAt: NOW } as const;
    const block = { ...seen, state: 'overwritten', turnedBack } as const;
    const steps = ledgerOf(request, { 'block-sign-in': block, 'revoke-sessions': seen });
    for (const now of [minutesAfter(NOW, 5), minutesAfter(NOW, 600)])
      expect(buildReport({ request, steps, now }).headline.key).toBe('report.headline.changed-back');
  });
});

describe('a return that directory sync left in place', () => {
  it('worked from when it was first seen, and lasts from the later look', () => {
    const request = requestOf(aSyncedTargetUser({ accountEnabled: false }), 'restore-user', {
      state: 'done',
      startedAt: NOW,
      endedAt: minutesAfter(NOW, 53),
    });
    const forNow = { state: 'accepted', evidence: { read: NOW }, verifiedAt: NOW } as const;
    const seen = { state: 'verified', acceptedAt: NOW, verifiedAt: minutesAfter(NOW, 53) } as const;
    const evidence = withFirstSeen(forNow, { read: minutesAfter(NOW, 53) });
    const later = withFirstSeen({ ...seen, evidence }, { read: minutesAfter(NOW, 600) });
    for (const known of [evidence, later]) {
      const steps = ledgerOf(request, { 'enable-account': seen, 'unblock-sign-in': { ...seen, evidence: known } });
      const { lines } = buildReport({ request, steps, now: minutesAfter(NOW, 601) });
      expect(lines[0]).toMatchObject({ id: 'new-sign-ins', state: 'seen', typical: NOW });
      expect(lines[2]).toMatchObject({ id: 'durable', state: 'seen', typical: minutesAfter(NOW, 53) });
    }
  });
});

describe('how many steps are in place', () => {
  const planned = { 'disable-account': { state: 'planned' } } as const;
  it.each([
    ['what was let go', { state: 'waived' }, 0, 2],
    ['what was only accepted', { state: 'accepted', acceptedAt: NOW }, 0, 3],
    ['what is still being checked', blockAccepted, 0, 3],
    ['what was seen', { ...blockAccepted, state: 'verified' }, 1, 3],
    ['a block that was found, and is temporary', { state: 'skipped', note: text('graph.block.already') }, 0, 3],
    ['what is not needed', { state: 'skipped' }, 0, 2],
  ] as const)('counts %s as that, and says how many of the rows below are not counted', (_, block, done, count) => {
    const { headline } = runningBlock({ ...planned, 'block-sign-in': block });
    expect(headline.values).toMatchObject({ done, count });
    for (const [locale, out] of [
      ['en', '1 not counted'],
      ['nl', '1 niet meegeteld'],
    ] as const) {
      const words = translate(headline, { locale, timeZone: 'UTC' });
      if (count === 2) expect(words).toContain(out);
      else expect(words).not.toContain(out.slice(2));
    }
  });
});

it('says in the headline that directory sync stands still, and counts nothing that is temporary or being checked', () => {
  const read = { tenantLastSync: minutesAfter(NOW, -200), read: minutesAfter(NOW, 2) };
  const made = { state: 'accepted', acceptedAt: NOW, verifiedAt: minutesAfter(NOW, 2) } as const;
  const headlineWith = (evidence: typeof read) =>
    runningBlock({ 'block-sign-in': made, 'revoke-sessions': revoked, 'disable-account': { ...made, evidence } })
      .headline;
  const headline = text('report.headline.watching', { done: 1, count: 3, out: 0, name: synced.displayName });
  const at = { instant: read.tenantLastSync };
  expect(headlineWith(read)).toEqual(text('report.headline.sync-stale', { headline, at }));
  expect(headlineWith({ ...read, tenantLastSync: NOW }).key).not.toBe('report.headline.sync-stale');
});

it('counts no step that is done in part among those done, and is amber while people have to do the rest', () => {
  const gap: Gap = {
    ...{ kind: 'group', id: 'g-1', name: 'Newsletter', end: 'left' },
    ...{ who: 'exchange-admin', why: 'mail-enabled', through: null },
  };
  const request = requestOf(aTargetUser(), 'offboard', { state: 'watching', startedAt: NOW });
  const reportWith = (gaps: readonly Gap[]) => {
    const steps = ledgerOf(request, {}).map((step) => ({ ...step, ...revoked, gaps: [] as readonly Gap[] }));
    const half = steps.map((step) => (step.kind === 'leave-groups' ? { ...step, gaps } : step));
    return { count: steps.length, ...buildReport({ request, steps: half, now: minutesAfter(NOW, 5) }) };
  };
  const whole = reportWith([]);
  expect(whole).toMatchObject({ colour: 'good', headline: { values: { done: whole.count } } });
  expect(reportWith([gap])).toMatchObject({ colour: 'warning', headline: { values: { done: whole.count - 1 } } });
});

describe('a restore of somebody whose address another has by now', () => {
  const deleted = aTargetUser({ found: 'soft-deleted', deletedAt: NOW });

  it('asks for no retry, which cannot help, and says who asks again once it is skipped', () => {
    const request = requestOf(deleted, 'restore-user', { state: 'running', startedAt: NOW });
    const states = { 'restore-account': { state: 'failed', note: text('graph.restore.conflict') } } as const;
    const report = buildReport({ request, steps: ledgerOf(request, states), now: minutesAfter(NOW, 1) });
    expect(report.todo).toContainEqual(text('report.todo.restore-conflict', { requester: request.requesterName }));
    expect(keysOf(report.todo)).not.toContain('report.todo.failed');
  });

  it('says until when they can still come back, and not that nothing is known of it', () => {
    const until = text('propagation.restore.explains.stays-deleted', {
      at: { instant: minutesAfter(NOW, 30 * 24 * 60) },
    });
    for (const [state, step] of [
      ['running', 'failed'],
      ['done-with-gaps', 'waived'],
    ] as const) {
      const request = requestOf(deleted, 'restore-user', { state, startedAt: NOW });
      const steps = ledgerOf(request, { 'restore-account': { state: step }, 'unblock-sign-in': { state: step } });
      const { lines } = buildReport({ request, steps, now: minutesAfter(NOW, 1) });
      expect(lines.find(({ id }) => id === 'new-sign-ins')?.explains).toEqual(until);
      const late = buildReport({ request, steps, now: minutesAfter(NOW, 31 * 24 * 60) }).lines;
      expect(JSON.stringify(late)).not.toContain('stays-deleted');
    }
  });
});

it('a step that waits names what it comes after, as long as that is not there', () => {
  const request = requestOf(aTargetUser(), 'offboard', { state: 'running', startedAt: NOW });
  const [reply, licences] = ledgerOf(request, {});
  if (reply === undefined || licences === undefined) throw new Error('there are no steps');
  const said = (state: StepState) => {
    const steps: readonly StepRecord[] = [
      { ...reply, kind: 'set-auto-reply', state },
      { ...licences, kind: 'remove-licences', state: 'waiting', note: null, after: ['set-auto-reply'] },
    ];
    return buildReport({ request, steps, now: NOW }).steps.find(({ kind }) => kind === 'remove-licences')?.note;
  };
  expect(said('failed')).toEqual(text('report.step.comes-after', { steps: [text('step.set-auto-reply.title')] }));
  expect(said('verified')).toBeNull();
});

describe('a deletion that was seen', () => {
  const deletedAt = minutesAfter(NOW, 2);
  const states = {
    'delete-account': { state: 'verified', verifiedAt: minutesAfter(NOW, 3), evidence: { deletedAt } },
  } as const;
  const request = requestOf(aTargetUser(), 'offboard', {
    state: 'done',
    startedAt: NOW,
    endedAt: minutesAfter(NOW, 3),
  });
  const deletion = ledgerOf(request, {})
    .slice(0, 1)
    .map((step) => ({ ...step, kind: 'delete-account' as const, ...states['delete-account'] }));
  const notesAt = (minutes: number, changes: Partial<Request> = {}) =>
    buildReport({ request: { ...request, ...changes }, steps: deletion, now: minutesAfter(NOW, minutes) }).notes;

  it('says until when the person can be restored, and not once that is over', () => {
    const until = { instant: new Date(minutesAfter(NOW, 2 + 30 * 24 * 60)).toISOString() };
    expect(notesAt(10)).toContainEqual(text('report.restorable-until', { name: request.targetUserName, at: until }));
    expect(keysOf(notesAt(31 * 24 * 60))).not.toContain('report.restorable-until');
  });

  it('says it no more once a later request brought the person back', () => {
    const note = text('flow.watch-ended-by', { reference: 'L-2' });
    expect(keysOf(notesAt(10, { note }))).not.toContain('report.restorable-until');
  });

  it('names the groups that were left to people again once a later request brought the person back', () => {
    const gap = {
      kind: 'group',
      id: 'g-1',
      name: 'Newsletter',
      end: 'left',
      who: 'exchange-admin',
      why: 'mail-enabled',
      through: null,
    } as const;
    const groups = { ...deletion[0], kind: 'leave-groups', state: 'verified', gaps: [gap] } as StepRecord;
    const gapsWith = (note: Text | null) =>
      buildReport({ request: { ...request, note }, steps: [groups, ...deletion], now: minutesAfter(NOW, 10) });
    expect(gapsWith(null).steps[0]?.gaps).toEqual([]);
    const back = gapsWith(text('flow.watch-ended-by', { reference: 'L-2' }));
    expect(back.steps[0]?.gaps).toEqual([gap]);
    expect(back.notes).toContainEqual(
      text('report.left-as-is', { items: [text('gap.named.group', { name: 'Newsletter' })] }),
    );
  });
});

describe('a step that was skipped by the helpdesk', () => {
  it('has the hour at which they skipped it, not that of the attempt before', () => {
    const [tried, skipped] = [minutesAfter(NOW, 1), minutesAfter(NOW, 36)];
    const request = requestOf(aTargetUser(), 'block-sign-in', { state: 'done-with-gaps', startedAt: NOW });
    const waived = {
      state: 'waived',
      intendedAt: tried,
      evidence: { waivedAt: skipped },
      note: text('flow.waived'),
    } as const;
    const { steps } = buildReport({ request, steps: ledgerOf(request, { 'block-sign-in': waived }), now: skipped });
    expect(steps.find(({ kind }) => kind === 'block-sign-in')?.at).toBe(skipped);
  });
});
