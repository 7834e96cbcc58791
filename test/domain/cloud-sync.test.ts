import { describe, expect, it } from 'vitest';
import { assemblePlan } from '../../src/domain/assemble-plan.ts';
import { buildReport } from '../../src/domain/build-report.ts';
import { explain } from '../../src/domain/explanation.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import { stepRecordsOf } from '../../src/domain/step-records.ts';
import { translate } from '../../src/locales/translate.ts';
import {
  AD_DOMAIN,
  aPerson,
  aRequest,
  aStepRecord,
  aSyncedTargetUser,
  aTargetUser,
  minutesAfter,
  NOW,
  someChoices,
} from '../helpers/given.ts';

const cloudSynced = aSyncedTargetUser({
  // The tenant moved to Cloud Sync weeks ago: the stamp of Entra Connect stands still.
  tenantLastSync: minutesAfter(NOW, -30_000),
  adDomain: {
    ...AD_DOMAIN,
    way: 'runbook',
    sync: { client: 'cloud-sync', site: 'same', cycleMinutes: 2, onDemand: null },
  },
});
const why = { open: [], report: null, mayAsk: true, runs: [], now: minutesAfter(NOW, 1) } as const;

describe('somebody whom Cloud Sync carries', () => {
  it('is warned of no sync that stands still, in no plan and on no card', () => {
    const choices = someChoices('block-sign-in');
    const people = { requester: aPerson(), successor: aPerson() };
    const plan = assemblePlan({ choices, targetUser: cloudSynced, ...people, runs: [], now: NOW });
    expect(plan.warnings.map(({ key }) => key)).not.toContain('plan.warning.sync-stale');
    const request = aRequest({ facts: cloudSynced, choices, plan, state: 'watching', startedAt: NOW, wakeAt: NOW });
    const steps = stepRecordsOf(plan, 'id', () => 'id').map(
      (step): StepRecord => ({ ...step, state: 'accepted', acceptedAt: NOW, verifiedAt: NOW }),
    );
    const report = buildReport({ request, steps, now: minutesAfter(NOW, 1) });
    expect(JSON.stringify(report)).not.toMatch(/stale|overdue/);
    expect(report.lines.find(({ id }) => id === 'durable')?.state).toBe('expected');
  });

  it('reads one figure of when AD reaches the cloud, in both directions', () => {
    const people = { requester: aPerson(), successor: aPerson() };
    for (const [kind, step] of [
      ['block-sign-in', 'disable-account'],
      ['restore-user', 'enable-account'],
    ] as const) {
      const targetUser = { ...cloudSynced, accountEnabled: kind === 'block-sign-in' };
      const plan = assemblePlan({ choices: someChoices(kind), targetUser, ...people, runs: [], now: NOW });
      const explains = plan.steps.find((each) => each.kind === step)?.explains ?? [];
      const said = explains.map((text) => translate(text, { locale: 'en', timeZone: 'UTC' })).join(' ');
      expect(said).toContain('Reaches Microsoft 365 with Cloud Sync');
      expect(said).not.toMatch(/30 minutes|3 hours/);
    }
  });

  it('is told nothing of how old the stamp of another client is', () => {
    const keys = (facts: typeof cloudSynced) => explain({ ...why, facts }).standing.map(({ key }) => key);
    expect(keys(cloudSynced)).not.toContain('why.sync-age');
    expect(keys(aSyncedTargetUser())).toContain('why.sync-age');
  });
});

describe('why, moments after a block', () => {
  const stateWith = (verifiedAt: string | null) => {
    const block = aStepRecord({ kind: 'block-sign-in', state: 'accepted', acceptedAt: NOW, verifiedAt });
    const facts = aTargetUser({ accountEnabled: true, readAt: minutesAfter(NOW, 2) });
    const runs = [{ request: aRequest({ state: 'watching' }), steps: [block] }];
    return explain({ ...why, facts, runs }).state.key;
  };

  it('says that it does not show yet, only as long as it never did', () => {
    expect(stateWith(null)).toBe('why.state.not-shown');
    expect(stateWith(minutesAfter(NOW, 1))).toBe('why.state.enabled');
    // Done again since it was seen.
    expect(stateWith(minutesAfter(NOW, -10))).toBe('why.state.not-shown');
  });
});
