import { describe, expect, it } from 'vitest';
import { buildReport } from '../../src/domain/build-report.ts';
import { explain } from '../../src/domain/explanation.ts';
import type { StepRecord } from '../../src/domain/outcome.ts';
import type { Request } from '../../src/domain/request.ts';
import type { TargetUser } from '../../src/domain/target-user.ts';
import { text } from '../../src/domain/text.ts';
import { translate } from '../../src/locales/translate.ts';
import {
  aRequest,
  aStepRecord,
  aSyncedTargetUser,
  aTargetUser,
  IDS,
  minutesAfter,
  NOW,
  someChoices,
} from '../helpers/given.ts';

const reader = { locale: 'en', timeZone: 'UTC' } as const;
const DAY = 24 * 60;

function why(facts: TargetUser, step: StepRecord | null = null) {
  const runs = step === null ? [] : [{ request: aRequest({ state: 'done', startedAt: NOW }), steps: [step] }];
  const explanation = explain({ facts, open: [], report: null, mayAsk: true, runs, now: NOW });
  return { ...explanation, says: translate(explanation.state, reader) };
}

it('says of a federated domain that its identity provider checks the password, which may be Active Directory', () => {
  const { state, rules } = why(aSyncedTargetUser({ signIn: 'federated' }));
  expect(state.values?.why).toEqual(text('why.checked-at-provider-or-ad'));
  const password = rules.find(({ operation }) => operation === 'reset-password');
  expect(password?.why.key).toBe('authority.password-checked-by-provider');
});

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

  it.each([
    [aSyncedTargetUser({ signIn: 'pass-through' }), 'Active Directory checks the password'],
    [aSyncedTargetUser({ signIn: 'federated' }), 'The identity provider of the domain checks the password, with AD FS'],
    [aSyncedTargetUser({ signIn: 'unknown' }), 'Whether Active Directory checks the password is not known'],
    [aTargetUser({ signIn: 'federated' }), 'The identity provider of the domain checks the password'],
  ])(
    'is only not blocked in Microsoft 365 where the password is checked elsewhere and nobody read there',
    (facts, words) => {
      const { says } = why(facts);
      expect(says).not.toContain('can sign in.');
      expect(says).toContain(`The account of Adele Vance is not blocked in Microsoft 365. ${words}`);
      const read = { ...facts, inAd: { disabled: false } } as TargetUser;
      if (facts.identity === 'synced') expect(why(read).says).toBe('Adele Vance can sign in.');
    },
  );

  it('is not said to sign in while Active Directory has the account disabled', () => {
    const facts = aSyncedTargetUser({ signIn: 'pass-through' });
    const disable = aStepRecord({ ...done, kind: 'disable-account', lane: 'on-premises', state: 'accepted' });
    expect(why(facts, disable).says).toContain('In Active Directory it is disabled, as far as Leaver knows');
    const read = { ...facts, inAd: { disabled: true } } as TargetUser;
    expect(why(read).says).not.toContain('can sign in');
    // A sync since would have brought it: somebody enabled it there.
    const synced = { ...facts, tenantLastSync: minutesAfter(NOW, 30) };
    expect(why(synced, disable).says).toContain('Leaver has not read there whether the account is disabled');
    expect(why({ ...synced, signIn: 'password-hash' }, disable).says).toBe('Adele Vance can sign in.');
  });
});

