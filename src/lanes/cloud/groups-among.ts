import type { DirectoryObject } from '@microsoft/microsoft-graph-types';

/** Of the members of a group those that are groups themselves, by object id in lower case. */
export function groupsAmong(members: readonly DirectoryObject[]): readonly string[] {
  return members.flatMap((entry) => (isGroup(entry) && entry.id ? [entry.id.toLowerCase()] : []));
}

export function isGroup(entry: DirectoryObject): boolean {
  return (entry as Record<string, unknown>)['@odata.type'] === '#microsoft.graph.group';
}
