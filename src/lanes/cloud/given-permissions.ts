import type { Permission } from '@microsoft/microsoft-graph-types';
import type { Json } from '../../domain/text.ts';
import { permissionsOf, writePermissionsOf } from './drive-permissions.ts';
import { rowsIn } from './step-actions.ts';
import { hadBefore, sharedBefore, sharedIn } from './steps/share-onedrive.ts';

/**
 * Ids of the permissions that Leaver gave with this share, of those that there are now: what the successor had before
 * is not Leaver's, and where it is known which are, what others gave since is not either. One that is known is still
 * Leaver's where somebody lowered it to reading: the successor has it yet. Not so where they could read by it before.
 */
export function givenPermissions(share: Json, permissions: readonly Permission[]): readonly string[] {
  const [before, given] = [sharedBefore(share), rowsIn(share, 'given')];
  const { successorId } = sharedIn(share);
  const write = writePermissionsOf(permissions, successorId);
  if (given.length === 0) return write.filter((id) => !before.includes(id));
  const had = hadBefore(share).map(({ id }) => id);
  const now = permissionsOf(permissions, successorId).filter((id) => write.includes(id) || !had.includes(id));
  return now.filter((id) => given.includes(id));
}
