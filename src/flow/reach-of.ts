import type { Reach } from '../domain/approval-needs.ts';
import type { TargetUser } from '../domain/target-user.ts';
import type { FlowContext } from './context.ts';

/**
 * How many people somebody manages, and which groups they own, for who must approve. The directory keeps neither of a
 * deleted account: then it is as Leaver read it last, before a request that is not about a deleted one.
 */
export async function reachOf({ ports }: FlowContext, facts: TargetUser): Promise<Reach> {
  if (facts.found === 'active') return facts;
  const [earlier] = await ports.requests.list({ targetUserId: facts.id, readWhole: true, limit: 1 });
  return earlier?.facts ?? facts;
}
