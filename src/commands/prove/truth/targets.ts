import { contoso } from '../../../sandbox/contoso.ts';
import { CAST } from './world.ts';

/** Whom trials are about: everybody whom the manager may ask about and Leaver may touch, of every kind there is. */
export const TARGETS: readonly string[] = Object.entries(contoso.people)
  .filter(([key, { manager }]) => manager !== undefined && !(CAST as readonly string[]).includes(key))
  .filter(([, { manager }]) => manager === 'manager' || manager === 'tom')
  .map(([key]) => key);

/** Kinds of people: each has to come. */
export function kindsOf(key: string): readonly string[] {
  return contoso.people[key]?.kinds ?? [];
}
