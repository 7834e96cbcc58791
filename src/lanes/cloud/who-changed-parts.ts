import type { DirectoryAudit } from '@microsoft/microsoft-graph-types';
import type { TurnedBack } from '../../domain/outcome.ts';
import type { StepKind } from '../../domain/step.ts';
import type { StepContext, Verified } from '../../flow/ports.ts';
import { initiatorOf, modifiedIn, readAuditRows } from './audit-rows.ts';
import type { GraphClient } from './graph-client.ts';

/**
 * Who changed these parts of a step back, by the directory's audit log, asked once: groups, licences and devices are in
 * it, a mailbox and the sharing of files are not. Null unless it names somebody for every part, so that nobody answers
 * for what another did.
 */
export async function whoChangedParts(
  graph: GraphClient,
  { step, targetUserId }: StepContext,
  { items = [] }: Extract<Verified, { status: 'not-seen' }>,
): Promise<Pick<TurnedBack, 'how' | 'by'> | null> {
  const sign = SIGNS[step.kind];
  const since = step.acceptedAt;
  if (sign === undefined || since === null || items.length === 0) return null;
  const ofDevices = step.kind === 'disable-devices' || step.kind === 'enable-devices';
  if (ofDevices && items.length > MOST_DEVICES) return null;
  const objects = ofDevices ? items.map(({ id }) => id) : [targetUserId];
  const rows = await Promise.all(objects.map((objectId) => readAuditRows(graph, { objectId, since })));
  const found = items.map(({ id }, place) => rows[ofDevices ? place : 0]?.find((row) => sign(row, id)));
  const named = found.map((row) => (row === undefined ? null : initiatorOf(row)));
  const names = [...new Set(named.map((who) => who?.by ?? null))];
  if (names.includes(null)) return null;
  return { how: named.every((who) => who?.how === 'sync') ? 'sync' : 'person', by: names.join(', ') };
}

/** Of each device a request of its own, and the log takes five in ten seconds. */
const MOST_DEVICES = 3;

type Sign = (row: DirectoryAudit, partId: string) => boolean;

/** What the log calls the opposite of a step (Learn: Microsoft Entra audit log activities). */
const SIGNS: Readonly<Partial<Record<StepKind, Sign>>> = {
  'leave-groups': ofGroup('Add member to group', 'Add owner to group'),
  'rejoin-groups': ofGroup('Remove member from group', 'Remove owner from group'),
  'remove-licences': (row, skuId) => licences(row, skuId, 'newValue', 'oldValue'),
  'return-licences': (row, skuId) => licences(row, skuId, 'oldValue', 'newValue'),
  'disable-devices': (row) => switched(row, true),
  'enable-devices': (row) => switched(row, false),
};

function ofGroup(...activities: readonly string[]): Sign {
  return (row, groupId) => {
    if (!activities.includes(row.activityDisplayName ?? '')) return false;
    const isNamed = modifiedIn(row).some(({ oldValue, newValue }) => `${oldValue} ${newValue}`.includes(groupId));
    return isNamed || (row.targetResources ?? []).some(({ id }) => id === groupId);
  };
}

function licences(row: DirectoryAudit, skuId: string, there: 'oldValue' | 'newValue', away: 'oldValue' | 'newValue') {
  return modifiedIn(row).some(
    (property) =>
      property.displayName === 'AssignedLicense' &&
      (property[there] ?? '').includes(skuId) &&
      !(property[away] ?? '').includes(skuId),
  );
}

function switched(row: DirectoryAudit, enabled: boolean): boolean {
  return modifiedIn(row).some(
    ({ displayName, newValue }) => displayName === 'AccountEnabled' && (newValue ?? '').includes(String(enabled)),
  );
}
