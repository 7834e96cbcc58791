import type { Permission } from '@microsoft/microsoft-graph-types';
import type { Json } from '../../domain/text.ts';
import { writePermissionsOf } from './drive-permissions.ts';
import { rowsIn } from './step-actions.ts';
import { sharedBefore, sharedIn } from './steps/share-onedrive.ts';

/**
 * Ids of the permissions that Leaver gave with this share, of those that there are now: what the successor had before
 * is not Leaver's, and where it is known which are, what others gave since is not either.
 */
export function givenPermissions(share: Json, permissions: readonly Permission[]): readonly string[] {
  const [before, given] = [sharedBefore(share), rowsIn(share, 'given')];
  return writePermissionsOf(permissions, sharedIn(share).successorId).filter(
    (id) => !before.includes(id) && (given.length === 0 || given.includes(id)),
  );
}
