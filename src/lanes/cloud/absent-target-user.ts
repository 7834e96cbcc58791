import type { DirectoryAudit, User } from '@microsoft/microsoft-graph-types';
import type { Person } from '../../domain/person.ts';
import type { RestoreConflict, TargetUser } from '../../domain/target-user.ts';
import { adDomainOf, type DirectorySettings } from './directory-settings.ts';
import { HARD_DELETE } from './find-purged.ts';
import { field } from './graph-answer.ts';
import type { GraphClient } from './graph-client.ts';
import { identityOf, instant, onPremisesOf } from './identity.ts';
import { toPerson } from './person-fields.ts';
import { isNotFound, optionalListOf, required } from './reads.ts';
import { tenantLastSyncOf } from './standing.ts';
import { conflictReads, type Reading, traceReads } from './target-user-reads.ts';

/**
 * Somebody the directory has no active object of: in the deleted items, or gone. A 404 alone cannot tell purged from
 * never (graph.md 2.9): the audit log is asked for the last trace. Throws `DirectoryUnavailable`.
 */
export async function readAbsentTargetUser(settings: DirectorySettings, reading: Reading): Promise<TargetUser> {
  const { graph } = settings;
  if (isNotFound(reading.first.deleted)) return readGoneTargetUser(graph, reading);
  const deleted = required<User & { readonly deletedDateTime?: string }>(reading.first.deleted, 'the deleted person');
  const person = toPerson(deleted);
  const onPremises = onPremisesOf(deleted);
  return {
    ...nothingKnown(reading),
    ...person,
    found: 'soft-deleted',
    identity: identityOf(deleted, null),
    onPremises,
    adDomain: adDomainOf(settings, onPremises),
    passwordChangedAt: instant(deleted.lastPasswordChangeDateTime),
    restoreConflict: await readConflict(graph, person, deleted.proxyAddresses ?? []),
  };
}

async function readGoneTargetUser(graph: GraphClient, reading: Reading): Promise<TargetUser> {
  const { trace } = await graph.batch(traceReads(reading.id));
  const [newest] = (await optionalListOf<DirectoryAudit>(graph, trace)) ?? [];
  const target = newest?.targetResources?.find((resource) => resource.id?.toLowerCase() === reading.id);
  return {
    ...nothingKnown(reading),
    ...toPerson({
      id: reading.id,
      displayName: target?.displayName ?? null,
      userPrincipalName: target?.userPrincipalName ?? null,
    }),
    found: 'gone',
    lastSeen: newest === undefined ? null : lastSeenBy(newest),
  };
}

/** The name that Entra's audit log has for the end of a deleted item, by somebody or after 30 days. */
function lastSeenBy({ activityDateTime, activityDisplayName, result }: DirectoryAudit): TargetUser['lastSeen'] {
  const at = instant(activityDateTime);
  if (at === null) return null;
  const activity = activityDisplayName ?? '';
  return activity === HARD_DELETE && result === 'success'
    ? { at, by: 'hard-delete' }
    : { at, by: 'audit-log', activity };
}

// Unreadable counts as "none known": the restore itself answers a conflict, and the requester is asked then.
async function readConflict(
  graph: GraphClient,
  person: Person,
  addresses: readonly string[],
): Promise<RestoreConflict | null> {
  const answers = await graph.batch(conflictReads({ userPrincipalName: person.userPrincipalName, addresses }));
  const rows = Object.values(answers).flatMap((answer) => {
    const value = answer.outcome === 'ok' ? field(answer.body, 'value') : [];
    return Array.isArray(value) ? (value as readonly User[]) : [];
  });
  const holders = [...new Map(rows.map((row) => [row.id?.toLowerCase() ?? '', row])).entries()].flatMap(([id, row]) =>
    id === person.id ? [] : [row],
  );
  const [first] = holders;
  if (first === undefined) return null;
  const lost = [
    ...new Set([person.userPrincipalName, ...addresses.map(plainAddress)].map((each) => each.toLowerCase())),
  ];
  const taken = lost.flatMap((address) =>
    holders
      .filter((holder) => addressesOf(holder).includes(address))
      .map((holder) => ({ address, holder: holder.displayName ?? holder.userPrincipalName ?? '' })),
  );
  return {
    userPrincipalName: first.userPrincipalName ?? '',
    displayName: first.displayName ?? '',
    ...(taken.length === 0 ? {} : { taken }),
  };
}

function addressesOf({ userPrincipalName, proxyAddresses }: User): readonly string[] {
  return [userPrincipalName ?? '', ...(proxyAddresses ?? []).map(plainAddress)].map((each) => each.toLowerCase());
}

/** `smtp:sales@contoso.com` without what kind it is. */
function plainAddress(address: string): string {
  return address.replace(/^[a-z0-9]{1,10}:/i, '');
}

function nothingKnown({ first, readAt }: Reading) {
  return {
    identity: 'cloud-only',
    signIn: 'unknown',
    onPremises: null,
    adDomain: null,
    tenantLastSync: tenantLastSyncOf(first.organization),
    provisioningErrors: [],
    manager: null,
    managementChain: [],
    directReports: 0,
    memberships: [],
    licences: [],
    mailbox: 'unknown',
    autoReply: 'unknown',
    drive: 'unknown',
    assignedApplications: 'unknown',
    devices: 'unknown',
    protections: [],
    restoreConflict: null,
    lastSeen: null,
    readAt,
  } as const;
}
