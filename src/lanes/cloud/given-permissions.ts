import type { Permission } from '@microsoft/microsoft-graph-types';
import type { Json } from '../../domain/text.ts';
import { permissionsOf, writePermissionsOf } from './drive-permissions.ts';
import { field } from './graph-answer.ts';
import { rowsIn } from './step-actions.ts';
import { hadBefore, sharedBefore, sharedIn } from './steps/share-onedrive.ts';

/**
 * Ids of the permissions that Leaver gave with this share, of those that there are now: what the successor had before
 * is not Leaver's, and where it is known which are, what others gave since is not either. One that is known is still
 * Leaver's where somebody lowered it to reading: the successor has it yet. Not so where they could read by it before.
 * Where a later try got no answer, what came since may be Leaver's besides.
 */
export function givenPermissions(share: Json, permissions: readonly Permission[]): readonly string[] {
  const [before, given] = [sharedBefore(share), rowsIn(share, 'given')];
  const { successorId } = sharedIn(share);
  const write = writePermissionsOf(permissions, successorId);
  const isTried = field(share, 'tried') === true;
  const since = write.filter((id) => !before.includes(id));
  if (given.length === 0) return since;
  const had = hadBefore(share).map(({ id }) => id);
  const now = permissionsOf(permissions, successorId).filter((id) => write.includes(id) || !had.includes(id));
  return now.filter((id) => given.includes(id) || (isTried && since.includes(id)));
}
