import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { propagate } from '../../src/domain/propagate.ts';
import { PROPAGATION_LINES, type PropagationLine, type PropagationLineId } from '../../src/domain/propagation.ts';
import { type Done, type Expected, NOTHING_DONE, type PropagationInput } from '../../src/domain/propagation-input.ts';
import type { TargetUser } from '../../src/domain/target-user.ts';
import { translate } from '../../src/locales/translate.ts';
import { aGuest, aSyncedTargetUser, aTargetUser, minutesAfter, NOW } from '../helpers/given.ts';

const cloudOnly = aTargetUser();
const synced = aSyncedTargetUser();
const blockedAndRevoked: Partial<Done> = { cloudAt: NOW, revokedAt: NOW };
const disabledInAd: Partial<Done> = { onPremisesAt: NOW, onPremisesProven: true };
const nothingMore: Expected = { startsAt: NOW, cloud: false, revoke: false, onPremises: false };

function linesFor(
  targetUser: TargetUser,
  done: Partial<Done>,
  changes: Partial<PropagationInput> = {},
): Record<PropagationLineId, PropagationLine> {
  const lines = propagate({
    targetUser,
    kind: 'block-sign-in',
    done: { ...NOTHING_DONE, ...done },
    expected: nothingMore,
    now: NOW,
    ...changes,
  });
  return Object.fromEntries(lines.map((line) => [line.id, line])) as Record<PropagationLineId, PropagationLine>;
}

/** Earliest, typical and latest in whole minutes after NOW; null where nobody promises an hour. */
function minutes({ earliest, typical, latest }: PropagationLine) {
  return [earliest, typical, latest].map((at) =>
    at === null ? null : Math.round((Date.parse(at) - Date.parse(NOW)) / 60_000),
  );
}

describe('the durable line', () => {
  it('says from which sync on a cloud block of a synced person is turned back', () => {
    const { durable } = linesFor(synced, blockedAndRevoked);
    expect(durable.explains).toEqual({
      key: 'propagation.explains.only-in-cloud-until',
      values: { at: { instant: minutesAfter(NOW, 20) } },
    });
  });

  it('says nothing of a block in the cloud that nobody made, or will make', () => {
    for (const expected of [nothingMore, null])
      expect(linesFor(synced, {}, { expected }).durable.explains?.key).toBe('propagation.explains.not-planned');
  });

  it('moves that hour on when a cycle has passed', () => {
    const { durable } = linesFor(synced, blockedAndRevoked, { now: minutesAfter(NOW, 25) });
    expect(durable.explains?.values).toEqual({ at: { instant: minutesAfter(NOW, 50) } });
  });

  it('reckons a scheduled block from its hour', () => {
    const startsAt = minutesAfter(NOW, 600);
    const expected = { startsAt, cloud: true, revoke: true, onPremises: true };
    const lines = linesFor(synced, {}, { expected });
    expect(minutes(lines['new-sign-ins'])).toEqual([600, 601, 605]);
    expect(lines.durable.explains).toEqual({
      key: 'propagation.explains.waits-for-ad-until',
      values: { typical: 18, latest: 47, at: { instant: minutesAfter(NOW, 620) } },
    });
  });

  it('says that a stale directory sync lets nobody promise an hour', () => {
    const stale = aSyncedTargetUser({ tenantLastSync: minutesAfter(NOW, -181) });
    const { durable } = linesFor(stale, { ...blockedAndRevoked, ...disabledInAd });
    expect(durable.state).toBe('unknown');
    expect(durable.explains?.key).toBe('propagation.explains.sync-stale');
  });

  it('does not call a sync stale because the reading is old', () => {
    const lines = linesFor(synced, { ...blockedAndRevoked, ...disabledInAd }, { now: minutesAfter(NOW, 600) });
    expect(lines.durable.state).toBe('expected');
  });

  it('says that a bare Done is no proof', () => {
    const { durable } = linesFor(synced, { ...blockedAndRevoked, onPremisesAt: NOW });
    expect(durable.state).toBe('expected');
    expect(durable.explains?.key).toBe('propagation.explains.attested');
  });

  it('is seen only after a later sync left it blocked', () => {
    const at = minutesAfter(NOW, 33);
    const { durable } = linesFor(synced, { ...blockedAndRevoked, ...disabledInAd, durableSeenAt: at });
    expect(durable).toMatchObject({ state: 'seen', typical: at });
  });

  it('is at risk, and so are the sign-ins, when sync turned it back', () => {
    const at = minutesAfter(NOW, 31);
    const lines = linesFor(synced, { ...blockedAndRevoked, overwrittenAt: at, overwrittenBySync: true });
    expect([lines['new-sign-ins'].state, lines.durable.state]).toEqual(['at-risk', 'at-risk']);
    expect(lines.durable.explains?.key).toBe('propagation.explains.turned-back');
  });

  it('is at risk, and names no directory sync, when nothing says who changed it back', () => {
    const lines = linesFor(synced, { ...blockedAndRevoked, overwrittenAt: minutesAfter(NOW, 31) });
    expect(lines.durable).toMatchObject({ state: 'at-risk', explains: { key: 'propagation.explains.changed-back' } });
  });

  it('is at risk, and the sign-ins are not, when only Active Directory was changed back', () => {
    const seen = { ...blockedAndRevoked, cloudSeenAt: NOW };
    const lines = linesFor(synced, { ...seen, undoneInAdAt: minutesAfter(NOW, 31) });
    expect([lines['new-sign-ins'].state, lines.durable.state]).toEqual(['seen', 'at-risk']);
  });

  it('waits for nobody in Active Directory once the account was found deleted', () => {
    const lines = linesFor(synced, { ...blockedAndRevoked, cloudSeenAt: NOW, goneInAdAt: minutesAfter(NOW, 31) });
    expect(lines['new-sign-ins'].state).toBe('seen');
    expect(lines.durable.explains?.key).toBe('propagation.restore.explains.gone');
  });

  it('says of an account moved to the cloud that its copy in AD stays', () => {
    const { durable } = linesFor(aTargetUser({ identity: 'cloud-managed' }), blockedAndRevoked);
    expect(durable.explains?.key).toBe('propagation.explains.ad-copy-stays');
  });

  it('says of accounts in the cloud that no directory sync is involved', () => {
    expect(linesFor(cloudOnly, blockedAndRevoked).durable.today.key).toBe('propagation.durable.today-in-cloud');
  });
});

