import { addressOf } from './address-of.ts';
import type { Person } from './person.ts';

/**
 * The order of people who answer to what was typed: who can sign in first, then whose name or address it is, then who
 * has it as a word of the name, and those whose name only begins so after them.
 */
export function nearestFirst(typed: string): (one: Person, other: Person) => number {
  const words = wordsOf(typed);
  return (one, other) =>
    Number(other.accountEnabled) - Number(one.accountEnabled) || farOff(one, words) - farOff(other, words);
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
