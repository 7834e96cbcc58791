import { describe, expect, it } from 'vitest';
import { PERSON_KINDS } from '../../src/domain/authority-table.ts';
import { fateOf, GROUP_AUTHORITY, GROUP_KINDS } from '../../src/domain/group-authority.ts';
import { mailboxAuthorityOf } from '../../src/domain/mailbox-authority.ts';
import { GROUP_CLASSES } from '../../src/domain/target-user.ts';
import { translate } from '../../src/locales/translate.ts';
import { aMembership } from '../helpers/given.ts';

describe('what leaving all cloud groups does about a membership', () => {
  it.each([
    ['dynamic', 'dynamic'],
    ['synced', 'synced'],
    ['mail-enabled', 'mail-enabled'],
    ['role-assignable', 'role-assignable'],
    ['licensing', 'licensing'],
    ['microsoft-365', 'removed'],
    ['security', 'removed'],
  ] as const)('%s → %s', (groupClass, fate) => {
    expect(fateOf(aMembership({ class: groupClass }))).toBe(fate);
  });

  it.each(['microsoft-365', 'security'] as const)('keeps the membership of the last owner of a %s group', (kind) => {
    expect(fateOf(aMembership({ class: kind, lastOwner: true, owner: true }))).toBe('last-owner');
  });

  it('is removed by Leaver exactly where the table says that Leaver does it', () => {
    const removed = GROUP_CLASSES.filter((each) => fateOf(aMembership({ class: each })) === 'removed');
    expect(removed).toEqual(GROUP_CLASSES.filter((each) => GROUP_AUTHORITY[each].leaver));
  });
});

/** Written out anew from hybrid.md (a), 1.1, 1.7 and graph.md 2.3, 2.4: outcomes, where, by Leaver, delay, how sure. */
const GROUP_CELLS = [
  ['dynamic', 'refused', 'nowhere', false, 'membership-rule', 'documented'],
  ['synced', 'refused', 'on-premises', false, 'next-sync', 'reported'],
  ['converted', 'allowed', 'cloud', true, 'group-change', 'documented'],
  ['mail-enabled', 'refused', 'exchange', false, 'group-change', 'reported'],
  ['role-assignable', 'refused', 'nowhere', false, 'cloud-write', 'documented'],
  ['licensing', 'allowed', 'cloud', false, 'group-change', 'documented'],
  ['microsoft-365', 'allowed', 'cloud', true, 'group-change', 'documented'],
  ['security', 'allowed', 'cloud', true, 'group-change', 'documented'],
] as const;

describe('the table of groups', () => {
  it('is written out here for every kind', () => {
    expect(GROUP_CELLS.map(([kind]) => kind)).toEqual(GROUP_KINDS);
  });

  it.each(GROUP_CELLS)('%s: %s, %s', (kind, outcomes, where, leaver, delay, sure) => {
    const row = GROUP_AUTHORITY[kind];
    expect([row.outcomes.join('+'), row.where ?? 'nowhere', row.leaver, row.delay, row.sure]).toEqual([
      outcomes,
      where,
      leaver,
      delay,
      sure,
    ]);
    expect(row.source).toMatch(/^hybrid\.md (1\.\d|\(a\))/);
    for (const locale of ['en', 'nl'] as const) {
      expect(translate({ key: `authority.${row.why}` }, { locale, timeZone: 'UTC' })).toMatch(/\.$/);
    }
  });
});

describe('who masters a mailbox', () => {
  it.each([
    ['cloud-only', 'exchange'],
    ['cloud-only-federated', 'exchange'],
    ['formerly-synced', 'exchange'],
    ['cloud-managed', 'unknown'],
    ['synced-password-hash', 'unknown'],
    ['synced-pass-through', 'unknown'],
    ['synced-federated', 'unknown'],
    ['synced-guest', 'unknown'],
    ['guest', 'none'],
  ] as const)('of %s: %s', (kind, master) => {
    expect(mailboxAuthorityOf(kind).master).toBe(master);
  });

  it.each(['en', 'nl'] as const)('says in words that Graph does not tell, where it does not (%s)', (locale) => {
    for (const kind of PERSON_KINDS) {
      const { master, why } = mailboxAuthorityOf(kind);
      const words = translate(why, { locale, timeZone: 'UTC' });
      expect(/Graph (does not say|zegt)|(does not say|zegt) .*Graph|Graph zegt niet/.test(words)).toBe(
        master === 'unknown',
      );
    }
  });
});
