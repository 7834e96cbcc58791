import { DirectoryUnavailable } from '../domain/errors.ts';
import { type Power, powerOf } from '../domain/power.ts';
import { COUNTING_STATES, isActive } from '../domain/request.ts';
import type { TargetUser } from '../domain/target-user.ts';
import { type Text, text } from '../domain/text.ts';
import type { FlowContext } from './context.ts';
import { standingOf } from './standing.ts';

/** `takesTwo`: why blocking them at once takes two members; null = one may. */
export type PowerNow = { readonly power: Power; readonly takesTwo: Text | null };

/** Of somebody who is not there to be blocked. */
export const NO_POWER: PowerNow = { power: 'none', takesTwo: null };

/**
 * What power somebody has whom a block at once is about. Whoever is on the list of a group that decides has it, whether
 * their account is off, or nobody decides by that group any more: what protects them from one member must not end with
 * the first block. Two members are needed as well of whoever two blocked, as long as that lasts, and of whom the
 * directory does not say now whether they are on a list: an emergency waits for no read, and nobody who decides is
 * locked out by one.
 */
export async function powerNow(context: FlowContext, facts: TargetUser): Promise<PowerNow> {
  const isListed = await isListedNow(context, facts);
  const power = powerOf(facts, isListed === true, context.settings.policy.emergency.operators);
  return { power, takesTwo: await whyTwo(context, facts, power, isListed === null) };
}

async function whyTwo(context: FlowContext, facts: TargetUser, power: Power, isUnread: boolean): Promise<Text | null> {
  const name = facts.displayName;
  if (power === 'control-plane') return text('emergency.takes-two', { name });
  const reference = await blockedByTwo(context, facts);
  if (reference !== null) return text('emergency.takes-two-again', { name, reference });
  return isUnread ? text('emergency.power-unread', { name }) : null;
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

/** The reference of a block by two of them that lasts; null = there is none. */
async function blockedByTwo({ ports }: FlowContext, { id, accountEnabled }: TargetUser): Promise<string | null> {
  const blocks = await ports.requests.list({ targetUserId: id, kinds: ['block-sign-in'], states: COUNTING_STATES });
  const lasts = blocks.find(
    ({ emergency, state }) => emergency?.first !== undefined && (!accountEnabled || isActive(state)),
  );
  return lasts?.reference ?? null;
}
