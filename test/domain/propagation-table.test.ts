import { describe, expect, it } from 'vitest';
import type { AdDomain } from '../../src/domain/ad-domain.ts';
import { buildReport } from '../../src/domain/build-report.ts';
import type { RequestKind } from '../../src/domain/choices.ts';
import { COMMON_SYNC, type SyncModel } from '../../src/domain/delays.ts';
import { propagate } from '../../src/domain/propagate.ts';
import type { PropagationLineId } from '../../src/domain/propagation.ts';
import { type Done, NOTHING_DONE } from '../../src/domain/propagation-input.ts';
import { nextSync } from '../../src/domain/sync-clock.ts';
import { syncModelOf } from '../../src/domain/sync-model.ts';
import type { TargetUser } from '../../src/domain/target-user.ts';
import { translate } from '../../src/locales/translate.ts';
import {
  aGuest,
  aPlan,
  aPlannedStep,
  aRequest,
  aSyncedTargetUser,
  aTargetUser,
  minutesAfter,
  NOW,
} from '../helpers/given.ts';

type Minutes = readonly [earliest: number, typical: number, latest: number] | 'nobody promises';

type Row = {
  readonly is: string;
  readonly who: TargetUser;
  readonly did: Partial<Done>;
  readonly sync?: Partial<SyncModel>;
  readonly kind?: RequestKind;
  readonly lines: Readonly<Partial<Record<PropagationLineId, Minutes>>>;
};

const BLOCK_AND_REVOKE: Partial<Done> = { cloudAt: NOW, revokedAt: NOW };
const IN_AD: Partial<Done> = { onPremisesAt: NOW, onPremisesProven: true };
const BOTH: Partial<Done> = { ...BLOCK_AND_REVOKE, ...IN_AD };

const PHS = aSyncedTargetUser();
const PTA = aSyncedTargetUser({ signIn: 'pass-through' });
const FEDERATED = aSyncedTargetUser({ signIn: 'federated' });
const CLOUD_SYNC: Partial<SyncModel> = { client: 'cloud-sync', cycleMinutes: 2 };
const ON_DEMAND: Partial<SyncModel> = { ...CLOUD_SYNC, forced: true };

/**
 * The worked table of hybrid.md (b), every row, minutes after the click. Facts print whole minutes; the model's own
 * numbers stand in the table below where the two differ (18.25 is printed 18, 0.5 + 1 is printed 2).
 */
const ROWS: readonly Row[] = [
  {
    is: 'cloud-only: block and revoke',
    who: aTargetUser(),
    did: BLOCK_AND_REVOKE,
    lines: { 'new-sign-ins': [0, 1, 5], 'open-sessions': [1, 6, 95], durable: [0, 1, 5] },
  },
  {
    is: 'password hash and Connect: block, revoke and AD, same site',
    who: PHS,
    did: BOTH,
    lines: { 'new-sign-ins': [0, 1, 5], 'open-sessions': [1, 6, 95], durable: [1, 18, 47] },
  },
  {
    is: 'password hash and Connect: block, revoke and AD, sync forced',
    who: PHS,
    did: BOTH,
    sync: { forced: true },
    lines: { 'open-sessions': [1, 6, 95], durable: [1, 3, 17] },
  },
  {
    is: 'password hash and Connect: AD only, not forced',
    who: PHS,
    did: IN_AD,
    lines: { 'new-sign-ins': [1, 18, 47], 'open-sessions': [2, 23, 137], durable: [1, 18, 47] },
  },
  {
    is: 'password hash and Connect: AD only, another site',
    who: PHS,
    did: IN_AD,
    sync: { site: 'other' },
    lines: { 'new-sign-ins': [1, 33, 226], 'open-sessions': [2, 38, 316], durable: [1, 33, 226] },
  },
  {
    is: 'Cloud Sync: AD only, provisionOnDemand',
    who: PHS,
    did: IN_AD,
    sync: ON_DEMAND,
    lines: { 'open-sessions': [1, 6, 94], durable: [0, 1, 4] },
  },
  {
    is: 'Cloud Sync: AD only, waiting',
    who: PHS,
    did: IN_AD,
    sync: CLOUD_SYNC,
    lines: { 'open-sessions': [2, 7, 104], durable: [1, 2, 14] },
  },
  {
    is: 'Cloud Sync: block, revoke and AD',
    who: PHS,
    did: BOTH,
    sync: CLOUD_SYNC,
    lines: { 'open-sessions': [1, 6, 95], durable: [1, 2, 14] },
  },
  ...[PTA, FEDERATED].map(
    (who): Row => ({
      is: `${who.signIn}: AD only, sign-in at once, sessions as with password hash`,
      who,
      did: IN_AD,
      // At once is AD FS's: another provider may know nothing of Active Directory, and then the sync ends it.
      lines: {
        'new-sign-ins': [0, 0, who === FEDERATED ? 47 : 2],
        'open-sessions': [2, 23, 137],
        durable: [1, 18, 47],
      },
    }),
  ),
  ...[PHS, PTA, FEDERATED].map(
    (who): Row => ({
      is: `${who.signIn}: the cloud block alone, then turned back`,
      who,
      did: BLOCK_AND_REVOKE,
      lines: { 'new-sign-ins': [0, 1, 5], 'open-sessions': [1, 6, 95], durable: 'nobody promises' },
    }),
  ),
  {
    is: 'guest: block',
    who: aGuest(),
    did: BLOCK_AND_REVOKE,
    lines: { 'new-sign-ins': [0, 1, 5], 'open-sessions': [1, 38, 95], durable: [0, 1, 5] },
  },
  {
    is: 'restore of a synced person: signed in after sync, mail after that',
    who: PHS,
    did: IN_AD,
    kind: 'restore-user',
    lines: { 'new-sign-ins': [1, 18, 47], 'open-sessions': [1, 56, 87] },
  },
];

