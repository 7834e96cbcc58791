import { expect, it } from 'vitest';
import { nearestFirst } from '../../src/domain/nearest-first.ts';
import { aPerson } from '../helpers/given.ts';

const named = (displayName: string, userPrincipalName: string, accountEnabled = true) =>
  aPerson({ displayName, userPrincipalName, accountEnabled });

const PEOPLE = [
  named('Alexandra Jong', 'ajong@contoso.com'),
  named('Alex Wilber', 'alexw@contoso.com', false),
  named('Alex Wilber', 'awilber@contoso.com'),
  named('Sam Alexson', 'alex@contoso.com'),
  named('Alex', 'a@contoso.com'),
];

it.each([
  ['alex', 'can-sign-in', ['alex', 'a', 'awilber', 'alexw', 'ajong']],
  ['Alex  Wilber', 'can-sign-in', ['awilber', 'alexw', 'ajong', 'alex', 'a']],
  ['alex@contoso.com', 'can-sign-in', ['alex', 'ajong', 'awilber', 'a', 'alexw']],
  ['alex', 'cannot-sign-in', ['alex', 'a', 'alexw', 'awilber', 'ajong']],
] as const)(
  'of the people who answer to “%s” those who have it as a name come first, then who of them %s',
  (typed, meant, order) => {
    const sorted = PEOPLE.toSorted(nearestFirst(typed, meant));
    expect(sorted.map(({ userPrincipalName }) => userPrincipalName.split('@')[0])).toEqual(order);
  },
);
