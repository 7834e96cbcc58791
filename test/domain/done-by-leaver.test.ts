import { describe, expect, it } from 'vitest';
import { assemblePlan } from '../../src/domain/assemble-plan.ts';
import type { RequestKind } from '../../src/domain/choices.ts';
import type { StepState } from '../../src/domain/outcome.ts';
import { propagate } from '../../src/domain/propagate.ts';
import { NOTHING_DONE } from '../../src/domain/propagation-input.ts';
import { expectedOf } from '../../src/domain/report-done.ts';
import type { StepKind } from '../../src/domain/step.ts';
import { translate } from '../../src/locales/translate.ts';
import { AD_DOMAIN, aPerson, aRequest, aStepRecord, aSyncedTargetUser, NOW, someChoices } from '../helpers/given.ts';

const planned = { startsAt: NOW, cloud: true, revoke: false, onPremises: true } as const;

describe.each(['ldaps', 'connector'] as const)('where Leaver works in Active Directory itself, by %s', (way) => {
  const targetUser = (accountEnabled: boolean) =>
    aSyncedTargetUser({ accountEnabled, adDomain: { ...AD_DOMAIN, way } });

  it.each([
    ['offboard', true],
    ['restore-user', false],
  ] as const)('no sentence of a plan (%s) gives the work to IT', (kind: RequestKind, accountEnabled) => {
    const choices = someChoices(kind, { resetPassword: true });
    const people = { requester: aPerson(), successor: aPerson() };
    const plan = assemblePlan({ choices, targetUser: targetUser(accountEnabled), ...people, runs: [], now: NOW });
    const inAd = plan.steps.filter(({ lane }) => lane === 'on-premises').flatMap(({ explains }) => explains);
    const words = [...plan.warnings, ...inAd].map((sentence) => translate(sentence, { locale: 'en', timeZone: 'UTC' }));
    expect(words.join(' ')).toMatch(/Leaver/);
    for (const sentence of words) expect(sentence).not.toMatch(/\bIT\b/);
  });

  it('a restore has no hour by groups and places that are still to come, where the account was not enabled', () => {
    const step = (kind: StepKind, state: StepState) => aStepRecord({ kind, state, lane: 'on-premises' });
    const request = aRequest({ facts: targetUser(false), state: 'running', startedAt: NOW });
    const comingWith = (state: StepState) =>
      expectedOf(request, [step('enable-account', state), step('rejoin-ad-groups', 'planned')], NOW)?.onPremises;
    expect([comingWith('failed'), comingWith('planned')]).toEqual([false, true]);
  });

  it('a deletion that waits behind what failed is nothing that Active Directory is waited for', () => {
    const step = (kind: StepKind, state: StepState) => aStepRecord({ kind, state, lane: 'on-premises' });
    const request = aRequest({ facts: targetUser(true), state: 'running', startedAt: NOW });
    const comingWith = (state: StepState) =>
      expectedOf(request, [step('disable-account', state), step('delete-account', 'waiting')], NOW)?.onPremises;
    expect([comingWith('failed'), comingWith('needs-person')]).toEqual([false, true]);
  });

  it('a restore has an hour for signing in from the start, and waits for nobody', () => {
    const lines = propagate({
      targetUser: targetUser(false),
      kind: 'restore-user',
      done: NOTHING_DONE,
      expected: { ...planned, onPremisesByLeaver: true },
      now: NOW,
    });
    expect(lines.slice(0, 3).map(({ state }) => state)).toEqual(['expected', 'expected', 'expected']);
    expect(JSON.stringify(lines)).not.toContain('waits-for-ad');
  });
});
