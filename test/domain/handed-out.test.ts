import { describe, expect, it } from 'vitest';
import { assemblePlan } from '../../src/domain/assemble-plan.ts';
import { buildReport } from '../../src/domain/build-report.ts';
import { explain } from '../../src/domain/explanation.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import type { EarlierRun } from '../../src/domain/plan-input.ts';
import { gapNames, gapSentences } from '../../src/domain/report-gaps.ts';
import { outcomeOf } from '../../src/domain/request-outcome.ts';
import { servicesReturnOf } from '../../src/domain/services-return.ts';
import { stepRecordsOf } from '../../src/domain/step-records.ts';
import { takenFrom } from '../../src/domain/taken.ts';
import type { TargetUser } from '../../src/domain/target-user.ts';
import { text } from '../../src/domain/text.ts';
import {
  aMembership,
  aPerson,
  aRequest,
  aStepRecord,
  aSyncedTargetUser,
  minutesAfter,
  NOW,
  ON_PREMISES,
  someChoices,
} from '../helpers/given.ts';

const ou = 'OU=Leavers,DC=corp,DC=contoso,DC=example';
const sid = 'S-1-5-21-1004336348-1177238915-682003330-9001';
const finance = aMembership({ groupId: 'g', name: 'GG-Finance', class: 'synced', securityIdentifier: sid });
const before = aSyncedTargetUser({ memberships: [finance] });
const blocked = { ...before, accountEnabled: false, readAt: minutesAfter(NOW, 40) };
const HANDED_OUT = minutesAfter(NOW, -60);

function inAd(kind: StepRecord['kind'], changes: Partial<StepRecord> = {}): StepRecord {
  const parameters = kind === 'move-to-ou' ? { ou } : {};
  const given = { lane: 'on-premises', state: 'needs-person', attempt: 1, intendedAt: HANDED_OUT } as const;
  return aStepRecord({ id: kind, kind, ...given, parameters, ...changes });
}

const WORK = ['reset-password', 'disable-account', 'leave-ad-groups', 'move-to-ou'] as const;

function offboarding(changes: Partial<StepRecord> = {}): EarlierRun {
  const request = aRequest({ id: 'r1', reference: 'L-1', facts: before });
  return { request, steps: WORK.map((kind) => inAd(kind, changes)) };
}

function planFor(targetUser: TargetUser, runs: readonly EarlierRun[] = [offboarding()]) {
  const choices = someChoices('restore-user', {});
  return assemblePlan({ choices, targetUser, requester: aPerson(), successor: null, runs, now: NOW });
}

const recordsFor = (targetUser: TargetUser, runs?: readonly EarlierRun[]) =>
  stepRecordsOf(planFor(targetUser, runs), 'request', () => 'id').map((step) => ({
    ...step,
    state: 'verified' as const,
  }));

const keysOf = (texts: readonly { readonly key: string }[]) => texts.map(({ key }) => key);

