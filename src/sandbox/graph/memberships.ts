import { z } from 'zod';
import { stableGuid } from '../stable-guid.ts';
import { activeRoleIds, directGroups, transitiveGroups } from '../tenant-reads.ts';
import type { TenantGroup } from '../tenant-state.ts';
import { collection } from './collection.ts';
import { DIRECTORY_OBJECT, GROUP, plainType } from './entity-types.ts';
import type { GraphAnswer, GraphCall, JsonObject } from './graph-call.ts';
import { badRequest } from './graph-refusal.ts';
import { personOf } from './lookup.ts';
import { groupRow } from './rows.ts';

type Reach = 'direct' | 'transitive';

const ROLE = plainType('directoryRole', 'directoryRoles');
const UNIT = plainType('administrativeUnit', 'directory/administrativeUnits');

/** Everything a person is in: groups, roles and units in one collection, each row with its type. */
export function listMemberOf(reach: Reach): (call: GraphCall) => GraphAnswer {
  return (call) => {
    const rows = [...groupRows(call, reach), ...roleRows(call, reach), ...unitRows(call)];
    return collection(call, DIRECTORY_OBJECT, rows, { typed: true });
  };
}

export function listMemberOfGroups(reach: Reach): (call: GraphCall) => GraphAnswer {
  return (call) => collection(call, GROUP, groupRows(call, reach));
}

export function listMemberOfRoles(reach: Reach): (call: GraphCall) => GraphAnswer {
  return (call) => collection(call, ROLE, roleRows(call, reach));
}

export function listMemberOfUnits(call: GraphCall): GraphAnswer {
  return collection(call, UNIT, unitRows(call));
}

/** All that a person owns here are groups. */
export function listOwned(call: GraphCall): GraphAnswer {
  return collection(call, DIRECTORY_OBJECT, ownedRows(call), { typed: true });
}

export function listOwnedGroups(call: GraphCall): GraphAnswer {
  return collection(call, GROUP, ownedRows(call));
}

/** Registrations, and their service principals: whoever owns one can give themselves its rights. */
export function listOwnedApplications(type: 'application' | 'servicePrincipal'): (call: GraphCall) => GraphAnswer {
  const kind = plainType(type, `${type}s`);
  return (call) => {
    const { id } = personOf(call);
    const owned = Object.entries(call.state.applicationOwners ?? {}).filter(([, owners]) => owners.includes(id));
    const rows = owned.map(([appId]) => ({
      '@odata.type': `#microsoft.graph.${type}`,
      id: stableGuid(`${type}:${appId}`),
      appId,
      displayName: appId === call.contoso.bot.appId ? call.contoso.bot.name : appId,
    }));
    return collection(call, kind, rows);
  };
}

const groupIds = z.object({ groupIds: z.array(z.guid()).min(1) });

/** Which of up to 20 groups a person is in, directly or through others. */
export function checkMemberGroups(call: GraphCall): GraphAnswer {
  const asked = groupIds.safeParse(call.body);
  if (!asked.success) throw badRequest("Invalid value specified for property 'groupIds'.");
  if (asked.data.groupIds.length > 20) {
    throw badRequest('The number of objects in groupIds exceeds the maximum allowed: 20.');
  }
  const wanted = asked.data.groupIds.map((id) => id.toLowerCase());
  const held = transitiveGroups(call.state, personOf(call).id).map((group) => group.id);
  return ids(
    call,
    wanted.filter((id) => held.includes(id)),
  );
}

/** Ids of every group and role a person is in, directly or through others. */
export function getMemberObjects(call: GraphCall): GraphAnswer {
  const asked = z.object({ securityEnabledOnly: z.boolean().optional() }).safeParse(call.body ?? {});
  if (!asked.success) throw badRequest("Invalid value specified for property 'securityEnabledOnly'.");
  const person = personOf(call);
  const groups = transitiveGroups(call.state, person.id);
  const wanted = groups.filter((group) => asked.data.securityEnabledOnly !== true || group.securityEnabled);
  return ids(call, [...wanted.map((group) => group.id), ...activeRoleIds(call.state, person.id)]);
}

function ids(call: GraphCall, value: readonly string[]): GraphAnswer {
  return { status: 200, body: { '@odata.context': `${call.root}/$metadata#Collection(Edm.String)`, value } };
}

function groupRows(call: GraphCall, reach: Reach): JsonObject[] {
  const { id } = personOf(call);
  const groups: readonly TenantGroup[] =
    reach === 'direct' ? directGroups(call.state, id) : transitiveGroups(call.state, id);
  return groups.map(groupRow);
}

function roleRows(call: GraphCall, reach: Reach): JsonObject[] {
  const { id } = personOf(call);
  const held =
    reach === 'transitive'
      ? activeRoleIds(call.state, id)
      : call.state.roleAssignments.flatMap((assignment) =>
          assignment.kind === 'active' && assignment.principalId === id ? [assignment.roleDefinitionId] : [],
        );
  return call.contoso.roles
    .filter((role) => held.includes(role.templateId))
    .map((role) => ({
      '@odata.type': '#microsoft.graph.directoryRole',
      id: role.templateId,
      deletedDateTime: null,
      description: null,
      displayName: role.name,
      roleTemplateId: role.templateId,
    }));
}

function unitRows(call: GraphCall): JsonObject[] {
  const { id } = personOf(call);
  return call.state.administrativeUnits
    .filter((unit) => unit.members.includes(id))
    .map(({ members: _, ...unit }) => ({
      '@odata.type': '#microsoft.graph.administrativeUnit',
      ...unit,
      deletedDateTime: null,
      description: null,
      visibility: null,
    }));
}

function ownedRows(call: GraphCall): JsonObject[] {
  const { id } = personOf(call);
  return Object.values(call.state.groups)
    .filter((group) => group.owners.includes(id))
    .map(groupRow);
}
