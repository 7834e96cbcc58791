import { expect, it } from 'vitest';
import { searchBody } from '../../src/bot/invoke-answer.ts';
import { aPerson } from '../helpers/given.ts';

it('offers people by names that hide nothing and stay short', () => {
  const person = aPerson({ displayName: 'Ade\u202Ele\n\u200BVance', jobTitle: 'W'.repeat(20_000) });
  const { value } = searchBody([person]);
  expect(value).toEqual({
    results: [{ title: `Adele Vance · ${'W'.repeat(127)}… · ${person.userPrincipalName}`, value: person.id }],
  });
});