describe('what was handed out to people in Active Directory, and never answered', () => {
  it.each<[string, Partial<StepRecord>]>([
    ['is with people still', {}],
    ['was with them when an approver stopped it', { state: 'waived', note: text('flow.step-handed-out') }],
    [
      'was with them when the restore let the person in',
      { state: 'waived', note: text('flow.step-turned-handed-out') },
    ],
    ['had no answer', { state: 'ambiguous' }],
  ])('may have been done, says the plan of a restore: it %s', (_, changes) => {
    const { warnings, notes } = planFor(blocked, [offboarding(changes)]);
    expect(keysOf(warnings)).toContain('plan.warning.new-password-handed-out');
    expect(keysOf(notes)).toEqual(['plan.note.handed-out']);
    expect(notes[0]?.values?.steps).toEqual([text('step.leave-ad-groups.title'), text('step.move-to-ou.title')]);
  });

  it.each<[string, Partial<StepRecord>]>([
    ['said that it cannot be done', { state: 'failed', note: text('flow.runbook-cannot', { reason: 'no' }) }],
    ['were never given it', { state: 'waiting', attempt: 0, intendedAt: null }],
    ['skipped it', { state: 'waived', note: text('flow.waived') }],
  ])('was not done where people %s', (_, changes) => {
    const { warnings, notes } = planFor(blocked, [offboarding(changes)]);
    expect(keysOf(warnings).filter((key) => key.includes('new-password'))).toEqual([]);
    expect(keysOf(notes)).toEqual(['plan.note.nothing-to-give-back']);
  });

  it.each<StepRecord['state']>(['failed', 'waived'])(
    'was said to be done before that, so it may have been: %s',
    (state) => {
      const evidence = { cannotAt: minutesAfter(NOW, -20), saidDoneAt: minutesAfter(NOW, -30) };
      const contradicted = offboarding({ state, note: text('flow.runbook-cannot', { reason: 'no' }), evidence });
      const { warnings, notes } = planFor(blocked, [contradicted]);
      expect(warnings.find(({ key }) => key.includes('new-password'))).toMatchObject({
        key: 'plan.warning.new-password-reported',
        values: { reference: 'L-1', at: { instant: minutesAfter(NOW, -30) } },
      });
      expect(keysOf(notes)).toContain('plan.note.changed-since-reported');
      const { away } = takenFrom([contradicted], { ...blocked, memberships: [] });
      expect(away.find(({ name }) => name === 'GG-Finance')).toMatchObject({
        how: 'reported',
        at: minutesAfter(NOW, -30),
      });
    },
  );

  it('keeps the restore done with gaps, and names who must look at what', () => {
    const records = recordsFor(blocked);
    expect(outcomeOf(records)).toBe('done-with-gaps');
    expect(keysOf(gapSentences(records))).toEqual(['gap.left.new-password-handed-out', 'gap.left.handed-out']);
    expect(gapNames(records.flatMap(({ gaps }) => gaps))).toEqual([
      text('gap.password-perhaps'),
      text('gap.earlier-steps', { reference: 'L-1' }),
    ]);
    expect(servicesReturnOf(records).lacks).toBe('new-password-reported');
  });

  it('is said once of a restore that runs: by whom it is to be looked at', () => {
    const plan = planFor(blocked);
    const running = { id: 'r2', plan, state: 'done-with-gaps', startedAt: NOW, endedAt: NOW } as const;
    const request = aRequest({ ...running, choices: someChoices('restore-user', {}), facts: blocked });
    const report = buildReport({ request, steps: recordsFor(blocked), now: NOW });
    expect(keysOf(report.todo)).toEqual(['gap.left.new-password-handed-out', 'gap.left.handed-out']);
    expect(keysOf([...report.warnings, ...report.notes])).toEqual([]);
  });

  it('is what “why” says of somebody whom nothing else keeps out', () => {
    const facts = { ...blocked, accountEnabled: true };
    const given = { facts, open: [], report: null, mayAsk: true, runs: [offboarding()], now: NOW };
    expect(explain(given).state).toMatchObject({
      key: 'why.state.enabled-but',
      values: { why: { key: 'plan.warning.new-password-handed-out' } },
    });
  });
});

