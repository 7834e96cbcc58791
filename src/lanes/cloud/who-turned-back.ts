import type { AuditActivityInitiator, DirectoryAudit } from '@microsoft/microsoft-graph-types';
import type { TurnedBack } from '../../domain/outcome.ts';
import type { GraphClient } from './graph-client.ts';
import { at } from './graph-path.ts';
import { filterLiteral } from './graph-query.ts';

/**
 * Who changed whether this person can sign in, since that instant, by the directory's audit log; null when it does not
 * say. The log lags minutes and takes 5 requests in 10 s: it is asked only when a change is gone, as evidence for people,
 * and never decides what is true (graph.md 2.11).
 */
export async function whoTurnedBack(
  graph: GraphClient,
  {
    targetUserId,
    since,
    enabled,
  }: { readonly targetUserId: string; readonly since: string; readonly enabled: boolean },
): Promise<Pick<TurnedBack, 'how' | 'by'> | null> {
  const $filter = `activityDateTime ge ${since} and targetResources/any(r:r/id eq ${filterLiteral(targetUserId.toLowerCase())})`;
  const audits = await graph.read<{ readonly value?: readonly DirectoryAudit[] }>(at`/auditLogs/directoryAudits`, {
    query: { $filter, $orderby: 'activityDateTime desc', $top: '20' },
  });
  if (audits.outcome !== 'ok') return null;
  const found = (audits.body.value ?? []).find((audit) => isSwitch(audit, enabled));
  if (found === undefined) return null;
  const by = nameOf(found.initiatedBy);
  return { how: isSync(found.initiatedBy) ? 'sync' : 'person', by };
}

/** "Enable account" in the admin center, "Update user" with AccountEnabled for everything else. */
function isSwitch({ activityDisplayName, targetResources }: DirectoryAudit, enabled: boolean): boolean {
  if (activityDisplayName === (enabled ? 'Enable account' : 'Disable account')) return true;
  const modified = (targetResources ?? []).flatMap(({ modifiedProperties }) => modifiedProperties ?? []);
  return modified.some(
    ({ displayName, newValue }) => displayName === 'AccountEnabled' && (newValue ?? '').includes(String(enabled)),
  );
}

/** Entra Connect writes as `Sync_<server>_<id>@…`, Cloud Sync as its own service principal (hybrid.md b, step 2). */
function isSync(initiator: AuditActivityInitiator | null | undefined): boolean {
  const { user, app } = initiator ?? {};
  return (
    /^(sync|adtoaadsyncserviceaccount|provisioning)/i.test(user?.userPrincipalName ?? '') ||
    /directory synchronization/i.test(user?.displayName ?? '') ||
    /cloud sync|azure ad connect|entra connect|directory synchronization/i.test(app?.displayName ?? '')
  );
}

function nameOf(initiator: AuditActivityInitiator | null | undefined): string | null {
  return initiator?.user?.userPrincipalName ?? initiator?.user?.displayName ?? initiator?.app?.displayName ?? null;
}
