import { type ActivePerson, activeRoleIds, findActive } from '../tenant-reads.ts';
import type { TenantGroup, TenantState } from '../tenant-state.ts';
import type { GraphCall } from './graph-call.ts';
import { notFound, notPrivileged } from './graph-refusal.ts';

/** The person of the path, as readers see the directory; refused with 404. */
export function personOf(call: GraphCall, state: TenantState = call.state): ActivePerson {
  const id = call.parameters['user-id'] ?? '';
  const person = findActive(state, id);
  if (person === null) throw notFound(id);
  return person;
}

export function groupOf(call: GraphCall, state: TenantState = call.state): TenantGroup {
  const id = call.parameters['group-id'] ?? '';
  const group = state.groups[id.toLowerCase()];
  if (group === undefined) throw notFound(id);
  return group;
}

/**
 * What User Administrator, the role of the sandbox's application, may not disable, delete or restore (graph.md section
 * 3).
 */
const ABOVE_THE_APPLICATION = new Set([
  'Global Administrator',
  'Privileged Role Administrator',
  'Exchange Administrator',
]);

/**
 * 403 for people above the application: administrators, role-assignable groups, restricted management (graph.md 0.5).
 */
export function refuseProtected(call: GraphCall, person: ActivePerson): void {
  const { truth, contoso } = call;
  const roles = activeRoleIds(truth, person.id).map((id) => contoso.roles.find((role) => role.templateId === id)?.name);
  const administrator = roles.some((name) => name !== undefined && ABOVE_THE_APPLICATION.has(name));
  const privilegedGroup = Object.values(truth.groups).some(
    (group) => group.isAssignableToRole === true && [...group.members, ...group.owners].includes(person.id),
  );
  if (administrator || privilegedGroup || person.cloud.isManagementRestricted === true) throw notPrivileged();
}
