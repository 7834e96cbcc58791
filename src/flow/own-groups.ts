import type { FlowContext } from './context.ts';

/**
 * Object ids of the groups by which is decided who may ask, approve, block or never be touched here, and of the groups
 * within them: whoever is put into one of these has that right. Throws `DirectoryUnavailable`.
 */
export async function ownGroups({ settings, ports }: FlowContext): Promise<readonly string[]> {
  const { approverGroupId, escalationGroupId, emergencyGroupId, requesterGroupId, protectedGroupId } = settings;
  const all = [approverGroupId, escalationGroupId, emergencyGroupId, requesterGroupId, protectedGroupId];
  const ids = all.flatMap((id) => id || []);
  return (await ports.groups.within?.(ids)) ?? ids;
}
