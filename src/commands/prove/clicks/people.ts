import type { Person } from '../../../domain/person.ts';
import { APPROVER_GROUP, type DecisionDirectory, ESCALATION_GROUP } from '../decisions/decision-world.ts';
import { aPerson } from '../gallery/given.ts';

/** Who clicks: those who may, each in another way, and those who may not. */
export const PEOPLE = {
  requester: person(1, 'Miriam Graham'),
  otherRequester: person(2, 'Nestor Wilke'),
  approver: person(3, 'Grady Archie'),
  otherApprover: person(4, 'Daan Bakker'),
  thirdApprover: person(5, 'Patti Fernandez'),
  escalation: person(6, 'Megan Bowen'),
  guest: person(7, 'Guest of the helpdesk', { userType: 'Guest' }),
  blocked: person(8, 'Gone from the helpdesk', { accountEnabled: false }),
  stranger: person(9, 'Alex Wilber'),
} as const satisfies Readonly<Record<string, Person>>;

export type Who = keyof typeof PEOPLE;

/**
 * Everybody's place at the moment of every click. Nobody is in the emergency group: a block at once is no click on a
 * card.
 */
export const DIRECTORY: DecisionDirectory = {
  people: new Map(Object.values(PEOPLE).map((each) => [each.id, each])),
  groups: new Map([
    [APPROVER_GROUP, ids('approver', 'otherApprover', 'thirdApprover', 'guest', 'blocked')],
    [ESCALATION_GROUP, ids('escalation')],
  ]),
};

/** Whoever counts as an approver when a decision is looked at afterwards. */
export const DECIDERS: ReadonlySet<string> = ids('approver', 'otherApprover', 'thirdApprover', 'escalation');

function ids(...who: readonly Who[]): ReadonlySet<string> {
  return new Set(who.map((each) => PEOPLE[each].id));
}

function person(number: number, displayName: string, changes: Partial<Person> = {}): Person {
  const id = `5c000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  return aPerson({ id, displayName, userPrincipalName: `person${number}@contoso.example`, ...changes });
}