describe('the other lines', () => {
  it('gives a restore of a synced person no hour before AD is done', () => {
    const expected = { startsAt: NOW, cloud: true, revoke: false, onPremises: true };
    const lines = linesFor(synced, {}, { kind: 'restore-user', expected });
    expect(minutes(lines['new-sign-ins'])).toEqual([null, null, null]);
    expect(lines['new-sign-ins'].explains?.key).toBe('propagation.restore.explains.waits-for-ad');
  });

  it('gives mail of a return through AD its own figure, after that of the account', () => {
    const expected = { startsAt: NOW, cloud: true, revoke: false, onPremises: true };
    const returning = (returns: 're-enabled' | 'restored' | 'without-mail') =>
      linesFor(synced, {}, { kind: 'restore-user', expected, returns });
    expect(returning('restored')['new-sign-ins'].explains?.values).toEqual({ typical: 18, latest: 47 });
    expect(returning('restored')['open-sessions'].explains?.values).toEqual({ typical: 43, latest: 77 });
    expect(returning('re-enabled')['open-sessions'].explains?.values).toEqual({ typical: 56, latest: 87 });
  });

  it('waits for no sync where Leaver lets the person in itself once AD allows it: that alone decides how long it lasts', () => {
    const expected = { startsAt: NOW, cloud: true, revoke: false, onPremises: true, letsInAfterAd: true };
    const lines = linesFor(synced, {}, { kind: 'restore-user', expected, returns: 're-enabled' });
    expect(lines['new-sign-ins'].explains?.values).toEqual({ typical: 1, latest: 5 });
    expect(lines['open-sessions'].explains?.values).toEqual({ typical: 39, latest: 45 });
    expect(lines.durable.explains?.values).toMatchObject({ typical: 18, latest: 47 });
  });

  it('gives no figure for what waits for AD while directory sync stands still', () => {
    const stale = aSyncedTargetUser({ tenantLastSync: minutesAfter(NOW, -300) });
    const expected = { startsAt: NOW, cloud: true, revoke: true, onPremises: true };
    const block = linesFor(stale, { cloudAt: NOW }, { expected }).durable.explains;
    expect(block).toEqual({ key: 'propagation.explains.waits-for-ad-stale' });
    const back = linesFor(stale, {}, { kind: 'restore-user', expected });
    for (const id of ['new-sign-ins', 'open-sessions', 'durable'] as const)
      expect(back[id].explains).toEqual({ key: 'propagation.restore.explains.waits-for-ad-stale' });
  });

  it('says of a return beside which no sync is nothing of AD, and one figure for what comes back to a guest', () => {
    const expected = { startsAt: NOW, cloud: true, revoke: false, onPremises: false };
    const lines = linesFor(aGuest(), {}, { kind: 'restore-user', expected });
    const said = (line: PropagationLine) => translate(line.today, { locale: 'en', timeZone: 'UTC' });
    expect(said(lines['new-sign-ins'])).not.toContain('Active Directory');
    expect(minutes(lines['open-sessions']).slice(1)).toEqual([6, 20]);
    expect(said(lines['open-sessions'])).toContain('about 6 minutes, at most 20');
    expect(said(linesFor(synced, {}, { kind: 'restore-user', expected })['new-sign-ins'])).toContain(
      'Active Directory',
    );
  });

  it('says that sessions are not cut when nothing revokes them', () => {
    const lines = linesFor(cloudOnly, { cloudAt: NOW });
    expect(lines['open-sessions'].explains?.key).toBe('propagation.explains.not-revoked');
  });

  it('has sessions ended once their latest hour has passed, as a state beside seen', () => {
    const at = (after: number) => linesFor(cloudOnly, blockedAndRevoked, { now: minutesAfter(NOW, after) });
    expect(at(94)['open-sessions']).toMatchObject({ state: 'expected', latest: minutesAfter(NOW, 95) });
    expect(at(95)['open-sessions']).toMatchObject({ state: 'ended', latest: minutesAfter(NOW, 95) });
  });

  it('has sessions that were cut ended where the block was turned back as well, and says that there may be new ones', () => {
    const late = { now: minutesAfter(NOW, 300) };
    const cut = linesFor(synced, { revokedAt: NOW, overwrittenAt: NOW }, late)['open-sessions'];
    expect(cut).toMatchObject({ state: 'ended', explains: { key: 'propagation.explains.new-sessions' } });
    const still = linesFor(synced, { revokedAt: NOW, overwrittenAt: NOW }, { now: minutesAfter(NOW, 5) });
    expect(still['open-sessions'].explains?.key).toBe('propagation.explains.new-sessions');
    const uncut = linesFor(synced, { cloudAt: NOW, overwrittenAt: NOW }, late)['open-sessions'];
    expect(uncut).toMatchObject({ state: 'at-risk', latest: null });
  });

  it('says from before when sessions end where Microsoft 365 refused the block, also once they are over', () => {
    const why = { key: 'propagation.explains.sessions-unblocked', values: { at: { instant: NOW } } };
    for (const [after, state] of [[5, 'expected'] as const, [300, 'ended'] as const]) {
      const lines = linesFor(synced, { revokedAt: NOW, isUnseen: true }, { now: minutesAfter(NOW, after) });
      expect(lines['open-sessions']).toMatchObject({ state, explains: why });
    }
  });

  it('waits no longer for the mail of a restore once its latest hour has passed, or the person is blocked again', () => {
    const back = (after: number, done: Partial<Done> = {}) =>
      linesFor(
        cloudOnly,
        { cloudAt: NOW, cloudSeenAt: NOW, ...done },
        { kind: 'restore-user', now: minutesAfter(NOW, after) },
      );
    expect(back(44)['open-sessions']).toMatchObject({ state: 'expected', latest: minutesAfter(NOW, 45) });
    expect(back(45)['open-sessions']).toMatchObject({ state: 'ended', latest: minutesAfter(NOW, 45) });
    expect(back(45, { overwrittenAt: NOW })['open-sessions']).toMatchObject({ state: 'at-risk', latest: null });
  });

  it('says no hour of a sync while it is not known when anything begins', () => {
    const expected = { startsAt: NOW, cloud: true, revoke: true, onPremises: true };
    const key = (after: 'approval' | null) =>
      linesFor(synced, {}, { expected: { ...expected, after } }).durable.explains?.key;
    expect(key('approval')).toBe('propagation.explains.waits-for-ad');
  });

  it('does not call sessions ended before anything was done', () => {
    const late = { now: minutesAfter(NOW, 300) };
    const expected = { startsAt: late.now, cloud: true, revoke: true, onPremises: false };
    expect(linesFor(cloudOnly, {}, { ...late, expected })['open-sessions'].state).toBe('expected');
  });

  it('says so when nothing brings an effect about', () => {
    const lines = linesFor(cloudOnly, {});
    expect(lines['new-sign-ins']).toMatchObject({ state: 'unknown', typical: null });
    expect(lines['new-sign-ins'].explains?.key).toBe('propagation.explains.not-planned');
  });

  it.each([
    [3, 'propagation.explains.applications'],
    [0, 'propagation.explains.applications'],
    ['unknown', 'propagation.explains.applications-unknown'],
  ] as const)('promises nothing about %s connected applications', (assignedApplications, key) => {
    const line = linesFor(aTargetUser({ assignedApplications }), blockedAndRevoked)['connected-apps'];
    expect(line).toMatchObject({ state: 'unknown', earliest: null, typical: null, latest: null });
    expect(line.explains?.key).toBe(key);
  });
});

