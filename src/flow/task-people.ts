import { isInOffice } from '../domain/is-in-office.ts';
import type { Person } from '../domain/person.ts';
import type { PlannedTask, TaskGroup } from '../domain/task.ts';
import type { FlowContext } from './context.ts';
import { membersInOffice, soundOf } from './standing.ts';

/** The directory group whose members do this. */
export function groupIdOf({ settings }: FlowContext, group: TaskGroup): string {
  return group === 'helpdesk' ? settings.approverGroupId : group.id;
}

/**
 * Which of these groups somebody is in at this moment, in office: nobody by the rule of a dynamic group. Throws
 * `DirectoryUnavailable`.
 */
export async function taskGroupsOf(
  context: FlowContext,
  personId: string,
  tasks: readonly Pick<PlannedTask, 'group'>[],
): Promise<ReadonlySet<string>> {
  const groupIds = [...new Set(tasks.map(({ group }) => groupIdOf(context, group)))];
  if (groupIds.length === 0) return new Set();
  const asked = { targetUserId: null, personIds: [personId], groupIds };
  const found = (await context.ports.directory.readAuthority(asked)).people.get(personId);
  if (found === undefined || !isInOffice(found.person)) return new Set();
  return new Set(
    await soundOf(
      context,
      found.groupIds.filter((id) => groupIds.includes(id)),
    ),
  );
}

/**
 * Who does what: everybody in office in the groups of these tasks, each with the groups they are in. Never who leaves.
 */
export async function taskPeople(
  context: FlowContext,
  targetUserId: string,
  tasks: readonly Pick<PlannedTask, 'group'>[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const people = new Map<string, Set<string>>();
  for (const groupId of new Set(tasks.map(({ group }) => groupIdOf(context, group)))) {
    const members: readonly Person[] = await membersInOffice(context, [groupId]);
    for (const { id } of members) {
      if (id === targetUserId) continue;
      people.set(id, (people.get(id) ?? new Set()).add(groupId));
    }
  }
  return people;
}
