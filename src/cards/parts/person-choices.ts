import { addressOf } from '../../domain/address-of.ts';
import { outsiderOf } from '../../domain/outsider-of.ts';
import type { Person } from '../../domain/person.ts';
import { text } from '../../domain/text.ts';
import type { Reader } from '../../locales/reader.ts';
import { say, untrusted } from '../untrusted.ts';

/** People as choices: name first, then what tells two of one name apart. */
export function personChoices(people: readonly Person[], reader: Reader) {
  const shown = people.slice(0, MOST);
  return {
    hasPeople: shown.length > 0,
    personStyle: shown.length > FEW ? 'compact' : 'expanded',
    people: shown.map((person) => ({ title: describe(person, isNamesake(person, shown), reader), value: person.id })),
  };
}

/** More would not be read on a card; everybody else is found by typing. */
const MOST = 25;

/** As many are seen at once; more would push the rest of the card out of sight. */
const FEW = 6;

/**
 * Two of one name may have one title and one manager too; their addresses differ, or one of them is another
 * organisation's.
 */
function isNamesake({ id, displayName }: Person, people: readonly Person[]): boolean {
  return people.some((other) => other.id !== id && other.displayName === displayName);
}

function describe(person: Person, withAddress: boolean, reader: Reader): string {
  const role = [person.jobTitle, person.department].flatMap((part) =>
    part === null || part.trim() === '' ? [] : [untrusted(part, 48)],
  );
  const manager = (person.managerName ?? '').trim() === '' ? [] : [person.managerName ?? ''];
  return [
    untrusted(person.displayName, 64) || untrusted(addressOf(person)),
    withAddress ? untrusted(addressOf(person)) : '',
    role.join(', '),
    ...manager.map((name) => say(text('card.person.manager', { name: untrusted(name, 48) }), reader)),
    ...marks(person, reader),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function marks(person: Person, reader: Reader): readonly string[] {
  const said: string[] = [];
  const outsider = outsiderOf(person);
  if (outsider !== null) said.push(say(text(`card.person.${outsider}`), reader));
  if (person.deletedAt !== undefined) {
    said.push(say(text('card.person.deleted', { at: { instant: person.deletedAt } }), reader));
  } else if (!person.accountEnabled) {
    said.push(say(text('card.person.blocked'), reader));
  }
  return said;
}