/** What the facts round: the model's own minutes. */
const UNROUNDED: Readonly<Record<string, Row['lines']>> = {
  'password hash and Connect: block, revoke and AD, same site': { durable: [1, 18.25, 47] },
  'password hash and Connect: block, revoke and AD, sync forced': { durable: [1, 3.25, 17] },
  'password hash and Connect: AD only, not forced': { 'open-sessions': [2, 23.25, 137] },
  'Cloud Sync: AD only, provisionOnDemand': { 'open-sessions': [1.2, 5.75, 94] },
  'Cloud Sync: AD only, waiting': { 'open-sessions': [1.5, 7.25, 104] },
  'restore of a synced person: signed in after sync, mail after that': { 'open-sessions': [1, 56.25, 87] },
};

const CELLS = ROWS.flatMap((row) =>
  Object.entries(row.lines).map(([id, minutes]) => ({ row, is: row.is, id: id as PropagationLineId, minutes })),
);

describe('the worked table of hybrid.md (b)', () => {
  it.each(CELLS)('$is: $id $minutes', ({ row, id, minutes }) => {
    const line = lineOf(row, id);
    if (minutes === 'nobody promises') {
      expect(line).toMatchObject({ state: 'at-risk', earliest: null, typical: null, latest: null });
    } else expect(exactMinutes(row, id).map(Math.round)).toEqual(minutes);
  });

  it.each(Object.entries(UNROUNDED))('is rounded there: %s', (is, lines) => {
    const row = ROWS.find((each) => each.is === is);
    for (const [id, minutes] of Object.entries(lines)) {
      expect(row && exactMinutes(row, id as PropagationLineId)).toEqual(minutes);
    }
  });

  it.each([
    ['pass-through', PTA, 'password-checked-in-ad'],
    ['federated', FEDERATED, 'password-checked-by-provider'],
  ])('says of %s where the password stops at once', (_, who, why) => {
    const line = lineOf({ is: '', who, did: IN_AD, lines: {} }, 'new-sign-ins');
    expect(line?.explains?.key).toBe(`propagation.explains.${why}`);
  });

  it('says of a guest that the home account is untouched', () => {
    const line = lineOf({ is: '', who: aGuest(), did: BLOCK_AND_REVOKE, lines: {} }, 'durable');
    expect(line?.explains?.key).toBe('propagation.explains.guest-home');
  });

  it('says from which cycle on a block in the cloud alone is turned back', () => {
    const line = lineOf({ is: '', who: PHS, did: BLOCK_AND_REVOKE, lines: {} }, 'durable');
    // The last sync was ten minutes ago, and Connect comes every thirty.
    expect(line?.explains?.values).toMatchObject({ at: { instant: minutesAfter(NOW, 20) } });
  });
});

const AD_DOMAIN: AdDomain = {
  name: 'corp.contoso.example',
  way: 'ldaps',
  signIn: 'password-hash',
  sync: { client: 'connect', site: 'same', cycleMinutes: 30, onDemand: null },
  inScopeOus: [],
  leaversOu: null,
};
const JOB = { servicePrincipalId: 'sp', jobId: 'job', ruleId: 'rule' };

