import type { TargetUser } from '../domain/target-user.ts';
import type { FlowContext } from './context.ts';

/**
 * What was last known of somebody while their account was there; null = Leaver was never asked about them. A request
 * that was made after the deletion knows neither managers nor groups, and takes nothing from what an earlier one knew,
 * nor does one of which Graph left a part unanswered.
 */
export async function lastFacts({ ports }: FlowContext, targetUserId: string): Promise<TargetUser | null> {
  const [whole] = await ports.requests.list({ targetUserId, readWhole: true, limit: 1 });
  if (whole !== undefined) return whole.facts;
  const [last] = await ports.requests.list({ targetUserId, limit: 1 });
  return last?.facts ?? null;
}
