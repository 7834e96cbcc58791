import { describe, expect, it } from 'vitest';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import {
  deletionRefusals,
  mayRequest,
  maySucceed,
  namesOf,
  protectionRefusal,
  stepsByHand,
} from '../../src/domain/rules.ts';
import type { TargetUser } from '../../src/domain/target-user.ts';
import { text } from '../../src/domain/text.ts';
import { translate } from '../../src/locales/translate.ts';
import { aMembership, aPerson, aTargetUser, IDS, someChoices } from '../helpers/given.ts';

describe('who may ask', () => {
  const manager = aPerson();
  const asks = (changes: Partial<Parameters<typeof mayRequest>[0]>) =>
    mayRequest({
      requester: manager,
      targetUserId: IDS.targetUser,
      kind: 'offboard',
      managementChain: [IDS.requester, IDS.director],
      inRequesterGroup: false,
      ...changes,
    })?.key ?? 'may';

  it.each<[string, Partial<Parameters<typeof mayRequest>[0]>, string]>([
    ['the manager', {}, 'may'],
    ["the manager's manager", { requester: aPerson({ id: IDS.director }) }, 'may'],
    ['a member of the requester group', { managementChain: [], inRequesterGroup: true }, 'may'],
    ['somebody else', { managementChain: [IDS.director] }, 'rules.not-their-manager'],
    ['somebody else, of whom no manager is known', { managementChain: [] }, 'rules.not-for-you'],
    ['the target user', { targetUserId: IDS.requester, inRequesterGroup: true }, 'rules.not-for-yourself'],
    ['a guest, even as manager', { requester: aPerson({ userType: 'Guest' }) }, 'rules.guest-requester'],
    [
      'a member of another organisation, even as manager',
      { requester: aPerson({ home: 'elsewhere' }) },
      'rules.external-requester',
    ],
    ['a blocked manager', { requester: aPerson({ accountEnabled: false }) }, 'rules.blocked-requester'],
    [
      'a guest in the requester group',
      { requester: aPerson({ userType: 'Guest' }), inRequesterGroup: true },
      'rules.guest-requester',
    ],
  ])('%s', (_, changes, expected) => {
    expect(asks(changes)).toBe(expected);
  });
});

describe('who may ask, by policy', () => {
  const asks = (id: string, policy: Partial<typeof BUILT_IN_POLICY.requests>, inRequesterGroup = false) =>
    mayRequest({
      requester: aPerson({ id }),
      targetUserId: IDS.targetUser,
      kind: 'offboard',
      managementChain: [IDS.requester, IDS.director],
      inRequesterGroup,
      policy: { ...BUILT_IN_POLICY.requests, ...policy },
    })?.key ?? 'may';

  it('can be the direct manager only', () => {
    expect(asks(IDS.requester, { managers: 'direct' })).toBe('may');
    expect(asks(IDS.director, { managers: 'direct' })).toBe('rules.not-their-manager');
  });

  it('can be no manager at all, to whom nobody is sent then', () => {
    expect(asks(IDS.requester, { managers: 'nobody' })).toBe('rules.not-for-you');
    expect(asks(IDS.requester, { managers: 'nobody' }, true)).toBe('may');
  });

  it('can be managers only', () => {
    expect(asks(IDS.approver, { requesterGroup: false }, true)).toBe('rules.not-their-manager');
  });
});

describe('who may take over', () => {
  const successor = aPerson({ id: IDS.successor, displayName: 'Lee Gu' });
  it.each([
    ['somebody who works here', successor, null],
    ['nobody', null, { key: 'rules.successor-unknown' }],
    [
      'the target user',
      { ...successor, id: IDS.targetUser },
      { key: 'rules.successor-is-target', values: { name: 'Lee Gu' } },
    ],
    [
      'a blocked account',
      { ...successor, accountEnabled: false },
      { key: 'rules.successor-blocked', values: { name: 'Lee Gu' } },
    ],
    [
      'a guest',
      { ...successor, userType: 'Guest' as const },
      { key: 'rules.successor-guest', values: { name: 'Lee Gu' } },
    ],
    [
      'a member of another organisation',
      { ...successor, home: 'elsewhere' as const },
      { key: 'rules.successor-external', values: { name: 'Lee Gu' } },
    ],
    [
      'a member whose sign-in name was made up for an address outside',
      { ...successor, outsideAddress: 'lee@fabrikam.example' },
      { key: 'rules.successor-external', values: { name: 'Lee Gu' } },
    ],
    [
      'what a service signs in with',
      { ...successor, userPrincipalName: 'svc-backup@contoso.com' },
      { key: 'rules.successor-service', values: { name: 'Lee Gu' } },
    ],
  ])('%s', (_what, person, expected) => {
    expect(maySucceed(person, IDS.targetUser)).toEqual(expected);
  });

  it.each(['protected', 'leaving', 'role', 'unfit'] as const)('somebody who is tied: %s', (tie) => {
    const expected = { key: `rules.successor-${tie}`, values: { name: 'Lee Gu' } };
    expect(maySucceed(successor, IDS.targetUser, tie)).toEqual(expected);
  });
});

