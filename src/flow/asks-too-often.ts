import { minutesAfter } from '../domain/minutes-after.ts';
import { type Text, text } from '../domain/text.ts';
import { type FlowContext, tenantNow } from './context.ts';
import type { Transaction } from './ports.ts';

/** Minutes of tenant time in which asks count together. */
const WITHIN = 60;

const TOO_OFTEN = { request: 'flow.asked-too-often', hour: 'flow.moved-too-often' } as const;

/**
 * Each ask makes every approver's phone buzz, and who is buzzed all day approves by reflex: why one more of this person
 * is not taken in now, and from when it is; null = it is, and the caller counts it (`Asks.add`). Blocks at once have a
 * limit of their own.
 */
export async function asksTooOften(
  context: FlowContext,
  requesterId: string,
  what: keyof typeof TOO_OFTEN,
  transaction: Transaction,
): Promise<Text | null> {
  const limit = context.settings.policy.limits.asksPerRequester;
  const { asks, transactions } = context.ports;
  const now = tenantNow(context);
  await asks.takeTurn(requesterId, transaction);
  const asked = await asks.since(requesterId, minutesAfter(now, -WITHIN), transaction);
  const first = asked[asked.length - limit];
  if (first === undefined) return null;
  transactions.afterCommit(transaction, () => context.log({ kind: 'asked-too-often', personId: requesterId }));
  return text(TOO_OFTEN[what], { limit, at: { instant: minutesAfter(first, WITHIN) } });
}
