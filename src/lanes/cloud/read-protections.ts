import type { Application, Group, User } from '@microsoft/microsoft-graph-types';
import { isInOffice } from '../../domain/is-in-office.ts';
import type { Protection } from '../../domain/target-user.ts';
import type { DirectorySettings } from './directory-settings.ts';
import type { BatchAnswer } from './graph-answer.ts';
import type { GraphClient } from './graph-client.ts';
import { createGroups } from './groups.ts';
import { protectionsOf, roleNamesIn } from './protections.ts';
import { listOf } from './reads.ts';
import type { protectionReads } from './target-user-reads.ts';

/** The answers to `protectionReads`, and who they are about. */
export type ProtectionAnswers = {
  readonly id: string;
  readonly first: Readonly<Record<keyof ReturnType<typeof protectionReads>, BatchAnswer>>;
};

/** Why nobody may touch this person, from what was read just now. Throws `DirectoryUnavailable`. */
export async function readProtections(
  settings: DirectorySettings,
  { id, first }: ProtectionAnswers,
  { targetUser, owned }: { readonly targetUser: User; readonly owned: readonly Group[] | null },
): Promise<readonly Protection[]> {
  const groups = await listOf<Group>(settings.graph, first.allGroups, 'memberships through other groups');
  const [active, assigned] = [roleNamesIn(first.roles), roleNamesIn(first.assignedRoles)];
  return protectionsOf({
    isManagementRestricted: targetUser.isManagementRestricted === true,
    roles: active === null || assigned === null ? null : [...active, ...assigned],
    eligibleRoles: roleNamesIn(first.eligibleRoles),
    groups,
    ownedGroups: owned,
    protectedGroupId: settings.protectedGroupId,
    lastApproverOf: await lastApproverOf(settings, id, groups ?? []),
    account: targetUser,
    ownedApplications: await readOwnedApplications(settings.graph, first),
    ownAppIds: settings.ownAppIds ?? [],
  });
}

async function readOwnedApplications(graph: GraphClient, first: ProtectionAnswers['first']) {
  const registrations = await listOf<Application>(graph, first.ownedApplications, 'owned applications');
  const principals = await listOf<Application>(graph, first.ownedPrincipals, 'owned service principals');
  return registrations === null || principals === null ? null : [...registrations, ...principals];
}

async function lastApproverOf(
  settings: DirectorySettings,
  id: string,
  groups: readonly Group[],
): Promise<string | null> {
  const { approverGroupId, graph, clock } = settings;
  const approvers = groups.find((group) => group.id?.toLowerCase() === approverGroupId?.toLowerCase());
  if (approverGroupId === null || approvers === undefined) return null;
  const members = await createGroups({ graph, clock }).members(approverGroupId);
  return members.filter(isInOffice).every((member) => member.id === id)
    ? (approvers.displayName ?? approverGroupId)
    : null;
}
