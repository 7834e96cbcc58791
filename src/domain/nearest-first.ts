import { addressOf } from './address-of.ts';
import type { Person } from './person.ts';

/**
 * The order of people who answer to what was typed: whose name or address it is first, then who has it as a word of the
 * name, and those whose name only begins so after them; of those who answer alike, who can sign in, or, for a restore
 * (`cannot-sign-in`), who cannot.
 */
export function nearestFirst(
  typed: string,
  meant: 'can-sign-in' | 'cannot-sign-in' = 'can-sign-in',
): (one: Person, other: Person) => number {
  const words = wordsOf(typed);
  const later = ({ accountEnabled }: Person) => Number(accountEnabled === (meant === 'cannot-sign-in'));
  return (one, other) => farOff(one, words) - farOff(other, words) || later(one) - later(other);
}

function farOff(person: Person, typed: readonly string[]): number {
  const whole = typed.join(' ');
  const names = [person.displayName, person.userPrincipalName, addressOf(person)].map(wordsOf);
  if (names.some((name) => name.join(' ') === whole || name.join(' ').startsWith(`${whole}@`))) return 0;
  return names.some((name) => typed.every((word) => name.includes(word))) ? 1 : 2;
}

function wordsOf(name: string): readonly string[] {
  return name
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}
