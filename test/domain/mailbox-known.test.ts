import { expect, it } from 'vitest';
import { mailboxKnown } from '../../src/domain/mailbox-known.ts';
import type { TargetUser } from '../../src/domain/target-user.ts';
import { aLicence, aSyncedTargetUser } from '../helpers/given.ts';

type Mailbox = TargetUser['mailbox'];
const carrying = [aLicence({ carriesMailbox: true })];

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
  expect(mailboxKnown(facts, earlier).mailbox).toBe(known);
});

it('a mailbox that went stays gone at the next reading, when only the facts of the last one are kept', () => {
  const facts = aSyncedTargetUser({ mailbox: 'on-premises', licences: [] });
  const read = { ...facts, ...mailboxKnown(facts, [aSyncedTargetUser({ mailbox: 'user' })]) };
  expect(mailboxKnown(facts, [read]).mailbox).toBe('none');
});
