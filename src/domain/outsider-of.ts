import type { Person } from './person.ts';

/**
 * As what somebody of another organisation is here; null = one of ours. They ask, decide, see and receive nothing:
 * `guest` by what they are here, wherever the account is; `external` = a member whom another tenant sends (cross-tenant
 * sync's own default), over whose name, mail and job its administrators decide (Learn, cross-tenant synchronization).
 */
export function outsiderOf({
  userType,
  home,
  outsideAddress,
}: Pick<Person, 'userType' | 'home' | 'outsideAddress'>): 'guest' | 'external' | null {
  if (userType === 'Guest') return 'guest';
  return home === 'elsewhere' || outsideAddress !== undefined ? 'external' : null;
}