describe('a deletion', () => {
  const refused = (changes: Partial<TargetUser>, forwardingChecked = true, account: 'delete' | 'keep' = 'delete') =>
    deletionRefusals(
      aTargetUser({ memberships: [aMembership({ owner: true })], ...changes }),
      someChoices('offboard', { account, forwardingChecked }),
    );

  it('is refused for nothing when everything was seen to', () => {
    expect(refused({})).toEqual([]);
    expect(refused({ mailbox: 'none' }, false)).toEqual([]);
  });

  it.each(['user', 'other', 'unknown'] as const)(
    'of an account with a mailbox (%s) needs forwarding checked',
    (mailbox) => {
      expect(refused({ mailbox }, false)).toEqual([
        { key: 'rules.delete-forwarding-unknown', values: { name: 'Adele Vance' } },
      ]);
    },
  );

  it('is refused while a shared mailbox hangs on it, whatever was checked', () => {
    expect(refused({ mailbox: 'shared' })).toEqual([
      { key: 'rules.delete-shared-mailbox', values: { name: 'Adele Vance' } },
    ]);
  });

  it('is refused while a group would lose its last owner', () => {
    const memberships = [aMembership(), aMembership({ name: 'Budget', owner: true, lastOwner: true })];
    expect(refused({ memberships })).toEqual([
      { key: 'rules.delete-last-owner', values: { name: 'Adele Vance', count: 1, groups: 'Budget' } },
    ]);
  });

  it('is nobody’s concern when the account is kept', () => {
    const memberships = [aMembership({ owner: true, lastOwner: true })];
    expect(refused({ mailbox: 'shared', memberships }, false, 'keep')).toEqual([]);
  });
});

describe('protection', () => {
  const said = (protections: TargetUser['protections']) => {
    const refusal = protectionRefusal(aTargetUser({ protections }), stepsByHand([]));
    return refusal === null ? null : translate(refusal, { locale: 'en', timeZone: 'UTC' });
  };

  it('is none without a reason', () => {
    expect(said([])).toBeNull();
  });

  it('names every reason and who has to do it', () => {
    expect(
      said([
        { kind: 'directory-role', name: 'User Administrator' },
        { kind: 'protected-group', name: 'Break glass' },
      ]),
    ).toBe(
      'Adele Vance is protected: this account holds the administrator role User Administrator and belongs to the ' +
        'protected group Break glass. Leaver changes nothing here. A privileged administrator must do this by hand.',
    );
  });

  it.each([
    [
      'en',
      'this account belongs to or owns a group that can hold administrator roles (Identity operators) and owns the ' +
        'app registration of Leaver (and so could give itself its rights).',
    ],
    [
      'nl',
      'dit account is lid of eigenaar van een groep die beheerdersrollen kan hebben (Identity operators) en is ' +
        'eigenaar van de app-registratie van Leaver (en zou zichzelf de rechten daarvan kunnen geven).',
    ],
  ] as const)('keeps two reasons apart, and says of whom they are: %s', (locale, why) => {
    const protections = [
      { kind: 'role-assignable-group', name: 'Identity operators' },
      { kind: 'application-owner', name: 'Leaver' },
    ] as const;
    const refusal = protectionRefusal(aTargetUser({ protections }), text('rules.by-hand'));
    expect(refusal && translate(refusal, { locale, timeZone: 'UTC' })).toContain(why);
  });

  it('says what is left to do by hand, in order, and where', () => {
    const facts = aTargetUser({ protections: [{ kind: 'sync-account', name: '' }] });
    const steps = stepsByHand([
      { kind: 'block-sign-in', lane: 'cloud' },
      { kind: 'reset-password', lane: 'on-premises' },
      { kind: 'disable-account', lane: 'on-premises' },
    ]);
    const refusal = protectionRefusal(facts, steps);
    expect(refusal && translate(refusal, { locale: 'en', timeZone: 'UTC' })).toBe(
      'Adele Vance is protected: this account is what directory sync signs in with (without it nobody is synced any ' +
        'more). Leaver changes nothing here. A privileged administrator must do this by hand, in this order: Block sign-in, ' +
        'Replace the password (Active Directory) and Disable the account in Active Directory.',
    );
  });

  it('counts what could not be read as protected', () => {
    expect(said([{ kind: 'unknown', name: '' }])).toMatch(
      /could not be read, so Leaver treats the account as protected/,
    );
  });

  it('says the known reason when another could not be read', () => {
    expect(
      said([
        { kind: 'unknown', name: '' },
        { kind: 'eligible-role', name: 'Helpdesk Administrator' },
      ]),
    ).toMatch(/may activate the administrator role Helpdesk Administrator/);
  });
});

describe('names for a sentence', () => {
  it('are at most five, then how many more', () => {
    const named = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => ({ name }));
    expect(namesOf(named)).toBe('a, b, c, d, e (+2)');
    expect(namesOf(named.slice(0, 5))).toBe('a, b, c, d, e');
  });
});
