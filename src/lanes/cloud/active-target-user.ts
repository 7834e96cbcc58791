import type { Domain, Group, User } from '@microsoft/microsoft-graph-types';
import { DirectoryUnavailable } from '../../domain/errors.ts';
import type { TargetUser } from '../../domain/target-user.ts';
import { deviceFacts, devicesIn } from './devices.ts';
import { adDomainOf, type DirectorySettings } from './directory-settings.ts';
import { type BatchAnswer, field } from './graph-answer.ts';
import { MOST_IN_BATCH } from './graph-batch.ts';
import type { GraphClient } from './graph-client.ts';
import { identityOf, instant, onPremisesOf, signInOf } from './identity.ts';
import { toLicences } from './licences.ts';
import { completeManagers, managerRead, managersIn } from './managers.ts';
import { joinMemberships, lastOwnerOf, ownerReads, readLastOwnerOf } from './memberships.ts';
import { toPerson } from './person-fields.ts';
import { provisioningErrorsOf } from './provisioning-errors.ts';
import { readProtections } from './read-protections.ts';
import { isNotFound, listOf, optionalListOf, required } from './reads.ts';
import { mailboxPlansIn, skuNamesIn } from './skus.ts';
import { tenantLastSyncOf } from './standing.ts';
import { type Reading, workloadReads } from './target-user-reads.ts';
import { autoReplyOf, driveOf, mailboxOf } from './workloads.ts';

/**
 * Somebody the directory has: the second round trip reads mailbox, files, the top of the chain and the other owners of
 * owned groups. Throws `DirectoryUnavailable` when what the plan cannot do without has no answer; what may be missing
 * stays `unknown`. A block at once can do without anything but the account and its protections: what is left out of it
 * then is `readInPart`.
 */
export async function readActiveTargetUser(settings: DirectorySettings, reading: Reading): Promise<TargetUser> {
  const { graph } = settings;
  const { first, readAt, isForBlock } = reading;
  const targetUser = required<User>(first.targetUser, 'the target user');
  const owned = await listOf<Group>(graph, first.owned, 'owned groups');
  const second = isForBlock ? readSecondForBlock : readSecond;
  const { mailbox, drive, lastOwned, managers } = await second(graph, reading, owned ?? []);
  // Refused, or deleted between the reads of one batch: that there are no groups would be a claim. What is owned and was
  // refused protects.
  if (!isForBlock && isNotFound(first.owned))
    throw new DirectoryUnavailable('Microsoft Graph gave a person and no groups (404)');
  if (!isForBlock) required<unknown>(first.groups, 'memberships');
  const list = isForBlock ? optionalListOf : listOf;
  const groups = await list<Group>(graph, first.groups, 'memberships');
  const identity = identityOf(targetUser, isCloudManaged(first.syncBehavior));
  const onPremises = onPremisesOf(targetUser);
  const adDomain = adDomainOf(settings, onPremises);
  const reports = await list<unknown>(graph, first.reports, 'direct reports');
  const devices = await devicesIn(graph, first);
  const applications = await optionalListOf<unknown>(graph, first.applications);
  return {
    ...toPerson(targetUser, managers[0]?.displayName ?? null),
    found: 'active',
    identity,
    signIn: signInOf(targetUser, identity, {
      domains: await optionalListOf<Domain>(graph, first.domains),
      managedSignIn: adDomain?.signIn ?? 'unknown',
    }),
    onPremises,
    adDomain,
    tenantLastSync: isForBlock && isUnavailable(first.organization) ? null : tenantLastSyncOf(first.organization),
    provisioningErrors: provisioningErrorsOf(targetUser),
    manager: managers[0] ?? null,
    ...(isForBlock && ([first.chain, first.reports].some(isUnavailable) || first.groups.outcome !== 'ok')
      ? { readInPart: true }
      : {}),
    managementChain: managers.map((manager) => manager.id),
    directReports: reports?.length ?? 0,
    // Without an answer at all a block at once says so itself (`readInPart`).
    ...(first.reports.outcome === 'refused' ? { reportsUnread: true } : {}),
    memberships: joinMemberships({ groups: groups ?? [], owned: owned ?? [], lastOwnerOf: lastOwned }),
    licences: toLicences(targetUser.licenseAssignmentStates ?? [], skuNamesIn(first.skus), mailboxPlansIn(first.skus)),
    mailbox: mailboxOf(mailbox, { identity, userType: targetUser.userType, mail: targetUser.mail }),
    autoReply: autoReplyOf(mailbox),
    drive: driveOf(drive),
    assignedApplications: applications?.length ?? 'unknown',
    ...deviceFacts(devices),
    protections: await readProtections(settings, reading, { targetUser, owned }),
    passwordChangedAt: instant(targetUser.lastPasswordChangeDateTime),
    restoreConflict: null,
    lastSeen: null,
    readAt,
  };
}

async function readSecond(graph: GraphClient, { id, first }: Reading, owned: readonly Group[]) {
  const chain = managersIn(first.chain, id);
  const owners = ownerReads(owned.slice(0, OWNED_IN_BATCH));
  const second: Readonly<Record<string, BatchAnswer>> = await graph.batch({
    ...workloadReads(id),
    above: managerRead(chain.at(-1)?.id ?? id),
    ...owners,
  });
  const answerTo = (name: string): BatchAnswer => second[name] ?? { outcome: 'unavailable', retryAfter: null };
  const lastOwned = new Set([
    ...lastOwnerOf(
      id,
      Object.keys(owners).map((groupId) => [groupId, answerTo(groupId)] as const),
    ),
    ...(await readLastOwnerOf(graph, id, owned.slice(OWNED_IN_BATCH))),
  ]);
  const managers = await completeManagers(graph, id, { chain, above: answerTo('above') });
  return { mailbox: answerTo('mailbox'), drive: answerTo('drive'), lastOwned, managers };
}

/**
 * The same where somebody has to be blocked at once: one batch that nobody waits for, and managers as the index has
 * them.
 */
async function readSecondForBlock(graph: GraphClient, { id, first }: Reading, owned: readonly Group[]) {
  const owners = Object.entries(ownerReads(owned.slice(0, OWNED_IN_BATCH)));
  const reads = Object.entries({ ...workloadReads(id), ...Object.fromEntries(owners) });
  const second = await graph
    .batch(Object.fromEntries(reads.map(([name, read]) => [name, { ...read, impatient: true } as const])))
    .catch(nothingIfUnavailable);
  const answerTo = (name: string): BatchAnswer => second[name] ?? { outcome: 'unavailable', retryAfter: null };
  const known = owners.map(([groupId]) => [groupId, answerTo(groupId)] as const);
  return {
    mailbox: answerTo('mailbox'),
    drive: answerTo('drive'),
    // Of owners without an answer nothing is said here.
    lastOwned: lastOwnerOf(
      id,
      known.filter(([, { outcome }]) => outcome === 'ok'),
    ),
    managers: managersIn(first.chain, id),
  };
}

function nothingIfUnavailable(error: unknown): Readonly<Record<string, BatchAnswer>> {
  if (error instanceof DirectoryUnavailable) return {};
  throw error;
}

// Mailbox, drive and the manager above take three of the twenty places.
const OWNED_IN_BATCH = MOST_IN_BATCH - 3;

function isUnavailable({ outcome }: BatchAnswer): boolean {
  return outcome === 'unavailable';
}

function isCloudManaged(answer: BatchAnswer): boolean | null {
  return answer.outcome === 'ok' ? field(answer.body, 'isCloudManaged') === true : null;
}
