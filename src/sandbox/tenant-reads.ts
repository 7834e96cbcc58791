import type { CloudAccount, TenantGroup, TenantPerson, TenantState } from './tenant-state.ts';

/** Somebody whom Graph shows under `/users`: the Entra object exists and is not deleted. */
export type ActivePerson = TenantPerson & { readonly cloud: CloudAccount };

export function activePeople(state: TenantState): ActivePerson[] {
  return Object.values(state.people).filter(isActive);
}

export function deletedPeople(state: TenantState): ActivePerson[] {
  return Object.values(state.people).filter((person): person is ActivePerson => person.cloud?.deletedDateTime != null);
}

/** By object id or UPN; null when the directory shows no such person. */
export function findActive(state: TenantState, idOrName: string): ActivePerson | null {
  const wanted = idOrName.toLowerCase();
  const byId = state.people[wanted];
  if (byId !== undefined) return isActive(byId) ? byId : null;
  return activePeople(state).find(({ cloud }) => cloud.userPrincipalName.toLowerCase() === wanted) ?? null;
}

function isActive(person: TenantPerson): person is ActivePerson {
  return person.cloud !== null && person.cloud.deletedDateTime === null;
}

/** Groups that have this person or group as a member. */
export function directGroups(state: TenantState, memberId: string): TenantGroup[] {
  return Object.values(state.groups).filter((group) => group.members.includes(memberId));
}

/** The same, through groups in groups. */
export function transitiveGroups(state: TenantState, memberId: string): TenantGroup[] {
  const found = new Map<string, TenantGroup>();
  const visit = (id: string): void => {
    for (const group of directGroups(state, id)) {
      if (found.has(group.id)) continue;
      found.set(group.id, group);
      visit(group.id);
    }
  };
  visit(memberId);
  return [...found.values()];
}

/** How a licence came to a person: directly, or through a group that carries it. */
export type LicenceState = {
  readonly skuId: string;
  readonly disabledPlans: readonly string[];
  readonly assignedByGroup: string | null;
  readonly since: string;
};

/** One row per licence and way; a licence may be held both ways. Nested groups carry no licences. */
export function licenceStates(state: TenantState, person: ActivePerson): LicenceState[] {
  return [
    ...person.cloud.directLicences.map((licence) => ({ ...licence, assignedByGroup: null })),
    ...directGroups(state, person.id).flatMap((group) =>
      group.licences.map((licence) => ({ ...licence, assignedByGroup: group.id, since: group.createdDateTime })),
    ),
  ];
}

/** Seats in use of every licence; deleted people keep theirs. */
export function seatsInUse(state: TenantState, skuId: string): number {
  const people = Object.values(state.people).filter((person): person is ActivePerson => person.cloud !== null);
  return people.filter((person) => licenceStates(state, person).some((licence) => licence.skuId === skuId)).length;
}

/** Names of the active directory roles that a person holds, also through role-assignable groups. */
export function activeRoleIds(state: TenantState, personId: string): string[] {
  const principals = [personId, ...transitiveGroups(state, personId).map((group) => group.id)];
  const held = state.roleAssignments.filter(
    (assignment) => assignment.kind === 'active' && principals.includes(assignment.principalId),
  );
  return [...new Set(held.map((assignment) => assignment.roleDefinitionId))];
}
