import { expect, it } from 'vitest';
import { confirmByOf, mayBlockNow } from '../../src/domain/emergency.ts';
import type { Person } from '../../src/domain/person.ts';
import { aPerson, IDS, minutesAfter, NOW } from '../helpers/given.ts';

it.each<[string, Partial<Person>, string]>([
  ['one of ours', {}, 'may'],
  ['a guest', { userType: 'Guest' }, 'rules.guest-requester'],
  ['a member of another organisation', { home: 'elsewhere' }, 'rules.external-requester'],
  ['blocked', { accountEnabled: false }, 'rules.blocked-requester'],
])('whether a member of the emergency group may block at once who is %s', (_, changes, expected) => {
  const asked = { actor: aPerson(changes), inEmergencyGroup: true, targetUserId: IDS.targetUser };
  expect(mayBlockNow(asked)?.key ?? 'may').toBe(expected);
});

it.each<[string, number | null, number]>([
  ['is the first', null, 240],
  ['follows one that has three hours left', 180, 180],
  ['follows one whose hour comes in a minute', 1, 10],
  ['follows one whose hour has passed and was not looked at', -60, 240],
])('a block at once that %s is to be confirmed by its own hour', (_, first, expected) => {
  const by = confirmByOf(NOW, 240, first === null ? null : minutesAfter(NOW, first));
  expect(by).toBe(minutesAfter(NOW, expected));
});
