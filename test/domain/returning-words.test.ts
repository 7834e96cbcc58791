import { describe, expect, it } from 'vitest';
import { lineTitle } from '../../src/cards/parts/line-title.ts';
import { lineRows } from '../../src/cards/parts/lines.ts';
import { assemblePlan } from '../../src/domain/assemble-plan.ts';
import { buildReport } from '../../src/domain/build-report.ts';
import type { RequestKind } from '../../src/domain/choices.ts';
import { explain } from '../../src/domain/explanation.ts';
import type { EarlierRun } from '../../src/domain/plan-input.ts';
import { outcomeOf } from '../../src/domain/request-outcome.ts';
import { stepRecordsOf } from '../../src/domain/step-records.ts';
import type { TargetUser } from '../../src/domain/target-user.ts';
import type { Text } from '../../src/domain/text.ts';
import { translate } from '../../src/locales/translate.ts';
import {
  aGuest,
  aLicence,
  aPerson,
  aRequest,
  aStepRecord,
  aSyncedTargetUser,
  aTargetUser,
  minutesAfter,
  NOW,
  someChoices,
} from '../helpers/given.ts';
import { aLicencePart } from '../helpers/some-parts.ts';

const READER = { locale: 'en', timeZone: 'UTC' } as const;

/** Every sentence of a report, before the run and at its end. */
function wordsOf(targetUser: TargetUser, kind: RequestKind, runs: readonly EarlierRun[] = []) {
  const choices = someChoices(kind);
  const plan = assemblePlan({ choices, targetUser, requester: aPerson(), successor: aPerson(), runs, now: NOW });
  const request = aRequest({ facts: targetUser, choices, plan });
  const seen = { state: 'verified', acceptedAt: NOW, verifiedAt: NOW } as const;
  const steps = stepRecordsOf(plan, request.id, () => 'id').map((step) => ({ ...step, ...seen }));
  const ended = { ...request, state: outcomeOf(steps), startedAt: NOW, endedAt: minutesAfter(NOW, 5) } as const;
  return [
    buildReport({ request, steps: null, now: NOW }),
    buildReport({ request: ended, steps, now: minutesAfter(NOW, 5) }),
  ].map((report) => {
    const lines = report.lines.flatMap(({ today, seed, explains }) => [today, seed, ...(explains ? [explains] : [])]);
    const explains = report.steps.flatMap((step) => step.explains);
    const texts: readonly Text[] = [
      report.headline,
      ...explains,
      ...report.warnings,
      ...report.notes,
      ...report.todo,
      ...lines,
    ];
    return texts.map((text) => translate(text, READER)).join('\n');
  });
}

const gaveLicences: EarlierRun = {
  request: aRequest(),
  steps: [
    aStepRecord({
      kind: 'remove-licences',
      state: 'verified',
      parts: [aLicencePart('sku-9')],
      acceptedAt: NOW,
    }),
  ],
};
const deleted = { found: 'soft-deleted', accountEnabled: false, deletedAt: minutesAfter(NOW, -60) } as const;
const LATER = /35 (to|and) 40/;
const SOONER = /20 to 30 minutes|mail after 20 to 30/;

describe('mail has one figure per case, before and after a restore', () => {
  it.each<[string, TargetUser, readonly EarlierRun[], boolean]>([
    ['re-enabled', aTargetUser({ accountEnabled: false }), [], true],
    ['re-enabled, synced', aSyncedTargetUser({ accountEnabled: false }), [], true],
    ['restored', aTargetUser(deleted), [], false],
    ['restored, synced', aSyncedTargetUser(deleted), [], false],
    ['relicensed', aTargetUser({ accountEnabled: false }), [gaveLicences], false],
  ])('%s', (_, targetUser, runs, isLater) => {
    for (const words of wordsOf(targetUser, 'restore-user', runs)) {
      expect(LATER.test(words)).toBe(isLater);
      expect(SOONER.test(words)).toBe(!isLater);
    }
  });
});

