import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type ActivePerson, activePeople, findActive } from '../tenant-reads.ts';
import { changePerson, noted } from '../tenant-record.ts';
import type { Drive, DrivePermission, TenantState } from '../tenant-state.ts';
import { collection } from './collection.ts';
import { plainType } from './entity-types.ts';
import type { GraphAnswer, GraphCall, JsonObject } from './graph-call.ts';
import { GraphRefusal } from './graph-refusal.ts';
import { personOf } from './lookup.ts';
import { entity } from './select.ts';

const DRIVE = plainType('drive', 'drives');
const ITEM = plainType('driveItem', 'driveItems');
const PERMISSION = plainType('permission', 'permissions');
/** One TiB, in bytes. */
const QUOTA = 1_099_511_627_776;

type HeldDrive = { readonly owner: ActivePerson; readonly drive: Drive };

export function readDrive(call: GraphCall): GraphAnswer {
  const owner = personOf(call);
  const { drive } = owner;
  if (drive === null) throw new GraphRefusal(404, 'ResourceNotFound', "User's mysite not found.");
  const row = {
    id: drive.id,
    driveType: 'business',
    name: 'OneDrive',
    webUrl: drive.webUrl,
    createdDateTime: owner.cloud.createdDateTime,
    owner: { user: { id: owner.id, displayName: owner.cloud.displayName } },
    quota: { total: QUOTA, used: drive.usedBytes, remaining: QUOTA - drive.usedBytes, deleted: 0, state: 'normal' },
  };
  return { status: 200, body: entity(call, DRIVE, row) };
}

export function readRoot(call: GraphCall): GraphAnswer {
  const { drive } = driveOf(call, call.state);
  const row = { id: drive.rootId, name: 'root', webUrl: drive.webUrl, size: drive.usedBytes, root: {}, folder: {} };
  return { status: 200, body: entity(call, ITEM, row) };
}

export function listPermissions(call: GraphCall): GraphAnswer {
  const { owner, drive } = itemOf(call, call.state);
  const rows = [ownPermission(owner), ...drive.permissions.map((permission) => permissionRow(call.state, permission))];
  return collection(call, PERMISSION, rows);
}

export function readPermission(call: GraphCall): GraphAnswer {
  const { drive } = itemOf(call, call.state);
  return { status: 200, body: entity(call, PERMISSION, permissionRow(call.state, permissionOf(call, drive))) };
}

const invitation = z.looseObject({
  recipients: z.array(z.object({ objectId: z.guid().optional(), email: z.string().optional() })).min(1),
  roles: z.array(z.enum(['read', 'write', 'owner'])).min(1),
  requireSignIn: z.boolean().optional(),
  sendInvitation: z.boolean().optional(),
  expirationDateTime: z.string().nullish(),
});

/** Shares an item; somebody who has it already keeps the one permission, with the new roles. */
export function invite(call: GraphCall): GraphAnswer {
  const { owner, drive } = itemOf(call, call.truth);
  const asked = invitation.safeParse(call.body);
  if (!asked.success) throw new GraphRefusal(400, 'invalidRequest', 'The invitation is not valid.');
  const granted = asked.data.recipients.map((recipient): DrivePermission => {
    const personId = recipientId(call.truth, recipient);
    const former = drive.permissions.find((permission) => permission.personId === personId);
    const { roles, expirationDateTime } = asked.data;
    const id = former?.id ?? Buffer.from(randomUUID()).toString('base64url');
    return { id, roles, personId, expirationDateTime: expirationDateTime ?? null };
  });
  const kept = drive.permissions.filter((permission) => granted.every((other) => other.id !== permission.id));
  const changed = withPermissions(call.truth, owner, [...kept, ...granted]);
  const names = granted.map((permission) => changed.people[permission.personId]?.cloud?.displayName ?? '');
  return {
    ...collection(
      { ...call, query: new URLSearchParams() },
      PERMISSION,
      granted.map((row) => permissionRow(changed, row)),
    ),
    state: noted(changed, call.now, 'leaver', owner.id, 'files-shared', names.join(', ')),
  };
}

