import { type Power, powerOf } from '../domain/power.ts';
import { isActive } from '../domain/request.ts';
import type { TargetUser } from '../domain/target-user.ts';
import type { FlowContext } from './context.ts';
import { standingOf } from './standing.ts';

/**
 * What power somebody has whom a block at once is about. Whoever is on the list of a group that decides has it, whether their
 * account is off, or nobody decides by that group any more: what protects them from one member must not end with the first
 * block. So has whoever two members blocked, as long as that lasts. Throws `DirectoryUnavailable`.
 */
export async function powerNow(context: FlowContext, facts: TargetUser): Promise<Power> {
  const { isListed } = await standingOf(context, facts.id);
  const decides = isListed || (await isBlockedByTwo(context, facts));
  return powerOf(facts, decides, context.settings.policy.emergency.operators);
}

async function isBlockedByTwo({ ports }: FlowContext, { id, accountEnabled }: TargetUser): Promise<boolean> {
  const blocks = await ports.requests.list({ targetUserId: id, kinds: ['block-sign-in'], limit: 50 });
  return blocks.some(({ emergency, state }) => emergency?.first !== undefined && (!accountEnabled || isActive(state)));
}
