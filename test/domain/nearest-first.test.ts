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
  ['alex', ['alex', 'a', 'awilber', 'ajong', 'alexw']],
  ['Alex  Wilber', ['awilber', 'ajong', 'alex', 'a', 'alexw']],
  ['alex@contoso.com', ['alex', 'ajong', 'awilber', 'a', 'alexw']],
])(
  'of the people who answer to “%s” those who have it as a name come first, and who is blocked last',
  (typed, order) => {
    const sorted = PEOPLE.toSorted(nearestFirst(typed));
    expect(sorted.map(({ userPrincipalName }) => userPrincipalName.split('@')[0])).toEqual(order);
  },
);