describe('somebody who can sign in, and of whom nothing else is away', () => {
  const active = { ...before, readAt: NOW };
  it.each<[string, EarlierRun['steps'], readonly string[]]>([
    ['the password may be lost', [inAd('reset-password')], ['plan.warning.new-password-handed-out']],
    ['they may have been moved', [inAd('move-to-ou')], ['plan.note.handed-out']],
    ['they may be disabled there', [inAd('disable-account')], ['plan.note.handed-out']],
  ])('is not simply said to have nothing to restore: %s', (_, steps, keys) => {
    const { refusals } = planFor(active, [{ ...offboarding(), steps }]);
    expect(keysOf(refusals)).toEqual(['plan.refusal.only-password', ...keys]);
  });

  it('is not done with their restore while nobody said whether they were disabled there', () => {
    const run = { ...offboarding(), steps: [inAd('disable-account'), inAd('leave-ad-groups')] };
    const records = recordsFor({ ...active, memberships: [] }, [run]);
    expect(records.map(({ kind }) => kind)).toEqual(['rejoin-ad-groups']);
    expect(outcomeOf(records)).toBe('done-with-gaps');
    expect(gapSentences(records)[0]?.values).toMatchObject({
      reference: 'L-1',
      steps: [text('step.disable-account.title'), expect.anything()],
    });
  });

  it.each<[string, Partial<TargetUser>]>([
    ['Active Directory was read, and has it enabled', { inAd: { disabled: false } }],
    ['directory sync ran long after a restore found them let in', { tenantLastSync: minutesAfter(NOW, 5 * 60) }],
  ])('was not disabled there: %s', (_, changes) => {
    const back = aRequest({ id: 'r2', choices: someChoices('restore-user', {}), startedAt: NOW });
    const runs = [
      { ...offboarding(), steps: [inAd('disable-account')] },
      { request: back, steps: [] },
    ];
    expect(keysOf(planFor({ ...active, ...changes }, runs).refusals)).toEqual(['plan.refusal.nothing-to-restore']);
  });

  it('is said to have nothing to restore where nothing was handed out', () => {
    const { refusals } = planFor(active, [offboarding({ state: 'planned', attempt: 0, intendedAt: null })]);
    expect(keysOf(refusals)).toEqual(['plan.refusal.nothing-to-restore']);
  });
});

describe('what Microsoft 365 shows of it', () => {
  it('is when the password was changed since, which may have been that', () => {
    const changed = minutesAfter(NOW, 5);
    const target = { ...blocked, passwordChangedAt: changed };
    const warning = planFor(target).warnings.find(({ key }) => key === 'plan.warning.new-password-handed-out-changed');
    expect(warning?.values).toMatchObject({
      reference: 'L-1',
      at: { instant: HANDED_OUT },
      changed: { instant: changed },
    });
    // A change after that one is of somebody else.
    expect(recordsFor(target).flatMap(({ gaps }) => gaps)[0]?.id).toBe(minutesAfter(changed, 5));
  });

  it.each<[string, number]>([
    ['a change before it was handed out', -90],
    ['no change at all', Number.NaN],
  ])('is nothing about the password: %s', (_, minutes) => {
    const passwordChangedAt = Number.isNaN(minutes) ? null : minutesAfter(NOW, minutes);
    const { warnings } = planFor({ ...blocked, passwordChangedAt });
    expect(keysOf(warnings)).toContain('plan.warning.new-password-handed-out');
  });

  it('is that somebody else set one, long after a restore let the person in', () => {
    const back = aRequest({ id: 'r2', choices: someChoices('restore-user', {}), startedAt: minutesAfter(NOW, 60) });
    const runs = [offboarding(), { request: back, steps: [] }];
    const later = (hours: number) => planFor({ ...blocked, passwordChangedAt: minutesAfter(NOW, hours * 60) }, runs);
    expect(keysOf(later(4).warnings)).toContain('plan.warning.new-password-handed-out-changed');
    expect(keysOf(later(6).warnings).filter((key) => key.includes('new-password'))).toEqual([]);
  });

  it('is given back: the groups that are gone, and the place, by the request that asked for it', () => {
    const onPremises = { ...ON_PREMISES, distinguishedName: `CN=Adele Vance,${ou}` };
    const plan = planFor({ ...blocked, memberships: [], onPremises });
    const step = (kind: StepRecord['kind']) => plan.steps.find((each) => each.kind === kind);
    expect(step('rejoin-ad-groups')?.parameters.snapshot).toEqual({ groups: [sid] });
    expect(step('rejoin-ad-groups')?.explains[0]).toMatchObject({
      key: 'plan.explain.taken-handed-out',
      values: { reference: 'L-1', items: 'GG-Finance' },
    });
    expect(step('return-to-ou')?.parameters.snapshot).toMatchObject({ to: ou });
    // A place is nothing that is taken away.
    expect(step('return-to-ou')?.explains[0]).toMatchObject({
      key: 'plan.explain.place-before-handed-out',
      values: { reference: 'L-1', place: 'corp.contoso.example/Staff' },
    });
    // There may be groups that only Active Directory knows.
    expect(plan.notes.map(({ values }) => values?.steps)).toEqual([[text('step.leave-ad-groups.title')]]);
  });

  it.each<[string, TargetUser]>([
    ['is still there', blocked],
    ['belongs to somebody deleted, of whom nothing is shown', { ...blocked, memberships: [], found: 'soft-deleted' }],
  ])('is not given back where it %s', (_, target) => {
    expect(takenFrom([offboarding()], target).away).toEqual([]);
  });

  it('is not given back where it went only after a restore', () => {
    const back = aRequest({ id: 'r2', choices: someChoices('restore-user', {}) });
    const runs = [offboarding(), { request: back, steps: [] }];
    expect(takenFrom(runs, { ...blocked, memberships: [] }).away).toEqual([]);
  });
});

