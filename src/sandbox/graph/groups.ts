import { findActive } from '../tenant-reads.ts';
import type { TenantState } from '../tenant-state.ts';
import { collection } from './collection.ts';
import { DIRECTORY_OBJECT, GROUP } from './entity-types.ts';
import type { GraphAnswer, GraphCall, JsonObject } from './graph-call.ts';
import { groupOf } from './lookup.ts';
import { groupRow, personRow, servicePrincipalRow } from './rows.ts';
import { entity } from './select.ts';

export function listGroups(call: GraphCall): GraphAnswer {
  return collection(call, GROUP, Object.values(call.state.groups).map(groupRow));
}

export function readGroup(call: GraphCall): GraphAnswer {
  const { '@odata.type': _, ...row } = groupRow(groupOf(call));
  return { status: 200, body: entity(call, GROUP, row) };
}

export function listMembers(call: GraphCall): GraphAnswer {
  return collection(call, DIRECTORY_OBJECT, objectRows(call.state, groupOf(call).members), { typed: true });
}

export function listOwners(call: GraphCall): GraphAnswer {
  return collection(call, DIRECTORY_OBJECT, objectRows(call.state, groupOf(call).owners), { typed: true });
}

/** People who are not deleted, groups, and service principals; in the order of the ids. */
function objectRows(state: TenantState, ids: readonly string[]): JsonObject[] {
  return ids.flatMap((id) => {
    const person = findActive(state, id);
    if (person !== null) return [personRow(state, person)];
    const group = state.groups[id];
    if (group !== undefined) return [groupRow(group)];
    return id in state.people ? [] : [servicePrincipalRow(id)];
  });
}
