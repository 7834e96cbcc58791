import type { RoleAssignment } from '../tenant-state.ts';
import { collection } from './collection.ts';
import { plainType } from './entity-types.ts';
import type { GraphAnswer, GraphCall, JsonObject } from './graph-call.ts';

const ASSIGNMENT = plainType('unifiedRoleAssignment', 'roleManagement/directory/roleAssignments', ['roleDefinition']);
const ELIGIBILITY = plainType(
  'unifiedRoleEligibilityScheduleInstance',
  'roleManagement/directory/roleEligibilityScheduleInstances',
  ['roleDefinition'],
);
const ACTIVATION = plainType(
  'unifiedRoleAssignmentScheduleInstance',
  'roleManagement/directory/roleAssignmentScheduleInstances',
  ['roleDefinition'],
);
const DEFINITION = plainType('unifiedRoleDefinition', 'roleManagement/directory/roleDefinitions');

/** Direct assignments only: a role through a role-assignable group stands with the group (graph.md 2.1). */
export function listRoleAssignments(call: GraphCall): GraphAnswer {
  const rows = assignments(call, 'active').map((assignment) => ({ ...common(call, assignment) }));
  return collection(call, ASSIGNMENT, rows);
}

export function listEligibility(call: GraphCall): GraphAnswer {
  const rows = assignments(call, 'eligible').map((assignment) => ({
    ...common(call, assignment),
    memberType: 'Direct',
    roleEligibilityScheduleId: assignment.id,
    startDateTime: null,
    endDateTime: null,
  }));
  return collection(call, ELIGIBILITY, rows);
}

export function listActivations(call: GraphCall): GraphAnswer {
  const rows = assignments(call, 'active').map((assignment) => ({
    ...common(call, assignment),
    assignmentType: 'Assigned',
    memberType: 'Direct',
    roleAssignmentOriginId: assignment.id,
    roleAssignmentScheduleId: assignment.id,
    startDateTime: null,
    endDateTime: null,
  }));
  return collection(call, ACTIVATION, rows);
}

export function listRoleDefinitions(call: GraphCall): GraphAnswer {
  return collection(call, DEFINITION, call.contoso.roles.map(definition));
}

function assignments(call: GraphCall, kind: RoleAssignment['kind']): readonly RoleAssignment[] {
  return call.state.roleAssignments.filter((assignment) => assignment.kind === kind);
}

function common(call: GraphCall, assignment: RoleAssignment): JsonObject {
  const role = call.contoso.roles.find((known) => known.templateId === assignment.roleDefinitionId);
  return {
    id: assignment.id,
    principalId: assignment.principalId,
    roleDefinitionId: assignment.roleDefinitionId,
    directoryScopeId: '/',
    appScopeId: null,
    roleDefinition: role === undefined ? null : definition(role),
  };
}

function definition(role: { readonly name: string; readonly templateId: string }): JsonObject {
  return { id: role.templateId, displayName: role.name, templateId: role.templateId, isBuiltIn: true, isEnabled: true };
}
