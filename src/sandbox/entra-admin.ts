import { audited, changeCloud, noted } from './tenant-record.ts';
import type { TenantPerson, TenantState } from './tenant-state.ts';

/** An administrator adds somebody to a group in the admin center, beside Leaver; the audit log names them. */
export function addToGroupInEntra(state: TenantState, now: Date, person: TenantPerson, groupId: string): TenantState {
  const group = state.groups[groupId];
  if (group === undefined || group.members.includes(person.id)) return state;
  const joined = { ...group, members: [...group.members, person.id] };
  const modified = [{ name: 'Group.ObjectID', from: '', to: JSON.stringify(groupId) }];
  const added = { ...state, groups: { ...state.groups, [groupId]: joined } };
  const logged = audited(added, now, 'administrator', 'Add member to group', person, modified);
  return noted(logged, now, 'tenant', person.id, 'joined-group', group.displayName);
}

/** An administrator switches an account on or off in the admin center, beside Leaver; the audit log names them. */
export function switchInEntra(state: TenantState, now: Date, person: TenantPerson, enabled: boolean): TenantState {
  if (person.cloud === null || person.cloud.accountEnabled === enabled) return state;
  const switched = changeCloud(state, person.id, () => ({ accountEnabled: enabled }));
  const modified = [{ name: 'AccountEnabled', from: JSON.stringify([!enabled]), to: JSON.stringify([enabled]) }];
  const activity = enabled ? 'Enable account' : 'Disable account';
  const logged = audited(switched, now, 'administrator', activity, person, modified);
  return noted(logged, now, 'tenant', person.id, enabled ? 'unblocked' : 'blocked');
}
