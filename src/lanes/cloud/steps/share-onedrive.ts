import type { Permission } from '@microsoft/microsoft-graph-types';
import { InternalError } from '../../../domain/errors.ts';
import { type Json, text } from '../../../domain/text.ts';
import type { StepContext } from '../../../flow/ports.ts';
import {
  type DriveRoot,
  type Lesser,
  lesserPermissionsOf,
  permissionsOf,
  permissionsPath,
  readDriveRoot,
  writePermissionsOf,
} from '../drive-permissions.ts';
import { field } from '../graph-answer.ts';
import { at, segment } from '../graph-path.ts';
import {
  goneAt,
  performedBy,
  readNow,
  refusalNote,
  rowsIn,
  type StepActions,
  type StepTools,
  sending,
  textIn,
} from '../step-actions.ts';

/**
 * The successor may write in the whole OneDrive. Nobody gets a mail, and what Graph answers is not believed: it has
 * answered 200 without giving access (graph.md 2.7), so the permissions are read back. The snapshot names the permissions
 * that were there before, and what the lesser ones let do, so that an undo takes away ours only.
 */
export function shareOnedrive(tools: StepTools): StepActions {
  const { graph } = tools;
  return {
    async look({ step, targetUserId }) {
      const successorId = textIn(step.parameters, 'successorId');
      if (successorId === null) return { status: 'refused', note: text('graph.share.no-successor') };
      const drive = await readDriveOf(tools, targetUserId);
      if (drive === null) return { status: 'refused', note: text('graph.refused.not-found') };
      if (drive.outcome === 'refused') {
        if (drive.status !== 404) return { status: 'refused', note: refusalNote(drive) };
        return { status: 'already', note: text('graph.share.no-drive'), snapshot: null };
      }
      const permissions = await graph.readAll<Permission>(permissionsPath(drive.body));
      if (permissions.outcome === 'refused') return { status: 'refused', note: refusalNote(permissions) };
      const before = writePermissionsOf(permissions.body, successorId);
      const had = lesserPermissionsOf(permissions.body, successorId);
      const snapshot = { ...drive.body, successorId, before, ...(had.length === 0 ? {} : { had }) };
      if (before.length === 0) return { status: 'needed', snapshot };
      return { status: 'already', note: text('graph.share.already'), snapshot };
    },

    async perform(context) {
      const { step } = context;
      const { driveId, itemId, successorId } = sharedIn(step.snapshot);
      const invitation = {
        recipients: [{ objectId: successorId }],
        roles: ['write'],
        requireSignIn: true,
        sendInvitation: false,
      };
      const path = at`/drives/${segment(driveId)}/items/${segment(itemId)}/invite`;
      const write = await graph.write('POST', path, invitation, sending(context));
      const permissionIds = write.outcome === 'ok' ? idsIn(write.body) : [];
      return performedBy(tools, write, { driveId, itemId, successorId, permissionIds });
    },

    async verify({ step }) {
      const shared = sharedIn(step.snapshot);
      const permissions = await graph.readAll<Permission>(permissionsPath(shared));
      if (permissions.outcome === 'refused')
        return permissions.status === 404
          ? goneAt(tools, step, 'drive')
          : { status: 'unreadable', note: refusalNote(permissions) };
      const found = writePermissionsOf(permissions.body, shared.successorId);
      const evidence = { ...shared, permissionIds: givenIn(step, found) };
      if (found.length > 0) return { status: 'seen', evidence };
      return { status: 'not-seen', evidence: { ...evidence, lowered: loweredIn(step, permissions.body) } };
    },
  };
}

/**
 * The drive, or that there is none; null = there is no account. The files of somebody deleted are not found either, and are
 * back with them: that there are none says only a read beside an account that is there.
 */
async function readDriveOf(tools: StepTools, targetUserId: string) {
  const drive = await readDriveRoot(tools.graph, targetUserId);
  if (drive.outcome === 'ok' || drive.status !== 404) return drive;
  if ((await readNow(tools, targetUserId, 'id')) === null) return null;
  return readDriveRoot(tools.graph, targetUserId);
}

/**
 * What Leaver gave stays what it answered when it gave it, whatever becomes of it and whatever others give since; what
 * the first look finds instead, where none of that is there. A retry that found it shared, once it had been taken away,
 * gave nothing.
 */
function givenIn(
  { evidence, verifiedAt, turnedBack, intendedAt }: StepContext['step'],
  found: readonly string[],
): readonly string[] {
  const given = rowsIn(evidence, 'permissionIds').map(String);
  const wasGiven = turnedBack === null || intendedAt !== null;
  const isOther = wasGiven && verifiedAt === null && found.length > 0 && !given.some((id) => found.includes(id));
  return isOther ? found : given;
}

/**
 * What Leaver gave and somebody lowered since: the successor has it yet. Where nothing says which that was it is all that
 * they had not before.
 */
function loweredIn({ evidence, snapshot }: StepContext['step'], permissions: readonly Permission[]): readonly string[] {
  const given = rowsIn(evidence, 'permissionIds');
  const had = hadBefore(snapshot).map(({ id }) => id);
  const now = permissionsOf(permissions, sharedIn(snapshot).successorId).filter((id) => !had.includes(id));
  return given.length === 0 ? now : now.filter((id) => given.includes(id));
}

export type Shared = DriveRoot & { readonly successorId: string };

/** What a snapshot of this step says was shared, and with whom; throws `InternalError` when it says nothing. */
export function sharedIn(snapshot: Json): Shared {
  const [driveId, itemId, successorId] = ['driveId', 'itemId', 'successorId'].map((name) => textIn(snapshot, name));
  if (!driveId || !itemId || !successorId) throw new InternalError('nothing was looked at before sharing');
  return { driveId, itemId, successorId };
}

/** Ids of the successor's permissions that were there before Leaver shared anything. */
export function sharedBefore(snapshot: Json): readonly string[] {
  return rowsIn(snapshot, 'before').map(String);
}

/** What the successor's other permissions let do before; snapshots of earlier versions do not say. */
export function hadBefore(snapshot: Json): readonly Lesser[] {
  return rowsIn(snapshot, 'had').flatMap((row) => {
    const [id, roles] = [textIn(row, 'id'), rowsIn(row, 'roles').map(String)];
    return id === null || roles.length === 0 ? [] : [{ id, roles }];
  });
}

function idsIn(body: unknown): readonly string[] {
  const permissions = field(body, 'value');
  return (Array.isArray(permissions) ? permissions : []).map((permission) => String(field(permission, 'id')));
}
