import type { Person } from './person.ts';

/** The address that people know this person by: where Entra ID made up the sign-in name of a guest, the one outside. */
export function addressOf({ userPrincipalName, outsideAddress }: Pick<Person, 'userPrincipalName' | 'outsideAddress'>) {
  return outsideAddress ?? userPrincipalName;
}
