import { decisionsOf } from '../domain/decisions-of.ts';
import { COUNTING_STATES, type Request } from '../domain/request.ts';
import { type Text, text } from '../domain/text.ts';
import type { FlowContext } from './context.ts';
import type { Transaction } from './ports.ts';

/** Blocks that were made at once since this restore was decided: it is decided again, knowing them. */
export async function overtakenBy(
  context: FlowContext,
  restore: Request,
  transaction?: Transaction,
): Promise<readonly Text[]> {
  const blocks = await blocksSince(context, restore, transaction);
  return blocks.map(({ reference, requesterName: name }) => text('flow.overtaken', { reference, name }));
}

/** The same, as requests; the latest first. */
export async function blocksSince(
  { ports }: FlowContext,
  restore: Request,
  transaction?: Transaction,
): Promise<readonly Request[]> {
  const filter = { targetUserId: restore.targetUserId, kinds: ['block-sign-in'], states: COUNTING_STATES } as const;
  return (await ports.requests.list(filter, transaction)).filter((other) => overtakes(other, restore));
}

/**
 * Made at once, since the first of those who decided this did. What was answered about it, or that nobody did, lets
 * nobody in: only what is decided after it does. Told by the numbers of their turns, which one database gave; by the
 * hours, of two clocks perhaps, only where one of them has none.
 */
export function overtakes({ emergency, startedAt }: Request, other: Request): boolean {
  if (emergency === null || startedAt === null) return false;
  const decisions = decisionsOf(other);
  const turns = decisions.flatMap(({ turn }) => turn ?? []);
  if (emergency.turn !== undefined && decisions.length > 0 && turns.length === decisions.length)
    return emergency.turn > Math.min(...turns);
  const decidedAt = decisions.map(({ at }) => at).sort();
  return startedAt > (decidedAt[0] ?? '');
}
