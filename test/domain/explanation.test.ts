import { describe, expect, it } from 'vitest';
import { explain } from '../../src/domain/explanation.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import type { TargetUser } from '../../src/domain/target-user.ts';
import { translate } from '../../src/locales/translate.ts';
import { aRequest, aStepRecord, aSyncedTargetUser, aTargetUser, minutesAfter, NOW } from '../helpers/given.ts';

const reader = { locale: 'en', timeZone: 'UTC' } as const;
const DAY = 24 * 60;

function why(facts: TargetUser, step: StepRecord | null = null) {
  const runs = step === null ? [] : [{ request: aRequest({ state: 'done', startedAt: NOW }), steps: [step] }];
  const explanation = explain({ facts, last: null, report: null, mayAsk: true, runs, now: NOW });
  return { ...explanation, says: translate(explanation.state, reader) };
}

describe('why somebody who was deleted', () => {
  const deleted = (days: number) => aTargetUser({ found: 'soft-deleted', deletedAt: minutesAfter(NOW, -days * DAY) });

  it('can be restored, within thirty days', () => {
    const { state, untouched, next } = why(deleted(29));
    expect([state.key, untouched, next]).toEqual(['why.state.deleted-until', null, ['restore-user']]);
  });

  it('cannot be restored after that, though Graph still shows the account: no past hour, no figures and no button', () => {
    const { says, untouched, next, rules, figures } = why(deleted(31));
    expect(says).not.toContain('until');
    expect(untouched?.key).toBe('plan.refusal.too-old');
    expect([next, rules, figures]).toEqual([[], [], []]);
  });
});

describe('why somebody whose account is enabled', () => {
  const done = { state: 'verified', attempt: 1, acceptedAt: NOW, verifiedAt: NOW } as const;

  it('can sign in, as far as anything says', () => {
    expect(why(aTargetUser()).says).toBe('Adele Vance can sign in.');
  });

  it('is not said to sign in with a password that nobody knows', () => {
    const facts = aTargetUser({ passwordChangedAt: NOW });
    const { says } = why(facts, aStepRecord({ ...done, kind: 'reset-password' }));
    expect(says).not.toContain('can sign in');
    expect(says).toContain('Signing in needs a new password: L-1042');
    const since = aTargetUser({ passwordChangedAt: minutesAfter(NOW, 600) });
    expect(why(since, aStepRecord({ ...done, kind: 'reset-password' })).state.key).toBe('why.state.enabled');
  });

  it('is not said to sign in while Active Directory has the account disabled', () => {
    const facts = aSyncedTargetUser({ signIn: 'pass-through' });
    const disable = aStepRecord({ ...done, kind: 'disable-account', lane: 'on-premises', state: 'accepted' });
    expect(why(facts, disable).says).toContain('In Active Directory it is disabled, as far as Leaver knows');
    const read = { ...facts, inAd: { disabled: true } } as TargetUser;
    expect(why(read).says).not.toContain('can sign in');
    // A sync since would have brought it: somebody enabled it there.
    const synced = { ...facts, tenantLastSync: minutesAfter(NOW, 30) };
    expect(why(synced, disable).says).toBe('Adele Vance can sign in.');
  });
});