const moment = fc.option(
  fc.integer({ min: -600, max: 600 }).map((after) => minutesAfter(NOW, after)),
  { nil: null },
);

const anyInput = fc.record({
  targetUser: fc.constantFrom(
    cloudOnly,
    synced,
    aGuest(),
    aSyncedTargetUser({ signIn: 'federated' }),
    aSyncedTargetUser({ userType: 'Guest', tenantLastSync: null }),
    aTargetUser({ identity: 'formerly-synced', assignedApplications: 'unknown' }),
    aTargetUser({ identity: 'cloud-managed' }),
  ),
  kind: fc.constantFrom('offboard', 'block-sign-in', 'restore-user'),
  done: fc.record({
    cloudAt: moment,
    cloudSeenAt: moment,
    revokedAt: moment,
    onPremisesAt: moment,
    onPremisesProven: fc.boolean(),
    durableSeenAt: moment,
    overwrittenAt: moment,
    undoneInAdAt: moment,
    overwrittenBySync: fc.boolean(),
    goneAt: moment,
  }),
  expected: fc.option(
    fc.record({ startsAt: fc.constant(NOW), cloud: fc.boolean(), revoke: fc.boolean(), onPremises: fc.boolean() }),
    { nil: null },
  ),
  now: fc.constant(NOW),
}) as fc.Arbitrary<PropagationInput>;