describe('why somebody about whom Leaver did something', () => {
  const later = minutesAfter(NOW, 9 * DAY);
  const over = { state: 'done', startedAt: NOW, endedAt: NOW } as const;
  const watched = aRequest({ ...over, wakeAt: minutesAfter(NOW, DAY) });
  const forgotten = aRequest(over);
  const block = (changes: Partial<StepRecord> = {}) =>
    aStepRecord({ kind: 'block-sign-in', state: 'verified', acceptedAt: NOW, verifiedAt: NOW, ...changes });
  const letIn = aStepRecord({ kind: 'unblock-sign-in', state: 'verified', acceptedAt: NOW, verifiedAt: NOW });
  const restore = aRequest({ ...watched, id: IDS.group, choices: someChoices('restore-user') });

  function told(accountEnabled: boolean, request: Request, step: StepRecord | null) {
    const runs = step === null ? [] : [{ request, steps: [step] }];
    const report = buildReport({ request, steps: step === null ? null : [step], now: later });
    const facts = aTargetUser({ accountEnabled, readAt: later });
    const explanation = explain({ facts, open: [], report, mayAsk: true, runs, now: later });
    const { headline, lines } = explanation.report ?? report;
    return { state: explanation.state.key, headline: headline.key, lines: lines.length, next: explanation.next };
  }

  it.each([
    ['blocked, and looked at still', told(false, watched, block()), 'blocked-since', 'report.headline.done', true],
    ['let in by hand, and not looked at since', told(true, watched, block()), 'enabled', 'why.request.done', false],
    ['let in by hand after the week', told(true, forgotten, block()), 'enabled', 'why.request.done', false],
    [
      'blocked by hand after the week, maybe',
      told(false, forgotten, block()),
      'blocked-before',
      'why.request.done',
      false,
    ],
    ['brought back, and looked at still', told(true, restore, letIn), 'enabled', 'report.headline.done', true],
    ['brought back, and blocked by hand', told(false, restore, letIn), 'blocked', 'why.request.done', false],
  ])(
    '%s: one truth about how they stand, and the request as far as it is known',
    (_, said, state, headline, hasLines) => {
      expect([said.state, said.headline, said.lines > 0]).toEqual([`why.state.${state}`, headline, hasLines]);
    },
  );

  it('is said to have been kept out since as far as Leaver looked: between two looks it may have been otherwise', () => {
    const values = { name: 'Adele Vance', at: { instant: NOW }, reference: 'L-1001' };
    for (const key of ['why.state.blocked-since', 'emergency.blocked-since'] as const)
      for (const [locale, since, looked] of [
        ['en', /\b(blocked[^.;]*since|since (Mon|\d))/, 'at no look since'],
        ['nl', /geblokkeerd[^.]*,? sinds (ma|\d)/, 'sindsdien bij geen enkele controle'],
      ] as const) {
        const words = translate(text(key, values), { locale, timeZone: 'UTC' });
        expect(words).not.toMatch(since);
        expect(words).toContain(looked);
      }
  });

  it('was blocked as long as Leaver says, whatever became of a request after it', () => {
    const facts = aTargetUser({ accountEnabled: false, readAt: later });
    const state = (...steps: readonly StepRecord[]) => {
      const runs = steps.map((step) => ({ request: watched, steps: [step] }));
      return explain({ facts, open: [], report: null, mayAsk: true, runs, now: later }).state;
    };
    expect(state(block())).toEqual(text('why.state.blocked-since', { name: 'Adele Vance', at: { instant: NOW } }));
    const turnedBack = { times: 1, at: minutesAfter(NOW, 60), by: null, how: 'sync' } as const;
    expect(state(block({ turnedBack })).key).toBe('why.state.blocked-before');
    const seen = minutesAfter(NOW, 88);
    expect(state(block({ turnedBack, verifiedAt: seen }))).toEqual(
      text('why.state.blocked-again', {
        name: 'Adele Vance',
        at: { instant: NOW },
        back: { instant: turnedBack.at },
        seen: { instant: seen },
      }),
    );
    expect(state(block(), { ...letIn, acceptedAt: minutesAfter(NOW, 1) }).key).toBe('why.state.blocked');
    expect(state(block({ state: 'overwritten', turnedBack })).key).toBe('why.state.blocked');
  });

  it('is offered what may stand beside what is open', () => {
    const next = (accountEnabled: boolean, ...open: readonly Request[]) =>
      explain({ facts: aTargetUser({ accountEnabled }), open, report: null, mayAsk: true, runs: [], now: NOW }).next;
    const offboard = aRequest({ choices: someChoices('offboard') });
    expect(next(true)).toEqual(['block-sign-in', 'offboard']);
    expect(next(true, offboard)).toEqual(['block-sign-in']);
    expect(next(false, offboard)).toEqual([]);
    expect(next(false, { ...offboard, state: 'scheduled' })).toEqual(['restore-user']);
  });
});
