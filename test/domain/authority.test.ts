import { describe, expect, it } from 'vitest';
import { authorityOf, personKindOf } from '../../src/domain/authority.ts';
import {
  AUTHORITY,
  type AuthorityOutcome,
  OPERATIONS,
  PERSON_KINDS,
  type PersonKind,
} from '../../src/domain/authority-table.ts';
import { delayText } from '../../src/domain/delay-text.ts';
import type { TargetUser } from '../../src/domain/target-user.ts';
import { translate } from '../../src/locales/translate.ts';
import { AUTHORITY_CELLS } from '../helpers/authority-cells.ts';

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

const LETTERS: Readonly<Record<AuthorityOutcome, string>> = {
  allowed: 'A',
  overwritten: 'O',
  refused: 'R',
  useless: 'U',
  elsewhere: 'E',
  'not-applicable': '-',
};

const CELLS = OPERATIONS.flatMap((operation) =>
  COLUMNS.map((kind, column) => ({ operation, kind, cell: AUTHORITY_CELLS[operation][column] ?? '' })),
);

/** The parts of hybrid.md, graph.md and the seeds that a source may name. */
const SECTIONS: Readonly<Record<string, RegExp>> = {
  'hybrid.md': /^(0\.([1-9]|10)|1\.[1-7]|2|3|4|5|\([abc]\))$/,
  'graph.md': /^(0\.([1-9]|1[0-9])|2\.([1-9]|1[01])|[1-9]|1[0-4])$/,
  seed: /^00[0-4]$/,
};

describe('whose account it is', () => {
  it.each<[string, Standing & Pick<TargetUser, 'home'>, PersonKind]>([
    ['a member whom another organisation sent', { ...PEOPLE['cloud-only'], home: 'elsewhere' }, 'guest'],
    ['a guest who was invited', { ...PEOPLE.guest, home: 'elsewhere' }, 'guest'],
    ['a guest whose account was made here', { ...PEOPLE.guest, signIn: 'cloud', home: 'here' }, 'cloud-only'],
    ['a synced guest', { ...PEOPLE['synced-guest'], home: 'here' }, 'synced-guest'],
  ])('decides about %s', (_, targetUser, kind) => {
    expect(personKindOf(targetUser)).toBe(kind);
  });
});

describe('the authority table', () => {
  it('is written out here for every operation and every kind of person', () => {
    expect(Object.keys(AUTHORITY_CELLS)).toEqual(OPERATIONS);
    expect(Object.values(AUTHORITY_CELLS).every((cells) => cells.length === PERSON_KINDS.length)).toBe(true);
    expect(COLUMNS).toEqual(PERSON_KINDS);
  });

  it.each(CELLS)('$operation of $kind: $cell', ({ operation, kind, cell }) => {
    const { outcomes, where, delay, sure, why } = authorityOf(operation, PEOPLE[kind]);
    const letters = outcomes.map((outcome) => LETTERS[outcome]).join('');
    expect([letters, where ?? 'nowhere', delay, sure, why.key.replace('authority.', '')].join(' ')).toBe(cell);
  });

  it.each(OPERATIONS)('names where %s is from, by sections that there are', (operation) => {
    for (const part of AUTHORITY[operation].source.split('; ')) {
      // Numbers alone are articles of the seeds.
      const named = /^\d/.test(part) ? `seed ${part}` : part;
      const [name = '', ...sections] = named.split(/,? /).filter(Boolean);
      const known = SECTIONS[name];
      expect(sections.length).toBeGreaterThan(0);
      for (const section of sections) expect(section).toMatch(known ?? /^no such page$/);
    }
  });

  it.each(['en', 'nl'] as const)('gives a reason in words and a source for every cell (%s)', (locale) => {
    const reader = { locale, timeZone: 'UTC' };
    for (const operation of OPERATIONS) {
      for (const kind of COLUMNS) {
        const { why, source, outcomes, where, delay, sure } = authorityOf(operation, PEOPLE[kind]);
        expect(translate(why, reader)).toMatch(/\p{L}.*\.$/u);
        expect(source).toMatch(/hybrid\.md/);
        const words = [
          ...outcomes.map((outcome) => `authority.outcome.${outcome}` as const),
          `authority.where.${where ?? 'nowhere'}`,
          `authority.sure.${sure}`,
        ] as const;
        for (const key of words) expect(translate({ key }, reader)).toMatch(/\p{L}/u);
        expect(translate(delayText(delay), reader)).toMatch(/\p{L}/u);
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