describe('what the installer said about a domain', () => {
  it.each<[string, AdDomain['sync'], SyncModel]>([
    ['Entra Connect', AD_DOMAIN.sync, COMMON_SYNC],
    [
      'another cycle and site',
      { ...AD_DOMAIN.sync, cycleMinutes: 60, site: 'other' },
      model({ cycleMinutes: 60, site: 'other' }),
    ],
    ['Cloud Sync', { client: 'cloud-sync', site: 'same', cycleMinutes: 2, onDemand: null }, model(CLOUD_SYNC)],
    [
      'Cloud Sync that can be called',
      { client: 'cloud-sync', site: 'same', cycleMinutes: 2, onDemand: JOB },
      model(ON_DEMAND),
    ],
    // There is no call that forces Entra Connect from the cloud (hybrid.md 0.4).
    ['Connect with a job by mistake', { ...AD_DOMAIN.sync, onDemand: JOB }, COMMON_SYNC],
  ])('%s is the model that the clock reckons with', (_, sync, expected) => {
    expect(syncModelOf({ sync })).toEqual(expected);
  });

  it('is the commonest where nothing was said', () => {
    expect(syncModelOf(null)).toEqual(COMMON_SYNC);
  });

  it.each([
    [30, 18, 47, 20],
    [60, 33, 77, 50],
    [180, 93, 197, 170],
  ])('reaches the card: a cycle of %i minutes', (cycleMinutes, typical, latest, next) => {
    const adDomain = { ...AD_DOMAIN, way: 'runbook' as const, sync: { ...AD_DOMAIN.sync, cycleMinutes } };
    const steps = [aPlannedStep({ temporary: true }), aPlannedStep({ kind: 'disable-account', lane: 'on-premises' })];
    const begun = { state: 'running', startedAt: NOW } as const;
    const request = aRequest({ ...begun, facts: aSyncedTargetUser({ adDomain }), plan: aPlan({ steps }) });
    const durable = buildReport({ request, steps: null, now: NOW }).lines.find(({ id }) => id === 'durable');
    expect(durable?.explains?.values).toEqual({ typical, latest, at: { instant: minutesAfter(NOW, next) } });
    const reader = { locale: 'en', timeZone: 'UTC' } as const;
    expect(durable?.explains && translate(durable.explains, reader)).toContain(
      `typically ${typical} minutes, at most ${latest}`,
    );
  });

  it('has an hour for what Leaver does itself in Active Directory, as soon as it starts', () => {
    const steps = [aPlannedStep({ temporary: true }), aPlannedStep({ kind: 'disable-account', lane: 'on-premises' })];
    const facts = aSyncedTargetUser({ adDomain: AD_DOMAIN, tenantLastSync: NOW });
    const request = aRequest({ facts, plan: aPlan({ steps }) });
    const report = buildReport({ request, steps: null, now: NOW });
    const durable = report.lines.find(({ id }) => id === 'durable');
    expect(durable).toMatchObject({ state: 'expected', explains: null });
    expect(durable?.latest).toBe(minutesAfter(NOW, 47));
  });

  it.each([
    [30, 5, 20],
    [30, 20, 50],
    [2, 1, 2],
    [60, 55, 110],
  ])('sets the next cycle of %i minutes, %i minutes on, at minute %i', (cycle, on, at) => {
    expect(nextSync(minutesAfter(NOW, -10), minutesAfter(NOW, on), cycle)).toBe(minutesAfter(NOW, at));
  });
});

function model(changes: Partial<SyncModel>): SyncModel {
  return { ...COMMON_SYNC, ...changes };
}

function lineOf({ who, did, sync = {}, kind = 'block-sign-in' }: Row, id: PropagationLineId) {
  const lines = propagate({
    targetUser: who,
    kind,
    done: { ...NOTHING_DONE, ...did },
    expected: { startsAt: NOW, cloud: false, revoke: false, onPremises: false },
    now: NOW,
    sync: { ...COMMON_SYNC, ...sync },
  });
  return lines.find((line) => line.id === id);
}

function exactMinutes(row: Row, id: PropagationLineId): readonly number[] {
  const line = lineOf(row, id);
  return [line?.earliest, line?.typical, line?.latest].map((at) =>
    at === null || at === undefined ? Number.NaN : (Date.parse(at) - Date.parse(NOW)) / 60_000,
  );
}
