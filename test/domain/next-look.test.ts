import { describe, expect, it } from 'vitest';
import { haveSessionsEnded, nextLook, WATCH_MINUTES } from '../../src/domain/next-look.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import type { Request } from '../../src/domain/request.ts';
import {
  AD_DOMAIN,
  aPlan,
  aPlannedStep,
  aRequest,
  aStepRecord,
  aSyncedTargetUser,
  aTargetUser,
  minutesAfter,
  NOW,
  someChoices,
} from '../helpers/given.ts';

const at = (minutes: number) => minutesAfter(NOW, minutes);

/** Every look from the start until the watch is over, in minutes after the start. */
function looks(steps: readonly StepRecord[], synced: boolean, until = WATCH_MINUTES): readonly number[] {
  const facts = synced
    ? aSyncedTargetUser({ tenantLastSync: at(-10), readAt: NOW })
    : aTargetUser({ tenantLastSync: null, readAt: NOW });
  const request = aRequest({ state: 'watching', startedAt: NOW, facts });
  const found: number[] = [];
  for (let now = nextLook(request, steps, NOW); now !== null; now = nextLook(request, steps, now)) {
    const minutes = (Date.parse(now) - Date.parse(NOW)) / 60_000;
    if (minutes > until) break;
    found.push(minutes);
  }
  return found;
}

const blocked = aStepRecord({ kind: 'block-sign-in', state: 'accepted', acceptedAt: NOW });
const seen = aStepRecord({ kind: 'block-sign-in', state: 'verified', acceptedAt: NOW, verifiedAt: NOW });

