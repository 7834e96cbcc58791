import type { AuditActivityInitiator, DirectoryAudit } from '@microsoft/microsoft-graph-types';
import type { TurnedBack } from '../../domain/outcome.ts';
import type { GraphClient } from './graph-client.ts';
import { at } from './graph-path.ts';
import { filterLiteral } from './graph-query.ts';

/**
 * Everything that the directory's audit log says was done to an object since that instant, newest first; nothing when
 * it does not say. All pages: whom IT let in is given groups and licences afterwards, each with a row of its own, and
 * who let them in must not be lost behind those. The log lags minutes and takes 5 requests in 10 s: it is asked only
 * when a change is gone, as evidence for people, and never decides what is true (graph.md 2.11).
 */
export async function readAuditRows(
  graph: GraphClient,
  { objectId, since }: { readonly objectId: string; readonly since: string },
): Promise<readonly DirectoryAudit[]> {
  const $filter = `activityDateTime ge ${since} and targetResources/any(r:r/id eq ${filterLiteral(objectId.toLowerCase())})`;
  const audits = await graph.readAll<DirectoryAudit>(at`/auditLogs/directoryAudits`, {
    query: { $filter, $orderby: 'activityDateTime desc', $top: '999' },
  });
  return audits.outcome === 'ok' ? audits.body : [];
}

export function modifiedIn({ targetResources }: DirectoryAudit) {
  return (targetResources ?? []).flatMap(({ modifiedProperties }) => modifiedProperties ?? []);
}

/** Who did it, by name; directory sync is told from people. */
export function initiatorOf({ initiatedBy }: DirectoryAudit): Pick<TurnedBack, 'how' | 'by'> {
  return { how: isSync(initiatedBy) ? 'sync' : 'person', by: nameOf(initiatedBy) };
}

/**
 * Entra Connect writes as `Sync_<server>_<12 hex digits>@…`, Cloud Sync as `ADToAADSyncServiceAccount@…` or as a
 * service principal of Microsoft's (hybrid.md b, step 2). Whole names only: organisations have apps and people of their
 * own with "sync" in them.
 */
function isSync(initiator: AuditActivityInitiator | null | undefined): boolean {
  const { user, app } = initiator ?? {};
  return (
    /^(sync_[^@]+_[0-9a-f]{12}|adtoaadsyncserviceaccount)@/i.test(user?.userPrincipalName ?? '') ||
    SYNC_APPS.includes((app?.appId ?? '').toLowerCase()) ||
    SYNC_NAMES.includes((user?.displayName ?? app?.displayName ?? '').toLowerCase())
  );
}

/**
 * "Microsoft Entra AD Synchronization Service" (Microsoft Learn, Entra releases, 2024), "Microsoft Azure Active
 * Directory Connect".
 */
const SYNC_APPS = ['6bf85cfa-ac8a-4be5-b5de-425a0d0dc016', 'cb1056e2-e479-49de-ae31-7812af012ed8'];
const SYNC_NAMES = [
  'on-premises directory synchronization service account',
  'microsoft entra ad synchronization service',
  'microsoft azure active directory connect',
  'azure ad cloud sync',
  'microsoft entra cloud sync',
];

function nameOf(initiator: AuditActivityInitiator | null | undefined): string | null {
  return initiator?.user?.userPrincipalName ?? initiator?.user?.displayName ?? initiator?.app?.displayName ?? null;
}
