import { z } from 'zod';
import { findActive } from '../tenant-reads.ts';
import { noted } from '../tenant-record.ts';
import type { TenantGroup, TenantState, TimelineChange } from '../tenant-state.ts';
import type { GraphAnswer, GraphCall } from './graph-call.ts';
import { badRequest, masteredOnPremises, notFound, notPrivileged } from './graph-refusal.ts';
import { groupOf } from './lookup.ts';

type List = 'members' | 'owners';

const reference = z.object({ '@odata.id': z.string() });

/** POST …/$ref */
export function addReference(list: List): (call: GraphCall) => GraphAnswer {
  return (call) => {
    const group = groupOf(call, call.truth);
    refuseClass(list, group);
    const id = referredId(call.body);
    if (findActive(call.truth, id) === null && call.truth.groups[id] === undefined) throw notFound(id);
    if (group[list].includes(id)) {
      throw badRequest(
        `One or more added object references already exist for the following modified properties: '${list}'.`,
      );
    }
    const changed = withList(call.truth, group, list, [...group[list], id]);
    return { status: 204, state: told(call, changed, group, id, list === 'members' ? 'joined-group' : 'owner-added') };
  };
}

/**
 * DELETE …/{id}/$ref. Repeated, Graph answers 404 for some groups and 400 for others: both are played (graph.md 2.4).
 */
export function removeReference(list: List): (call: GraphCall) => GraphAnswer {
  return (call) => {
    const group = groupOf(call, call.truth);
    refuseClass(list, group);
    const id = (call.parameters['directoryObject-id'] ?? '').toLowerCase();
    if (!group[list].includes(id)) throw notThere(group, list, id);
    const rest = group[list].filter((other) => other !== id);
    if (list === 'owners') refuseLastOwner(call.truth, rest);
    const changed = withList(call.truth, group, list, rest);
    return { status: 204, state: told(call, changed, group, id, list === 'members' ? 'left-group' : 'owner-removed') };
  };
}

/** Groups whose members Graph does not change (graph.md section 4). */
function refuseClass(list: List, group: TenantGroup): void {
  if (group.groupTypes.includes('DynamicMembership') && list === 'members') {
    throw badRequest("You can't add or remove a member of groups with dynamic memberships.");
  }
  if (group.onPremisesSyncEnabled === true) throw masteredOnPremises();
  if (group.mailEnabled && !group.groupTypes.includes('Unified')) {
    throw badRequest('Cannot Update a mail-enabled security groups and or distribution list.');
  }
  if (group.isAssignableToRole === true) throw notPrivileged();
}

/** A service principal does not count as an owner here (graph.md 2.4). */
function refuseLastOwner(state: TenantState, rest: readonly string[]): void {
  if (rest.some((id) => state.people[id] !== undefined)) return;
  throw badRequest('The group must have at least one owner, hence this owner cannot be removed.');
}

function notThere(group: TenantGroup, list: List, id: string) {
  if (group.groupTypes.includes('Unified')) return notFound(id);
  return badRequest(
    `One or more removed object references do not exist for the following modified properties: '${list}'.`,
  );
}

function referredId(body: unknown): string {
  const parsed = reference.safeParse(body);
  const id = parsed.success ? /\/([0-9a-f-]{36})$/i.exec(parsed.data['@odata.id'])?.[1] : undefined;
  if (id === undefined) throw badRequest('Invalid URL format specified in payload.');
  return id.toLowerCase();
}

function withList(state: TenantState, group: TenantGroup, list: List, ids: readonly string[]): TenantState {
  return { ...state, groups: { ...state.groups, [group.id]: { ...group, [list]: ids } } };
}

function told(call: GraphCall, state: TenantState, group: TenantGroup, id: string, what: TimelineChange): TenantState {
  return id in state.people ? noted(state, call.now, 'leaver', id, what, group.displayName) : state;
}
