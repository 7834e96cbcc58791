import { audited, changeCloud, noted } from './tenant-record.ts';
import type { TenantPerson, TenantState } from './tenant-state.ts';

/** An administrator switches an account on or off in the admin center, beside Leaver; the audit log names them. */
export function switchInEntra(state: TenantState, now: Date, person: TenantPerson, enabled: boolean): TenantState {
  if (person.cloud === null || person.cloud.accountEnabled === enabled) return state;
  const switched = changeCloud(state, person.id, () => ({ accountEnabled: enabled }));
  const modified = [{ name: 'AccountEnabled', from: JSON.stringify([!enabled]), to: JSON.stringify([enabled]) }];
  const activity = enabled ? 'Enable account' : 'Disable account';
  const logged = audited(switched, now, 'administrator', activity, person, modified);
  return noted(logged, now, 'tenant', person.id, enabled ? 'unblocked' : 'blocked');
}
