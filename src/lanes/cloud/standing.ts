import type { User } from '@microsoft/microsoft-graph-types';
import { type BatchAnswer, field } from './graph-answer.ts';
import type { GraphClient } from './graph-client.ts';
import { at } from './graph-path.ts';
import { instant } from './identity.ts';
import { provisioningErrorsOf } from './provisioning-errors.ts';
import { isNotFound, required } from './reads.ts';

/**
 * Where somebody stands in the cloud now, and when directory sync last ran for the tenant and for them (ISO 8601, UTC):
 * what on-premises work is verified with. One round trip. Throws `DirectoryUnavailable`.
 */
export function createStandingReader({ graph }: { readonly graph: GraphClient }) {
  return async function readStanding(targetUserId: string) {
    const { targetUser, deleted, organization } = await graph.batch({
      targetUser: { path: at`/users/${targetUserId}`, query: { $select: STANDING_FIELDS } },
      deleted: { path: at`/directory/deletedItems/${targetUserId}`, query: { $select: 'id,deletedDateTime' } },
      organization: { path: at`/organization`, query: { $select: 'id,onPremisesLastSyncDateTime' } },
    });
    const active = isNotFound(targetUser) ? null : required<User>(targetUser, 'the target user');
    const found = active !== null ? 'active' : isNotFound(deleted) ? 'gone' : 'soft-deleted';
    if (found === 'soft-deleted') required<unknown>(deleted, 'the deleted person');
    return {
      found: found as 'active' | 'soft-deleted' | 'gone',
      accountEnabled: active?.accountEnabled ?? null,
      tenantLastSync: tenantLastSyncOf(organization),
      personLastSync: instant(active?.onPremisesLastSyncDateTime),
      provisioningErrors: active === null ? [] : provisioningErrorsOf(active),
    };
  };
}

const STANDING_FIELDS =
  'id,accountEnabled,onPremisesSyncEnabled,onPremisesLastSyncDateTime,onPremisesProvisioningErrors,serviceProvisioningErrors';

/** `organization.onPremisesLastSyncDateTime`; throws `DirectoryUnavailable`, because "never synced" would be a claim. */
export function tenantLastSyncOf(answer: BatchAnswer): string | null {
  const organizations = field(required<unknown>(answer, 'the organization'), 'value');
  const stamp = Array.isArray(organizations) ? field(organizations[0], 'onPremisesLastSyncDateTime') : null;
  return typeof stamp === 'string' ? instant(stamp) : null;
}