describe('a restore after work was handed out', () => {
  const inLeavers = { ...ON_PREMISES, distinguishedName: `CN=Adele Vance,${ou}` };
  const gone = { ...blocked, memberships: [], onPremises: inLeavers };
  const IN_HAND = { state: 'waived', note: text('flow.step-handed-out') } as const;
  const LET_IN = { state: 'verified', acceptedAt: minutesAfter(NOW, 60), verifiedAt: minutesAfter(NOW, 60) } as const;
  const restored = (...steps: readonly StepRecord[]): EarlierRun => {
    const choices = someChoices('restore-user', {});
    return { request: aRequest({ id: 'r2', reference: 'L-2', choices, startedAt: NOW }), steps };
  };
  const returning = (state: StepRecord['state']) => [
    inAd('enable-account', LET_IN),
    inAd('rejoin-ad-groups', { state, parameters: { snapshot: { groups: [sid] } } }),
    inAd('return-to-ou', { state, parameters: { snapshot: { to: ou } } }),
  ];
  const givenBack = (runs: readonly EarlierRun[]) =>
    planFor(gone, runs).steps.flatMap(({ kind }) =>
      ['rejoin-ad-groups', 'return-to-ou'].includes(kind) ? [kind] : [],
    );
  const namedOf = (target: TargetUser, runs: readonly EarlierRun[]) =>
    planFor(target, runs).notes.flatMap(({ values }) => (values?.steps ?? []) as readonly { key: string }[]);

  it.each<[string, readonly StepRecord[], boolean]>([
    ['was stopped while its own work there was with people', [inAd('enable-account', IN_HAND)], true],
    ['was stopped before anything was sent', [inAd('enable-account', { state: 'waived', attempt: 0 })], true],
    ['could not let the person in', [inAd('enable-account', { state: 'failed' })], true],
    ['let the person in', [inAd('enable-account', LET_IN)], false],
    ['found the person let in', [inAd('enable-account', { state: 'skipped', attempt: 0 })], false],
  ])('knows the password that was handed out, and what went, only where it let nobody in: it %s', (_, steps, still) => {
    const target = { ...gone, passwordChangedAt: minutesAfter(NOW, 9 * 60), readAt: minutesAfter(NOW, 10 * 60) };
    const runs = [offboarding(), restored(...steps)];
    const { warnings } = planFor(target, runs);
    expect(keysOf(warnings).includes('plan.warning.new-password-handed-out-changed')).toBe(still);
    expect(givenBack(runs)).toHaveLength(still ? 2 : 0);
  });

  it('turned nothing round that was handed out only after it', () => {
    const later = { intendedAt: minutesAfter(NOW, 120) };
    const target = { ...gone, passwordChangedAt: minutesAfter(NOW, 9 * 60), readAt: minutesAfter(NOW, 10 * 60) };
    const { warnings } = planFor(target, [offboarding(later), restored(inAd('enable-account', LET_IN))]);
    expect(keysOf(warnings)).toContain('plan.warning.new-password-handed-out-changed');
  });

  it.each<[StepRecord['state'], number]>([
    ['failed', 2],
    ['waived', 2],
    ['needs-person', 2],
    ['attested', 0],
    ['verified', 0],
  ])('has not given back what it was to give where that is %s', (state, count) => {
    expect(givenBack([offboarding(), restored(...returning(state))])).toHaveLength(count);
  });

  it('names a place that is not given back to people', () => {
    const runs = [offboarding(), restored(inAd('enable-account', LET_IN))];
    expect(keysOf(namedOf(gone, runs))).toEqual(['step.leave-ad-groups.title', 'step.move-to-ou.title']);
  });

  it.each<[string, number, EarlierRun[], boolean]>([
    ['long after a restore let them in', 60 + 4 * 60, [restored(inAd('enable-account', LET_IN))], false],
    ['a moment after a restore let them in', 60 + 30, [restored(inAd('enable-account', LET_IN))], true],
    ['after one that let nobody in', 60 + 4 * 60, [restored(inAd('enable-account', IN_HAND))], true],
    ['while nothing let them in', 60 + 4 * 60, [], true],
  ])('names no place that directory sync still shows elsewhere %s', (_, minutes, runs, named) => {
    const target = { ...blocked, tenantLastSync: minutesAfter(NOW, minutes) };
    const keys = keysOf(namedOf(target, [offboarding(), ...runs]));
    expect(keys.includes('step.move-to-ou.title')).toBe(named);
    expect(keys).toContain('step.leave-ad-groups.title');
  });

  it('names no place that was theirs before', () => {
    const request = aRequest({ id: 'r1', reference: 'L-1', facts: { ...before, onPremises: inLeavers } });
    expect(namedOf(gone, [{ request, steps: [inAd('move-to-ou')] }])).toEqual([]);
  });
});