describe('whatever happened', () => {
  it('gives the four lines in order, each with both figures, in words of both languages', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const lines = propagate(input);
        expect(lines.map(({ id }) => id)).toEqual(PROPAGATION_LINES);
        for (const { seed, today, explains } of lines) {
          for (const sentence of [seed, today, ...(explains === null ? [] : [explains])]) {
            for (const locale of ['en', 'nl'] as const) {
              expect(translate(sentence, { locale, timeZone: 'Europe/Amsterdam' })).not.toContain(sentence.key);
            }
          }
        }
      }),
    );
  });

  it('never gives one hour alone, nor hours out of order, nor a promise it does not explain', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        for (const { earliest, typical, latest, state, explains } of propagate(input)) {
          if (earliest === null || typical === null || latest === null) {
            expect([earliest, typical, latest]).toEqual([null, null, null]);
            expect(['at-risk', 'unknown']).toContain(state);
            expect(explains).not.toBeNull();
          } else {
            expect(earliest <= typical && typical <= latest).toBe(true);
            expect(['expected', 'seen', 'ended']).toContain(state);
          }
        }
      }),
    );
  });

  it('never calls a synced block durable by what the cloud alone shows', () => {
    fc.assert(
      fc.property(anyInput, (any) => {
        const done = { ...any.done, onPremisesAt: null, durableSeenAt: null, goneAt: null };
        const input = { ...any, done, targetUser: { ...any.targetUser, identity: 'synced' as const } };
        // What nobody made says nothing, or what to wait for.
        const isMade = done.cloudAt !== null || done.cloudSeenAt !== null;
        const honest = isMade ? ['at-risk'] : ['at-risk', 'unknown'];
        expect(honest).toContain(propagate(input).find(({ id }) => id === 'durable')?.state);
      }),
    );
  });
});