describe('somebody who comes back without a mailbox', () => {
  const blocked = { accountEnabled: false } as const;
  const carrying = { ...gaveLicences, request: aRequest({ facts: withLicence(true) }) };
  const other = { ...gaveLicences, request: aRequest({ facts: withLicence(false) }) };

  it.each<[string, TargetUser, readonly EarlierRun[]]>([
    ['re-enabled', aTargetUser({ ...blocked, mailbox: 'none' }), []],
    ['undeleted', aTargetUser({ ...deleted, mailbox: 'none' }), []],
    ['given another licence', aTargetUser({ ...blocked, mailbox: 'none' }), [other]],
  ])('is told no hour of mail: %s', (_, targetUser, runs) => {
    for (const words of wordsOf(targetUser, 'restore-user', runs)) {
      expect(words).not.toMatch(LATER);
      expect(words).not.toMatch(SOONER);
    }
  });

  it.each<[string, TargetUser, string]>([
    ['no mailbox', aTargetUser({ ...blocked, mailbox: 'none' }), 'Files and Teams work again'],
    ['a mailbox', aTargetUser(blocked), 'Mail, files and Teams work again'],
  ])('reads of mail on no card with %s unless there is some', (_, facts, title) => {
    const plan = assemblePlan({
      choices: someChoices('restore-user'),
      targetUser: facts,
      requester: aPerson(),
      successor: null,
      runs: [],
      now: NOW,
    });
    const request = aRequest({ facts, choices: someChoices('restore-user'), plan });
    const { lines } = lineRows(buildReport({ request, steps: null, now: NOW }), READER);
    expect(lines.map((line) => line.title)).toContain(title);
    const { figures } = explain({ facts, open: [], report: null, mayAsk: true, runs: [], now: NOW });
    expect(figures.map((line) => translate(lineTitle(line, 'restore-user'), READER))).toContain(title);
    const mail = figures.map(({ today }) => translate(today, READER)).filter((words) => words.includes('mail'));
    expect(mail).toHaveLength(facts.mailbox === 'none' ? 0 : 1);
  });

  it('hears of the sooner hour only of a licence that carries the mailbox', () => {
    for (const words of wordsOf(aTargetUser({ ...blocked, mailbox: 'none' }), 'restore-user', [carrying]))
      expect(words).toMatch(SOONER);
    for (const words of wordsOf(aTargetUser(blocked), 'restore-user', [other])) {
      expect(words).toMatch(LATER);
      expect(words).not.toMatch(SOONER);
    }
  });

  function withLicence(carriesMailbox: boolean): TargetUser {
    return aTargetUser({ licences: [aLicence({ skuId: 'sku-9', carriesMailbox })] });
  }
});

describe('what is said of guests', () => {
  it('is nothing of mail when they come back, nor of a password', () => {
    for (const guest of [aGuest({ accountEnabled: false }), aGuest(deleted)])
      for (const words of wordsOf(guest, 'restore-user', [gaveLicences])) expect(words).not.toMatch(/mail|password/i);
  });

  it('is no “within 15 minutes” when they are blocked: nothing checks them continuously', () => {
    for (const words of wordsOf(aGuest(), 'block-sign-in')) {
      expect(words).not.toMatch(/15 minutes/);
      expect(words).toMatch(/accounts of another organisation are not checked continuously/);
    }
  });
});

describe('a restore after a password that nobody knows', () => {
  const reset: EarlierRun = {
    request: aRequest({ reference: 'L-7' }),
    steps: [aStepRecord({ kind: 'reset-password', state: 'verified', acceptedAt: NOW, evidence: { changedAt: NOW } })],
  };

  it.each<[string, EarlierRun, string]>([
    ['is said where Leaver replaced it', reset, 'Sign-in is allowed again, with a new password from the helpdesk'],
    [
      'is only perhaps so where people reported it',
      {
        ...reset,
        steps: reset.steps.map((step) => ({ ...step, lane: 'on-premises', state: 'attested', evidence: null })),
      },
      'Sign-in is allowed again; if the password was replaced, with a new one from the helpdesk',
    ],
  ])('%s above the line of signing in', (_, run, title) => {
    const facts = aSyncedTargetUser({ accountEnabled: false });
    const choices = someChoices('restore-user');
    const people = { requester: aPerson(), successor: null };
    const plan = assemblePlan({ choices, targetUser: facts, ...people, runs: [run], now: NOW });
    const { lines } = lineRows(
      buildReport({ request: aRequest({ facts, choices, plan }), steps: null, now: NOW }),
      READER,
    );
    expect(lines.map((line) => line.title)).toContain(title);
  });

  it.each<[string, boolean, string]>([
    [
      'is still to come until one is seen',
      false,
      'Sign-in is allowed again; a new password from the helpdesk is still to come',
    ],
    ['is there once it is seen', true, 'Sign-in is allowed again, with a new password from the helpdesk'],
  ])('%s, when signing in was seen to be allowed', (_, isSet, title) => {
    const facts = aTargetUser({ accountEnabled: false });
    const choices = someChoices('restore-user');
    const people = { requester: aPerson(), successor: null };
    const plan = assemblePlan({ choices, targetUser: facts, ...people, runs: [reset], now: NOW });
    const seen = { state: 'verified', acceptedAt: NOW, verifiedAt: NOW } as const;
    const steps = stepRecordsOf(plan, 'id', () => 'id').map((step) => ({
      ...step,
      ...seen,
      ...(isSet ? { gaps: [] } : {}),
    }));
    const request = aRequest({ facts, choices, plan, state: outcomeOf(steps), startedAt: NOW, endedAt: NOW });
    const { lines } = lineRows(buildReport({ request, steps, now: NOW }), READER);
    expect(lines.map((line) => line.title)).toContain(title);
  });

  it.each<[string, TargetUser]>([
    ['unblocked', aTargetUser({ accountEnabled: false })],
    ['undeleted', aTargetUser(deleted)],
    ['synced', aSyncedTargetUser({ accountEnabled: false })],
  ])('never says that signing in works, to the last card: %s', (_, targetUser) => {
    for (const words of wordsOf(targetUser, 'restore-user', [reset])) {
      expect(words).toContain('The helpdesk must hand over a new password');
      expect(words).not.toMatch(/sign-in works|signing in works/i);
    }
    const last = wordsOf(targetUser, 'restore-user', [reset]).at(-1);
    expect(last).toMatch(/One thing is left for people: a new password from the helpdesk/);
    expect(last).not.toContain('every step was seen');
  });
});
