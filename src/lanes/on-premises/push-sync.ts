import type { StepContext } from '../../flow/ports.ts';
import type { OnPremisesLaneSettings } from './settings.ts';

/**
 * Nothing waits for the next cycle where one account can be carried over at once (hybrid.md 0.4). False = not here, or
 * not taken now; then the cycle brings it. A deleted account has no place to be carried from.
 */
export async function pushSync(
  settings: OnPremisesLaneSettings,
  { step, facts }: StepContext,
  distinguishedName: string | null,
): Promise<boolean> {
  const { adDomain: domain } = facts;
  if (settings.pushSync === undefined || domain === null || domain === undefined || distinguishedName === null)
    return false;
  if (domain.sync.onDemand === null || step.kind === 'delete-account') return false;
  return settings.pushSync({ stepId: step.id, domain, distinguishedName });
}