const roles = z.looseObject({ roles: z.array(z.enum(['read', 'write', 'owner'])).min(1) });

/** Only the roles can be changed. */
export function updatePermission(call: GraphCall): GraphAnswer {
  const { owner, drive } = itemOf(call, call.truth);
  const asked = roles.safeParse(call.body);
  if (!asked.success) throw new GraphRefusal(400, 'invalidRequest', 'The roles are not valid.');
  const former = permissionOf(call, drive);
  const now = { ...former, roles: asked.data.roles };
  const changed = withPermissions(
    call.truth,
    owner,
    drive.permissions.map((permission) => (permission === former ? now : permission)),
  );
  const name = changed.people[former.personId]?.cloud?.displayName ?? null;
  return {
    status: 200,
    body: entity(call, PERMISSION, permissionRow(changed, now)),
    state: noted(changed, call.now, 'leaver', owner.id, 'files-share-changed', name),
  };
}

export function deletePermission(call: GraphCall): GraphAnswer {
  const { owner, drive } = itemOf(call, call.truth);
  const gone = permissionOf(call, drive);
  const rest = drive.permissions.filter((permission) => permission !== gone);
  const changed = withPermissions(call.truth, owner, rest);
  const name = changed.people[gone.personId]?.cloud?.displayName ?? null;
  return { status: 204, state: noted(changed, call.now, 'leaver', owner.id, 'files-unshared', name) };
}

function recipientId(
  state: TenantState,
  recipient: { objectId?: string | undefined; email?: string | undefined },
): string {
  const person = findActive(state, recipient.objectId ?? recipient.email ?? '');
  if (person === null) throw new GraphRefusal(400, 'invalidRequest', 'One or more users could not be resolved.');
  return person.id;
}

function withPermissions(
  state: TenantState,
  owner: ActivePerson,
  permissions: readonly DrivePermission[],
): TenantState {
  return changePerson(state, owner.id, (person) =>
    person.drive === null ? person : { ...person, drive: { ...person.drive, permissions } },
  );
}

function driveOf(call: GraphCall, state: TenantState): HeldDrive {
  const id = call.parameters['drive-id'];
  const owner = activePeople(state).find((person) => person.drive?.id === id);
  if (owner?.drive == null) throw new GraphRefusal(404, 'itemNotFound', 'The resource could not be found.');
  return { owner, drive: owner.drive };
}

/** Only the root is there; `root` is its other name. */
function itemOf(call: GraphCall, state: TenantState): HeldDrive {
  const held = driveOf(call, state);
  const item = call.parameters['driveItem-id'];
  if (item !== held.drive.rootId && item !== 'root') {
    throw new GraphRefusal(404, 'itemNotFound', 'The resource could not be found.');
  }
  return held;
}

function permissionOf(call: GraphCall, drive: Drive): DrivePermission {
  const found = drive.permissions.find((permission) => permission.id === call.parameters['permission-id']);
  if (found === undefined) throw new GraphRefusal(404, 'itemNotFound', 'Item not found');
  return found;
}

function permissionRow(state: TenantState, permission: DrivePermission): JsonObject {
  const cloud = state.people[permission.personId]?.cloud;
  const identity = { id: permission.personId, displayName: cloud?.displayName ?? null };
  return {
    id: permission.id,
    roles: permission.roles,
    expirationDateTime: permission.expirationDateTime,
    hasPassword: false,
    grantedToV2: { user: identity },
    grantedTo: { user: identity },
  };
}

function ownPermission(owner: ActivePerson): JsonObject {
  const identity = { id: owner.id, displayName: owner.cloud.displayName };
  return { id: 'owner', roles: ['owner'], grantedToV2: { user: identity }, grantedTo: { user: identity } };
}
