import { expect, it } from 'vitest';
import { namedAsIn } from '../../src/domain/as-read-last.ts';
import { aTargetUser, minutesAfter, NOW } from '../helpers/given.ts';

it.each([
  ['read later', 5, 'active', 'Rosa New'],
  ['read before', -5, 'active', 'Rosa Old'],
  ['of a deleted account, whose address is made up', 5, 'soft-deleted', 'Rosa Old'],
] as const)('a card that another request ends has the name that was %s', (_, minutes, found, name) => {
  const old = aTargetUser({ displayName: 'Rosa Old', userPrincipalName: 'old@contoso.example', readAt: NOW });
  const other = { displayName: 'Rosa New', userPrincipalName: 'new@contoso.example', found } as const;
  expect(namedAsIn(aTargetUser({ ...other, readAt: minutesAfter(NOW, minutes) }), old).displayName).toBe(name);
});
