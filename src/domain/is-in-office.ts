import { outsiderOf } from './outsider-of.ts';
import type { Person } from './person.ts';

/**
 * Whether this person may do anything here in any role: known to the directory, not blocked, and of this organisation.
 */
export function isInOffice(person: Person | null): person is Person {
  return person?.accountEnabled === true && outsiderOf(person) === null;
}
