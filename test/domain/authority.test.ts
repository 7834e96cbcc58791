import { describe, expect, it } from 'vitest';
import { AUTHORITY, authorityOf, type Operation, type PersonKind, personKindOf } from '../../src/domain/authority.ts';
import type { TargetUser } from '../../src/domain/target-user.ts';
import { translate } from '../../src/locales/translate.ts';

type Standing = Pick<TargetUser, 'identity' | 'signIn' | 'userType'>;

const PEOPLE: Readonly<Record<PersonKind, Standing>> = {
  'cloud-only': { identity: 'cloud-only', signIn: 'cloud', userType: 'Member' },
  'cloud-only-federated': { identity: 'cloud-only', signIn: 'federated', userType: 'Member' },
  'formerly-synced': { identity: 'formerly-synced', signIn: 'cloud', userType: 'Member' },
  'cloud-managed': { identity: 'cloud-managed', signIn: 'cloud', userType: 'Member' },
  'synced-password-hash': { identity: 'synced', signIn: 'password-hash', userType: 'Member' },
  'synced-pass-through': { identity: 'synced', signIn: 'pass-through', userType: 'Member' },
  'synced-federated': { identity: 'synced', signIn: 'federated', userType: 'Member' },
  'synced-guest': { identity: 'synced', signIn: 'unknown', userType: 'Guest' },
  guest: { identity: 'cloud-only', signIn: 'unknown', userType: 'Guest' },
};

const COLUMNS = Object.keys(PEOPLE) as PersonKind[];

const LETTERS = {
  A: 'allowed',
  O: 'overwritten',
  R: 'refused',
  U: 'useless',
  E: 'elsewhere',
  '-': 'not-applicable',
} as const;

/**
 * hybrid.md table (a), written out anew: one column per kind of person in the order of PEOPLE, several letters together =
 * each may happen. `synced guest` has the rules of synced people plus those of guests for tokens.
 */
const CELLS: Readonly<Record<Operation, string>> = {
  //                               cloud fed formerly SOA PHS PTA FED s-guest guest
  'block-sign-in': 'A A A A OR OR OR OR A',
  'disable-account': '- - U U A A A A -',
  'unblock-sign-in': 'A A A A O O O O A',
  'revoke-sessions': 'A A A A A A A AE AE',
  'reset-password': 'A R A A OR RU R OR E',
  'reset-password-with-writeback': 'A A A A A A A A R',
  'reset-password-on-premises': '- - - A A A A A -',
  'change-profile': 'A A A A R R R R A',
  'change-licences': 'A A A A A A A A A',
  'leave-cloud-group': 'A A A A A A A A A',
  'leave-cloud-managed-group': 'A A A A A A A A A',
  'leave-dynamic-group': 'R R R R R R R R R',
  'leave-synced-group': 'R R R R R R R R R',
  'leave-mail-enabled-group': 'R R R R R R R R R',
  'leave-ad-group': '- - - - A A A A -',
  'remove-sign-in-methods': 'A A A A A A AE A E',
  'disable-devices': 'A A A A AO AO AO AO -',
  'delete-account': 'A A A A RO RO RO RO A',
  'restore-account': 'A A A A R R R R A',
  'purge-account': 'A A A A R R R R A',
  'convert-to-shared-mailbox': 'A A A A O O O O -',
  'hide-from-address-lists': 'A A A A R R R R A',
  'set-auto-reply': 'A A A A A A A A -',
  'forward-mail': 'A A A A A A A A -',
  'change-addresses': 'A A A A R R R R R',
  'change-source-of-authority': '- - - A A A R A -',
};

const OPERATIONS = Object.keys(AUTHORITY) as Operation[];

describe('the authority table', () => {
  it('is written out here for every operation', () => {
    expect(Object.keys(CELLS)).toEqual(OPERATIONS);
  });

  describe.each(OPERATIONS)('%s', (operation) => {
    it.each(COLUMNS.map((kind, column) => [kind, CELLS[operation].split(' ')[column] ?? ''] as const))(
      'of %s gives %s',
      (kind, letters) => {
        const { outcomes } = authorityOf(operation, PEOPLE[kind]);
        expect(outcomes).toEqual([...letters].map((letter) => LETTERS[letter as keyof typeof LETTERS]));
      },
    );
  });

  it.each(['en', 'nl'] as const)('gives a reason in words and a source for every cell (%s)', (locale) => {
    for (const operation of OPERATIONS) {
      for (const kind of COLUMNS) {
        const { why, source } = authorityOf(operation, PEOPLE[kind]);
        expect(translate(why, { locale, timeZone: 'UTC' })).toMatch(/\p{L}.*\.$/u);
        expect(source).toMatch(/hybrid\.md/);
      }
    }
  });

  it('never says that something is done where it is refused in that very place', () => {
    for (const operation of OPERATIONS) {
      for (const kind of COLUMNS) {
        const { outcomes, where } = authorityOf(operation, PEOPLE[kind]);
        if (outcomes.includes('not-applicable')) expect(where).toBeNull();
        if (outcomes.includes('refused')) expect(where).not.toBe('cloud');
      }
    }
  });

  it('sends what Active Directory masters there', () => {
    const inAd = OPERATIONS.filter((each) => authorityOf(each, PEOPLE['synced-password-hash']).where === 'on-premises');
    expect(inAd).toEqual([
      'block-sign-in',
      'disable-account',
      'unblock-sign-in',
      'reset-password',
      'reset-password-on-premises',
      'change-profile',
      'leave-synced-group',
      'leave-ad-group',
      'delete-account',
      'restore-account',
      'purge-account',
      'convert-to-shared-mailbox',
      'hide-from-address-lists',
      'change-addresses',
    ]);
  });
});

describe('the kind of person', () => {
  it.each(COLUMNS)('%s is recognised', (kind) => {
    expect(personKindOf(PEOPLE[kind])).toBe(kind);
  });

  it('reads a managed domain whose password check is not known as password hash sync', () => {
    expect(personKindOf({ identity: 'synced', signIn: 'unknown', userType: 'Member' })).toBe('synced-password-hash');
  });
});
