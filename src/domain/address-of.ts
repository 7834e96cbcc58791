import type { Person } from './person.ts';

/**
 * The address that people know this person by: where Entra ID made up the sign-in name of a guest, the one outside.
 * That one is what another organisation says; wherever somebody chooses or decides by it, it stands with its mark
 * (`outsiderOf`).
 */
export function addressOf({ userPrincipalName, outsideAddress }: Pick<Person, 'userPrincipalName' | 'outsideAddress'>) {
  return outsideAddress ?? userPrincipalName;
}
