import type { TimelineChange, TimelineEntry } from '../../../../sandbox/tenant.ts';
import type { Claim } from './claim.ts';

/** What directory sync does when it turns a step back; a step that is not here it cannot turn back. */
const SYNC_CHANGES: Readonly<Record<string, readonly TimelineChange[]>> = {
  'block-sign-in': ['block-turned-back', 'unblocked'],
  'unblock-sign-in': ['blocked'],
  'disable-devices': ['device-turned-back'],
  'leave-groups': ['joined-group'],
  'rejoin-groups': ['left-group'],
  'delete-account': ['restored'],
  'restore-account': ['deleted'],
};

/** Null when the tenant's own timeline has directory sync undo this step since the request. */
export function syncTurnedBack(claim: Claim, kind: string | null): string | null {
  if (kind === null || claim.personId === null) return null;
  const changes = SYNC_CHANGES[kind] ?? [];
  const found = since(claim).some(({ actor, what }) => actor === 'directory-sync' && changes.includes(what));
  return found ? null : `directory sync did not undo ${kind} of this person`;
}

/** What happened to the person since the request, until the card. */
export function since({ past, personId, asked, shown }: Claim): readonly TimelineEntry[] {
  const { timeline } = past.at(shown.at);
  return timeline.filter(({ personId: id, at }) => id === personId && Date.parse(at) >= asked - 60_000);
}