describe('groups that only the runbook of an offboarding knew', () => {
  const reported = (): EarlierRun => {
    const run = offboarding();
    return { ...run, steps: [inAd('leave-ad-groups', { state: 'attested', acceptedAt: NOW })] };
  };
  const back = (
    kind: StepRecord['kind'],
    state: StepRecord['state'],
    evidence: StepRecord['evidence'],
  ): EarlierRun => ({
    request: aRequest({ id: 'r2', reference: 'L-2', choices: someChoices('restore-user', {}) }),
    steps: [
      inAd(kind, {
        state,
        evidence,
        ...(kind === 'rejoin-ad-groups' ? { parameters: { snapshot: { groups: [sid] } } } : {}),
      }),
    ],
  });

  it('are work for whoever manages Active Directory, by name, and counted', () => {
    const records = recordsFor(blocked, [reported()]);
    expect(gapSentences(records)).toEqual([text('gap.left.ad-groups-unread', { reference: 'L-1', steps: [] })]);
    expect(gapNames(records.flatMap(({ gaps }) => gaps))).toEqual([text('gap.ad-groups', { reference: 'L-1' })]);
    expect(outcomeOf(records)).toBe('done-with-gaps');
  });

  it.each<[string, StepRecord['kind'], StepRecord['state'], number, StepRecord['evidence']?]>([
    ['stay so where the account was found enabled', 'enable-account', 'skipped', 1],
    ['stay so where Leaver enabled the account', 'enable-account', 'verified', 1],
    ['stay so where people said that they enabled it', 'enable-account', 'attested', 1],
    ['stay so where others had given groups back', 'rejoin-ad-groups', 'skipped', 1],
    ['stay so where a script gave back those that Leaver read', 'rejoin-ad-groups', 'attested', 1, { result: {} }],
    ['are seen to by who says that the groups are back', 'rejoin-ad-groups', 'attested', 0],
  ])('%s', (_, kind, state, count, evidence = null) => {
    const { notes } = planFor({ ...blocked, memberships: [] }, [reported(), back(kind, state, evidence)]);
    expect(notes.filter(({ key }) => key === 'plan.note.ad-groups-unread-reported')).toHaveLength(count);
  });
});
