import { describe, expect, it } from 'vitest';
import { mayRequest, namesOf, protectionRefusal } from '../../src/domain/rules.ts';
import type { TargetUser } from '../../src/domain/target-user.ts';
import { translate } from '../../src/locales/translate.ts';
import { aPerson, aTargetUser, IDS } from '../helpers/given.ts';

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
    ['the target user', { targetUserId: IDS.requester, inRequesterGroup: true }, 'rules.not-for-yourself'],
    ['a guest, even as manager', { requester: aPerson({ userType: 'Guest' }) }, 'rules.guest-requester'],
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

describe('protection', () => {
  const said = (protections: TargetUser['protections']) => {
    const refusal = protectionRefusal(aTargetUser({ protections }));
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
      'Adele Vance is protected: holds the administrator role User Administrator and belongs to the protected group ' +
        'Break glass. Leaver changes nothing here; a privileged administrator must do this by hand.',
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
