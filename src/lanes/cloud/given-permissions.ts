import type { Permission } from '@microsoft/microsoft-graph-types';
import type { Json } from '../../domain/text.ts';
import { permissionsOf, writePermissionsOf } from './drive-permissions.ts';
import { rowsIn } from './step-actions.ts';
import { sharedBefore, sharedIn } from './steps/share-onedrive.ts';

/**
 * Ids of the permissions that Leaver gave with this share, of those that there are now: what the successor had before
 * is not Leaver's, and where it is known which are, what others gave since is not either. One that is known is still
 * Leaver's where somebody lowered it to reading: the successor has it yet.
 */
export function givenPermissions(share: Json, permissions: readonly Permission[]): readonly string[] {
  const [before, given] = [sharedBefore(share), rowsIn(share, 'given')];
  const { successorId } = sharedIn(share);
  if (given.length > 0) return permissionsOf(permissions, successorId).filter((id) => given.includes(id));
  return writePermissionsOf(permissions, successorId).filter((id) => !before.includes(id));
}
