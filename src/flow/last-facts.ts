import type { TargetUser } from '../domain/target-user.ts';
import { wasReadWhole } from '../domain/was-read-whole.ts';
import type { FlowContext } from './context.ts';

/**
 * What was last known of somebody while their account was there; null = Leaver was never asked about them. A request
 * that was made after the deletion knows neither managers nor groups, and takes nothing from what an earlier one knew,
 * nor does one of which Graph left a part unanswered.
 */
export async function lastFacts({ ports }: FlowContext, targetUserId: string): Promise<TargetUser | null> {
  const requests = await ports.requests.list({ targetUserId, limit: EARLIER });
  const whole = requests.find(({ facts }) => wasReadWhole(facts));
  return (whole ?? requests[0])?.facts ?? null;
}

/** More than anybody is asked about. */
const EARLIER = 200;
