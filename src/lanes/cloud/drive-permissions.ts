import type { Permission } from '@microsoft/microsoft-graph-types';
import type { GraphRead } from './graph-answer.ts';
import { field } from './graph-answer.ts';
import type { GraphClient } from './graph-client.ts';
import { at, segment } from './graph-path.ts';

/** The root of a drive, and the path of its permissions. */
export type DriveRoot = { readonly driveId: string; readonly itemId: string };

export function permissionsPath({ driveId, itemId }: DriveRoot) {
  return at`/drives/${segment(driveId)}/items/${segment(itemId)}/permissions`;
}

export function permissionPath({ driveId, itemId }: DriveRoot, permissionId: string) {
  return at`/drives/${segment(driveId)}/items/${segment(itemId)}/permissions/${segment(permissionId)}`;
}

/** The drive of a person and its root; refused with 404 when they never opened OneDrive (graph.md 2.7). */
export async function readDriveRoot(graph: GraphClient, personId: string): Promise<GraphRead<DriveRoot>> {
  const drive = await graph.read<{ readonly id: string }>(at`/users/${personId}/drive`, {
    query: { $select: 'id,webUrl' },
  });
  if (drive.outcome === 'refused') return drive;
  const driveId = drive.body.id;
  const root = await graph.read<{ readonly id: string }>(at`/drives/${segment(driveId)}/root`, {
    query: { $select: 'id' },
  });
  return root.outcome === 'refused' ? root : { ...root, body: { driveId, itemId: root.body.id } };
}

/** Ids of the permissions that let this person write, given on the root itself; `owner` lets do more than `write`. */
export function writePermissionsOf(permissions: readonly Permission[], personId: string): readonly string[] {
  const write = permissions.filter(({ roles }) => roles?.includes('write') || roles?.includes('owner'));
  return permissionsOf(write, personId);
}

/** A permission to less than write, which sharing raises where Graph keeps one for each person. */
export type Lesser = { readonly id: string; readonly roles: readonly string[] };

/**
 * Those of this person on the root itself. One that ends by itself is not among them: only the roles of a permission can
 * be changed, so that given back it would have no end.
 */
export function lesserPermissionsOf(permissions: readonly Permission[], personId: string): readonly Lesser[] {
  const lesser = permissions.filter(({ roles }) => roles?.every((role) => role !== 'write' && role !== 'owner'));
  const lasting = lesser.filter(({ expirationDateTime }) => !expirationDateTime);
  const ids = permissionsOf(lasting, personId);
  return lasting.flatMap(({ id, roles }) => (id && roles?.length && ids.includes(id) ? [{ id, roles }] : []));
}

/** Ids of the permissions that this person has on the root itself, whatever they let do. */
export function permissionsOf(permissions: readonly Permission[], personId: string): readonly string[] {
  return permissions
    .filter(({ inheritedFrom }) => !inheritedFrom)
    .filter((permission) => isGrantedTo(permission, personId))
    .flatMap(({ id }) => (id ? [id] : []));
}

// `grantedTo` is the older spelling; both name the person by object id.
function isGrantedTo({ grantedToV2, grantedTo, grantedToIdentitiesV2 }: Permission, personId: string): boolean {
  return [grantedToV2, grantedTo, ...(grantedToIdentitiesV2 ?? [])].some((identity) => {
    const id = field(field(identity, 'user'), 'id');
    return typeof id === 'string' && id.toLowerCase() === personId.toLowerCase();
  });
}
