import { activePeople, findActive } from '../tenant-reads.ts';
import { collection } from './collection.ts';
import { DIRECTORY_OBJECT, PERSON, plainType } from './entity-types.ts';
import type { GraphAnswer, GraphCall } from './graph-call.ts';
import { GraphRefusal, notFound } from './graph-refusal.ts';
import { personOf } from './lookup.ts';
import { personRow } from './rows.ts';
import { entity } from './select.ts';

export function listPeople(call: GraphCall): GraphAnswer {
  return collection(
    call,
    PERSON,
    activePeople(call.state).map((person) => personRow(call.state, person)),
  );
}

export function readPerson(call: GraphCall): GraphAnswer {
  const id = call.parameters['user-id'] ?? '';
  if (call.query.get('$select')?.includes('signInActivity') === true) refuseSignInActivity(id);
  const { '@odata.type': _, ...row } = personRow(call.state, personOf(call));
  return { status: 200, body: entity(call, PERSON, row) };
}

/** Stored outside the directory: a GUID is the only key (graph.md 0.13), and the application may not read it. */
function refuseSignInActivity(id: string): never {
  if (!/^[0-9a-f-]{36}$/i.test(id)) {
    throw new GraphRefusal(400, 'BadRequest', 'Get By Key only supports UserId and the key has to be a valid Guid');
  }
  throw new GraphRefusal(
    403,
    'Authentication_MSGraphPermissionMissing',
    'The principal does not have required Microsoft Graph permission(s): AuditLog.Read.All to call this API.',
  );
}

export function readManager(call: GraphCall): GraphAnswer {
  const managerId = personOf(call).cloud.managerId;
  const manager = managerId === null ? null : findActive(call.state, managerId);
  if (manager === null) throw notFound('manager');
  return { status: 200, body: entity(call, DIRECTORY_OBJECT, personRow(call.state, manager)) };
}

export function listDirectReports(call: GraphCall): GraphAnswer {
  const { id } = personOf(call);
  const reports = activePeople(call.state).filter(({ cloud }) => cloud.managerId === id);
  return collection(
    call,
    DIRECTORY_OBJECT,
    reports.map((person) => personRow(call.state, person)),
    { typed: true },
  );
}

export function readSyncBehavior(call: GraphCall): GraphAnswer {
  const { id, cloud } = personOf(call);
  const row = { id, isCloudManaged: cloud.isCloudManaged };
  return { status: 200, body: entity(call, plainType('onPremisesSyncBehavior', 'onPremisesSyncBehavior'), row) };
}

export function listAppRoleAssignments(call: GraphCall): GraphAnswer {
  const person = personOf(call);
  const rows = person.appRoleAssignments.map((assignment) => ({
    ...assignment,
    deletedDateTime: null,
    principalId: person.id,
    principalDisplayName: person.cloud.displayName,
    principalType: 'User',
  }));
  return collection(call, plainType('appRoleAssignment', 'appRoleAssignments'), rows);
}
