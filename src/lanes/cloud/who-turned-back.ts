import type { DirectoryAudit } from '@microsoft/microsoft-graph-types';
import type { TurnedBack } from '../../domain/outcome.ts';
import { initiatorOf, modifiedIn, readAuditRows } from './audit-rows.ts';
import type { GraphClient } from './graph-client.ts';

/**
 * Who changed whether this person can sign in, since that instant, by the directory's audit log; null when it does not
 * say, and when somebody, Leaver too, changed it the other way after them: then the read is older than the log.
 */
export async function whoTurnedBack(
  graph: GraphClient,
  {
    targetUserId,
    since,
    enabled,
  }: { readonly targetUserId: string; readonly since: string; readonly enabled: boolean },
): Promise<Pick<TurnedBack, 'how' | 'by'> | null> {
  const rows = await readAuditRows(graph, { objectId: targetUserId, since });
  const found = rows.find((row) => isSwitch(row, true) || isSwitch(row, false));
  return found === undefined || !isSwitch(found, enabled) ? null : initiatorOf(found);
}

/** "Enable account" in the admin center, "Update user" with AccountEnabled for everything else. */
function isSwitch(row: DirectoryAudit, enabled: boolean): boolean {
  if (row.activityDisplayName === (enabled ? 'Enable account' : 'Disable account')) return true;
  return modifiedIn(row).some(
    ({ displayName, newValue }) => displayName === 'AccountEnabled' && (newValue ?? '').includes(String(enabled)),
  );
}