describe('when a request is looked at again', () => {
  it('is at the typical and the latest moment, one cycle later, and then twice a day for a week', () => {
    const all = looks([seen], false);
    // 95: open sessions have ended.
    expect(all.slice(0, 5)).toEqual([18.25, 47, 77, 95, 95 + 720]);
    expect(all).toHaveLength(4 + 13);
  });

  it('is when files and mail are back at the latest', () => {
    const back = aStepRecord({ kind: 'unblock-sign-in', state: 'verified', acceptedAt: NOW, verifiedAt: NOW });
    const plan = aPlan({ kind: 'restore-user', steps: [aPlannedStep({ kind: 'unblock-sign-in' })] });
    const choices = someChoices('restore-user');
    const request = aRequest({ state: 'done', startedAt: NOW, endedAt: NOW, facts: aTargetUser(), choices, plan });
    expect(nextLook(request, [back], at(20))).toBe(at(45));
    expect(haveSessionsEnded({ ...request, wakeAt: at(45) }, [back], at(45))).toBe(true);
  });

  it('is when open sessions have ended at the latest, and that look alone finds it news', () => {
    const revoked = aStepRecord({ kind: 'revoke-sessions', state: 'verified', acceptedAt: NOW, verifiedAt: NOW });
    const steps = [seen, revoked];
    const facts = aTargetUser({ tenantLastSync: null, readAt: NOW });
    const request = aRequest({ state: 'watching', startedAt: NOW, facts, plan: aPlan({ steps: [aPlannedStep()] }) });
    expect(nextLook(request, steps, at(77))).toBe(at(95));
    // As soon as looks may follow each other, and not after the hour has passed.
    expect(nextLook(request, steps, at(94.9))).toBe(at(95.4));
    const news = (wakeAt: number, now: number) => haveSessionsEnded({ ...request, wakeAt: at(wakeAt) }, steps, at(now));
    expect([news(77, 77), news(77, 200), news(95, 95), news(95.4, 96), news(95.5, 96)]).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
  });

  it('is when the next sync can have come, early, typically and late, while one is awaited', () => {
    // The last sync was ten minutes before the start: the next are due at 20, 50 and 80.
    expect(looks([blocked], true, 90)).toEqual([18.25, 21, 23, 35, 47, 51, 53, 65, 77, 81, 83]);
  });

  it('goes by what the last look read of directory sync', () => {
    const evidence = { tenantLastSync: at(24), read: at(25) };
    const steps = [aStepRecord({ kind: 'block-sign-in', state: 'accepted', acceptedAt: NOW, evidence })];
    const facts = aSyncedTargetUser({ tenantLastSync: at(-10), readAt: NOW });
    const request = aRequest({ state: 'watching', startedAt: NOW, facts });
    expect(nextLook(request, steps, at(48))).toBe(at(55));
    expect(nextLook(request, steps, at(55))).toBe(at(57));
  });

  it('is reckoned from the change in Active Directory where that came later', () => {
    const inAd = aStepRecord({ kind: 'disable-account', lane: 'on-premises', state: 'verified', acceptedAt: at(60) });
    expect(looks([seen, inAd], false, 300).slice(0, 3)).toEqual([78.25, 95, 107]);
  });

  it('is never closer than half a minute, also with a cycle of two minutes', () => {
    const adDomain = {
      name: 'ad.contoso.de',
      way: 'ldaps',
      signIn: 'password-hash',
      sync: { client: 'cloud-sync', site: 'same', cycleMinutes: 2, onDemand: null },
      inScopeOus: [],
      leaversOu: null,
    } as const;
    const facts = aSyncedTargetUser({ tenantLastSync: NOW, readAt: NOW, adDomain });
    const request = aRequest({ state: 'watching', startedAt: NOW, facts });
    const first = nextLook(request, [blocked], NOW);
    expect(Date.parse(first ?? '')).toBeGreaterThanOrEqual(Date.parse(at(0.5)));
  });

  it.each([null, at(-30_000), at(-1)])(
    'goes by the cycle of Cloud Sync, whenever Entra Connect ran last (%s)',
    (tenantLastSync) => {
      const sync = { client: 'cloud-sync', site: 'same', cycleMinutes: 2, onDemand: null } as const;
      const facts = aSyncedTargetUser({ tenantLastSync, readAt: NOW, adDomain: { ...AD_DOMAIN, sync } });
      const request = aRequest({ state: 'watching', startedAt: NOW, facts });
      expect(nextLook(request, [blocked], at(120))).toBe(at(121));
      expect(nextLook(request, [blocked], at(121))).toBe(at(123));
    },
  );

  it('is never again once the week is over', () => {
    const request = aRequest({ state: 'done', startedAt: NOW, facts: aTargetUser() });
    expect(nextLook(request, [seen], at(WATCH_MINUTES - 60))).toBeNull();
  });

  it('is twice a day, and no oftener, after the week while what was handed out waits for people', () => {
    const inAd = aStepRecord({ kind: 'disable-account', lane: 'on-premises', state: 'needs-person' });
    const facts = aSyncedTargetUser({ tenantLastSync: at(WATCH_MINUTES - 10), readAt: NOW });
    const request = aRequest({ state: 'watching', startedAt: NOW, facts });
    for (const now of [WATCH_MINUTES, 3 * WATCH_MINUTES])
      expect(nextLook(request, [blocked, inAd], at(now))).toBe(at(now + 720));
    expect(nextLook(request, [blocked, { ...inAd, state: 'failed' }], at(WATCH_MINUTES))).toBeNull();
  });

  it.each<[string, Partial<Request>, readonly Partial<StepRecord>[], boolean]>([
    ['is what the helpdesk said that it cannot do', {}, [{ state: 'failed', evidence: { cannotAt: NOW } }], true],
    ['is what waits behind a step that failed', {}, [{ state: 'failed' }, { state: 'waiting' }], true],
    ['was let go', {}, [{ state: 'waived', evidence: { cannotAt: NOW } }], false],
    [
      'belongs to what has ended',
      { state: 'done-with-gaps' },
      [{ state: 'failed', evidence: { cannotAt: NOW } }],
      false,
    ],
  ])('goes on after the week for as long as people have to answer: what is left %s', (_, changes, left, expected) => {
    const facts = aSyncedTargetUser({ tenantLastSync: at(WATCH_MINUTES - 10), readAt: NOW });
    const request = aRequest({ state: 'watching', startedAt: NOW, facts, ...changes });
    const steps = left.map((step) => aStepRecord({ kind: 'enable-account', lane: 'on-premises', ...step }));
    const now = at(WATCH_MINUTES);
    expect(nextLook(request, steps, now)).toBe(expected ? at(WATCH_MINUTES + 720) : null);
  });
});
