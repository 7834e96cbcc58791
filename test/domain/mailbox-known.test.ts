import { expect, it } from 'vitest';
import { mailboxKnown } from '../../src/domain/mailbox-known.ts';
import type { TargetUser } from '../../src/domain/target-user.ts';
import {
  aLicence,
  aRequest,
  aStepRecord,
  aSyncedTargetUser,
  minutesAfter,
  NOW,
  someChoices,
} from '../helpers/given.ts';

type Mailbox = TargetUser['mailbox'];
const carrying = [aLicence({ carriesMailbox: true })];
const DAY = 24 * 60;

/** A licence that Leaver took so many days before the reading. */
function tookLicence(daysAgo: number, takeMailboxLicence: boolean) {
  const acceptedAt = minutesAfter(NOW, -daysAgo * DAY);
  return {
    request: aRequest({ choices: someChoices('offboard', { removeLicences: true, takeMailboxLicence }) }),
    steps: [aStepRecord({ kind: 'remove-licences', state: 'verified', acceptedAt })],
  };
}

it.each<[string, Mailbox, readonly Mailbox[], TargetUser['licences'], Mailbox]>([
  ['went with its licence where Microsoft 365 showed it before', 'on-premises', ['none', 'user'], [], 'none'],
  ['went, a shared one too', 'on-premises', ['shared'], [], 'none'],
  [
    'may be on the own Exchange servers where nobody knows of another',
    'on-premises',
    ['unknown', 'none'],
    [],
    'on-premises',
  ],
  ['may have moved there while a licence carries one', 'on-premises', ['user'], carrying, 'on-premises'],
  ['is what Graph shows', 'user', ['on-premises'], [], 'user'],
])('a mailbox of a synced person %s', (_, mailbox, before, licences, known) => {
  const facts = aSyncedTargetUser({ mailbox, licences });
  const earlier = before.map((each) => aSyncedTargetUser({ mailbox: each }));
  expect(mailboxKnown(facts, earlier, []).mailbox).toBe(known);
});

it.each<[string, number, Parameters<typeof mailboxKnown>[2], Mailbox]>([
  ['went where that was less than 30 days ago', 29, [], 'none'],
  ['may have moved to the own servers since', 31, [], 'on-premises'],
  ['went where Leaver took its licence since', 200, [tookLicence(199, true)], 'none'],
  ['may have moved where Leaver left its licence', 200, [tookLicence(199, false)], 'on-premises'],
  ['may have moved where it was shown again after Leaver took one', 200, [tookLicence(201, true)], 'on-premises'],
])('a mailbox that Microsoft 365 showed before %s', (_, daysAgo, runs, known) => {
  const facts = aSyncedTargetUser({ mailbox: 'on-premises', licences: [] });
  const earlier = aSyncedTargetUser({ mailbox: 'user', readAt: minutesAfter(NOW, -daysAgo * DAY) });
  expect(mailboxKnown(facts, [earlier], runs).mailbox).toBe(known);
});

it('a mailbox that went stays gone at the next reading, when only the facts of the last one are kept', () => {
  const facts = aSyncedTargetUser({ mailbox: 'on-premises', licences: [] });
  const read = { ...facts, ...mailboxKnown(facts, [aSyncedTargetUser({ mailbox: 'user' })], []) };
  expect(mailboxKnown(facts, [read], []).mailbox).toBe('none');
  const later = { ...facts, readAt: minutesAfter(NOW, 31 * DAY) };
  expect(mailboxKnown(later, [read], []).mailbox).toBe('on-premises');
});
