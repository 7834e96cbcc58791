import type { AdDomain } from '../../domain/ad-domain.ts';
import type { GraphClient } from './graph-client.ts';
import { at, segment } from './graph-path.ts';

export type SyncPush = {
  /** GUID of the ledger's step. */
  readonly stepId: string;
  readonly domain: AdDomain;
  /** Of the account, as AD DS has it now. */
  readonly distinguishedName: string;
};

/**
 * Carries one account from AD DS to the cloud at once, where Cloud Sync is what syncs its domain (hybrid.md 0.4:
 * `provisionOnDemand` takes the distinguished name, 5 requests in 10 s). False = Entra Connect syncs here, which
 * nothing starts from outside, or Cloud Sync did not take it now: the next cycle brings it. What it answers is no proof
 * either way.
 */
export function createSyncPush({ graph }: { readonly graph: GraphClient }): (push: SyncPush) => Promise<boolean> {
  return async ({ stepId, domain, distinguishedName }) => {
    const { onDemand } = domain.sync;
    if (onDemand === null) return false;
    const subjects = [{ objectId: distinguishedName, objectTypeName: 'user' }];
    const pushed = await graph.write(
      'POST',
      at`/servicePrincipals/${onDemand.servicePrincipalId}/synchronization/jobs/${segment(onDemand.jobId)}/provisionOnDemand`,
      { parameters: [{ ruleId: onDemand.ruleId, subjects }] },
      // What it brings was written already: to bring it sooner is no further change.
      { stepId, repeatable: true, mayBeSent: async () => true },
    );
    return pushed.outcome === 'ok';
  };
}
