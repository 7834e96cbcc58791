import { DirectoryUnavailable } from '../domain/errors.ts';
import { type Power, powerOf } from '../domain/power.ts';
import { COUNTING_STATES, isActive } from '../domain/request.ts';
import type { TargetUser } from '../domain/target-user.ts';
import type { FlowContext } from './context.ts';
import { standingOf } from './standing.ts';

/**
 * What power somebody has whom a block at once is about. Whoever is on the list of a group that decides has it, whether
 * their account is off, or nobody decides by that group any more: what protects them from one member must not end with
 * the first block. So has whoever two members blocked, as long as that lasts. `unread`: the directory does not say now
 * whether they are on one: an emergency waits for no read, and nobody who decides is locked out by one, so that it
 * takes two until it says.
 */
export async function powerNow(context: FlowContext, facts: TargetUser): Promise<Power | 'unread'> {
  const isListed = await isListedNow(context, facts);
  const decides = isListed === true || (await isBlockedByTwo(context, facts));
  const power = powerOf(facts, decides, context.settings.policy.emergency.operators);
  return isListed === null && power !== 'control-plane' ? 'unread' : power;
}

/** Whether it takes two members to block them at once. */
export function takesTwo(power: Power | 'unread'): boolean {
  return power === 'control-plane' || power === 'unread';
}

/** Null = it cannot be read now. */
async function isListedNow(context: FlowContext, { id }: TargetUser): Promise<boolean | null> {
  try {
    return (await standingOf(context, id)).isListed;
  } catch (error) {
    if (!(error instanceof DirectoryUnavailable)) throw error;
    return null;
  }
}

async function isBlockedByTwo({ ports }: FlowContext, { id, accountEnabled }: TargetUser): Promise<boolean> {
  const blocks = await ports.requests.list({ targetUserId: id, kinds: ['block-sign-in'], states: COUNTING_STATES });
  return blocks.some(({ emergency, state }) => emergency?.first !== undefined && (!accountEnabled || isActive(state)));
}
