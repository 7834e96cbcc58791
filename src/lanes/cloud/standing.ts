import type { User } from '@microsoft/microsoft-graph-types';
import { type BatchAnswer, field } from './graph-answer.ts';
import type { GraphClient } from './graph-client.ts';
import { at } from './graph-path.ts';
import { instant } from './identity.ts';
import { provisioningErrorsOf } from './provisioning-errors.ts';
import { isNotFound, required } from './reads.ts';

/**
 * Where somebody stands in the cloud now, and when directory sync last ran for the tenant and for them (ISO 8601, UTC):
 * what on-premises work is verified with. One round trip, and a second one for somebody without an active account: it
 * is read at every look at everybody who is watched. Throws `DirectoryUnavailable`.
 */
export function createStandingReader({ graph }: { readonly graph: GraphClient }) {
  return async function readStanding(targetUserId: string) {
    const { targetUser, organization } = await graph.batch({
      targetUser: { path: at`/users/${targetUserId}`, query: { $select: STANDING_FIELDS } },
      organization: ORGANIZATION,
    });
    const active = isNotFound(targetUser) ? null : required<User>(targetUser, 'the target user');
    const where = active === null ? await whereWithoutAccount(graph, targetUserId) : ({ found: 'active' } as const);
    return {
      ...where,
      accountEnabled: active?.accountEnabled ?? null,
      tenantLastSync: tenantLastSyncOf(organization),
      personLastSync: instant(active?.onPremisesLastSyncDateTime),
      provisioningErrors: active === null ? [] : provisioningErrorsOf(active),
    };
  };
}

/** What directory sync alone writes of somebody. One round trip. Throws `DirectoryUnavailable`. */
export function createShownReader({ graph }: { readonly graph: GraphClient }) {
  return async function readShown(targetUserId: string) {
    const { targetUser } = await graph.batch({
      targetUser: { path: at`/users/${targetUserId}`, query: { $select: 'id,onPremisesDistinguishedName' } },
    });
    const active = isNotFound(targetUser) ? null : required<User>(targetUser, 'the target user');
    return { distinguishedName: active?.onPremisesDistinguishedName ?? null };
  };
}

async function whereWithoutAccount(graph: GraphClient, targetUserId: string) {
  const { deleted } = await graph.batch({
    deleted: { path: at`/directory/deletedItems/${targetUserId}`, query: { $select: 'id,deletedDateTime' } },
  });
  if (isNotFound(deleted)) return { found: 'gone' } as const;
  const { deletedDateTime } = required<{ readonly deletedDateTime?: string }>(deleted, 'the deleted person');
  const deletedAt = instant(deletedDateTime);
  return { found: 'soft-deleted', ...(deletedAt === null ? {} : { deletedAt }) } as const;
}

const STANDING_FIELDS =
  'id,accountEnabled,onPremisesSyncEnabled,onPremisesLastSyncDateTime,onPremisesProvisioningErrors,serviceProvisioningErrors';

/** When directory sync last ran for the tenant: {@link tenantLastSyncOf}. */
export const ORGANIZATION = { path: at`/organization`, query: { $select: 'id,onPremisesLastSyncDateTime' } };

/**
 * `organization.onPremisesLastSyncDateTime`; throws `DirectoryUnavailable`, because "never synced" would be a claim.
 */
export function tenantLastSyncOf(answer: BatchAnswer): string | null {
  const organizations = field(required<unknown>(answer, 'the organization'), 'value');
  const stamp = Array.isArray(organizations) ? field(organizations[0], 'onPremisesLastSyncDateTime') : null;
  return typeof stamp === 'string' ? instant(stamp) : null;
}
