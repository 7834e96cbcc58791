import { describe, expect, it } from 'vitest';
import { buildReport } from '../../src/domain/build-report.ts';
import { foundAfterAll, goneEvidence } from '../../src/domain/gone.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import { syncHealthOf, syncTodo, tellsTheSame } from '../../src/domain/sync-health.ts';
import type { Json } from '../../src/domain/text.ts';
import {
  AD_DOMAIN,
  aRequest,
  aStepRecord,
  aSyncedTargetUser,
  aTargetUser,
  minutesAfter,
  NOW,
} from '../helpers/given.ts';

const at = (minutes: number) => minutesAfter(NOW, minutes);
const request = aRequest({
  state: 'watching',
  startedAt: NOW,
  facts: aSyncedTargetUser({ tenantLastSync: at(-10), readAt: NOW, provisioningErrors: [] }),
});

function looked(evidence: { readonly [key: string]: Json }, changes: Partial<StepRecord> = {}): StepRecord {
  return aStepRecord({ kind: 'disable-account', lane: 'on-premises', state: 'accepted', evidence, ...changes });
}

const keys = (steps: readonly StepRecord[], asked = request) => syncTodo(asked, steps).map(({ key }) => key);

describe('the health of directory sync', () => {
  it('is well as long as the last sync is young and nothing is reported', () => {
    expect(keys([looked({ tenantLastSync: at(20), read: at(30) })])).toEqual([]);
  });

  it('is read from the newest look, not from what was known when it was asked', () => {
    const health = syncHealthOf(request, [looked({ tenantLastSync: at(20), read: at(30) })]);
    expect(health.last).toEqual({ at: at(20), readAt: at(30) });
  });

  it('is not that of a look before, beside the hour of one that found the account deleted or back', () => {
    const known = { tenantLastSync: at(20), read: at(30) };
    const seen = {
      ...request,
      facts: { ...request.facts, syncSeen: { at: at(200), readAt: at(210), shown: at(200) } },
    };
    const gone = goneEvidence(known, 'account', at(240));
    for (const evidence of [gone, foundAfterAll(gone, at(250))])
      expect(syncHealthOf(seen, [looked(evidence as { readonly [key: string]: Json })]).last?.at).toBe(at(200));
  });

  it('is said to be bad when the last sync is older than three hours', () => {
    expect(keys([looked({ tenantLastSync: at(-10), read: at(171) })])).toEqual(['sync.todo.stale']);
    expect(keys([looked({ tenantLastSync: at(-10), read: at(169) })])).toEqual([]);
  });

  it('says which errors directory sync has with this person, and that they are gone when they are', () => {
    const sick = looked({ tenantLastSync: at(20), read: at(30), provisioningErrors: ['PropertyConflict: mail'] });
    expect(syncTodo(request, [sick])).toEqual([
      { key: 'sync.todo.errors', values: { errors: 'PropertyConflict: mail' } },
    ]);
    const well = looked({ tenantLastSync: at(40), read: at(50), provisioningErrors: [] }, { kind: 'block-sign-in' });
    expect(keys([sick, well])).toEqual([]);
  });

  it('suspects the threshold or the scope when two cycles did not bring a deletion', () => {
    const deletion = (lastSync: number): StepRecord =>
      looked(
        { found: 'active', tenantLastSync: at(lastSync), read: at(lastSync + 1), result: { at: NOW } },
        { kind: 'delete-account', lane: 'on-premises', state: 'attested', acceptedAt: NOW },
      );
    expect(keys([deletion(50)])).toEqual([]);
    expect(keys([deletion(80)])).toEqual(['sync.todo.deletion-held']);
    const said = (lastSync: number) => {
      const { headline, todo, steps } = buildReport({ request, steps: [deletion(lastSync)], now: at(lastSync + 2) });
      return [headline.key, todo.map(({ key }) => key), steps.map(({ note }) => note?.key ?? null)];
    };
    expect(said(50)).toEqual(['report.headline.waits-for-sync', ['report.todo.waits-for-sync'], [null]]);
    // That the next one brings it is not said beside that two did not.
    expect(said(80)).toEqual([
      'report.headline.deletion-held',
      ['sync.todo.deletion-held'],
      ['report.step.deletion-held'],
    ]);
  });

  it.each([
    [{ stagingMode: true, schedulerEnabled: true }, ['sync.todo.staging']],
    [{ stagingMode: false, schedulerEnabled: false }, ['sync.todo.paused']],
    [{ stagingMode: false, schedulerEnabled: true }, []],
  ])('is certain about what the sync server itself reported: %j', (sync, expected) => {
    expect(keys([looked({ tenantLastSync: at(20), read: at(30), result: { at: NOW, sync } })])).toEqual(expected);
  });

  it('of Cloud Sync is not told by the stamp of Entra Connect: nothing stands still, and a deletion has its own time', () => {
    const adDomain = { ...AD_DOMAIN, sync: { ...AD_DOMAIN.sync, client: 'cloud-sync', cycleMinutes: 2 } } as const;
    const facts = aSyncedTargetUser({ adDomain, tenantLastSync: at(-600), readAt: NOW, provisioningErrors: [] });
    const asked = { ...request, facts };
    expect(keys([looked({ tenantLastSync: at(-600), read: at(30) })], asked)).toEqual([]);
    expect(keys([looked({ read: at(30), provisioningErrors: ['x'] })], asked)).toEqual(['sync.todo.errors-cloud-sync']);
    const deletion = (read: number): StepRecord =>
      looked(
        { found: 'active', tenantLastSync: at(read), read: at(read), result: { at: NOW } },
        { kind: 'delete-account' },
      );
    expect(keys([deletion(10)], asked)).toEqual([]);
    expect(keys([deletion(20)], asked)).toEqual(['sync.todo.deletion-held']);
  });

  it('is no matter for people whom no sync touches', () => {
    const cloud = aRequest({ state: 'watching', facts: aTargetUser({ tenantLastSync: at(-600), readAt: NOW }) });
    expect(keys([], cloud)).toEqual([]);
  });
});

describe('a look', () => {
  const before = { tenantLastSync: at(0), accountEnabled: false, read: at(10) };
  it.each([
    ['says nothing new when only its hour differs', { ...before, read: at(40) }, true],
    ['is the same in another order', { read: at(40), accountEnabled: false, tenantLastSync: at(0) }, true],
    ['is news when a sync came by', { ...before, tenantLastSync: at(30), read: at(40) }, false],
    ['is news when the account changed', { ...before, accountEnabled: true, read: at(40) }, false],
    ['is news once the last sync is too old', { ...before, read: at(181) }, false],
  ])('%s', (_, after, same) => {
    expect(tellsTheSame(before, after)).toBe(same);
  });
});
