import { isInOffice } from '../domain/is-in-office.ts';
import type { Person } from '../domain/person.ts';
import type { DecidingRole } from '../domain/policy.ts';
import type { FlowContext } from './context.ts';

/** What somebody is here at this moment. */
export type Standing = {
  /** As the directory knows them; null = it does not. */
  readonly person: Person | null;
  /** Enabled, and of this organisation: nobody else stands in any role. */
  readonly inOffice: boolean;
  readonly roles: readonly DecidingRole[];
  readonly isEmergency: boolean;
  /** They are in one of these groups by its list, whatever becomes of their account or of the group. */
  readonly isListed: boolean;
  /** They are in one of these groups by its list, and nobody decides by that one any more. */
  readonly isByUnsound: boolean;
};

/** As {@link standingOfAll}, of one person: in one Graph request. */
export async function standingOf(context: FlowContext, personId: string): Promise<Standing> {
  return (await standingOfAll(context, [personId])).get(personId) ?? NOBODY;
}

/**
 * In which roles these people stand, read live in one round trip: in office, a member, of a group whose members
 * somebody chose. What a role lets people see, receive, lift, answer and decide is asked here alone, so that a guest,
 * somebody blocked, or whoever wrote the attribute by which a group became dynamic has none of it. Throws
 * `DirectoryUnavailable`.
 */
export async function standingOfAll(
  context: FlowContext,
  personIds: readonly string[],
): Promise<ReadonlyMap<string, Standing>> {
  if (personIds.length === 0) return new Map();
  const { emergencyGroupId } = context.settings;
  const groupIds = [...groupsOf(context).map(([, id]) => id), ...(emergencyGroupId === null ? [] : [emergencyGroupId])];
  const { people } = await context.ports.directory.readAuthority({ targetUserId: null, personIds, groupIds });
  const held = groupIds.filter((id) => [...people.values()].some((each) => each.groupIds.includes(id)));
  const sound = await soundOf(context, held);
  return new Map(
    [...people].map(([id, { person, groupIds: memberOf }]) => {
      const inOffice = isInOffice(person);
      const isIn = (group: string | null) =>
        inOffice && group !== null && memberOf.includes(group) && sound.includes(group);
      const roles = groupsOf(context).flatMap(([role, group]) => (isIn(group) ? [role] : []));
      const isListed = memberOf.length > 0;
      const isByUnsound = inOffice && memberOf.some((group) => !sound.includes(group));
      return [id, { person, inOffice, roles, isEmergency: isIn(emergencyGroupId), isListed, isByUnsound }];
    }),
  );
}

const NOBODY: Standing = {
  person: null,
  inOffice: false,
  roles: [],
  isEmergency: false,
  isListed: false,
  isByUnsound: false,
};

/**
 * Everybody who stands in one of these groups by its list of members, each once; nobody by a group that became dynamic.
 */
export async function membersInOffice(context: FlowContext, groupIds: readonly string[]): Promise<readonly Person[]> {
  const sound = await soundOf(context, groupIds);
  const members = (await Promise.all(sound.map((id) => context.ports.groups.members(id)))).flat();
  return [...new Map(members.filter(isInOffice).map((person) => [person.id, person])).values()];
}

/** Of these groups the ones that may be decided by at all. */
export async function soundOf({ ports }: FlowContext, groupIds: readonly string[]): Promise<readonly string[]> {
  const unsound = await Promise.all(groupIds.map((id) => ports.groups.isUnsound?.(id)));
  return groupIds.filter((_, place) => unsound[place] !== true);
}

/** The groups that decide, with their object ids. */
export function groupsOf({ settings }: FlowContext): readonly (readonly [DecidingRole, string])[] {
  const { approverGroupId, escalationGroupId } = settings;
  return [
    ['approver', approverGroupId],
    ...(escalationGroupId === null ? [] : [['escalation', escalationGroupId] as const]),
  ];
}
