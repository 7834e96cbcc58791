import { expect, it } from 'vitest';
import { mayBlockNow } from '../../src/domain/emergency.ts';
import type { Person } from '../../src/domain/person.ts';
import { aPerson, IDS } from '../helpers/given.ts';

it.each<[string, Partial<Person>, string]>([
  ['one of ours', {}, 'may'],
  ['a guest', { userType: 'Guest' }, 'rules.guest-requester'],
  ['a member of another organisation', { home: 'elsewhere' }, 'rules.external-requester'],
  ['blocked', { accountEnabled: false }, 'rules.blocked-requester'],
])('whether a member of the emergency group may block at once who is %s', (_, changes, expected) => {
  const asked = { actor: aPerson(changes), inEmergencyGroup: true, targetUserId: IDS.targetUser };
  expect(mayBlockNow(asked)?.key ?? 'may').toBe(expected);
});
