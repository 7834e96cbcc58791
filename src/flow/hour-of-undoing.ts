import { nextTry } from '../domain/emergency.ts';
import { isWatched } from '../domain/is-watched.ts';
import type { Request } from '../domain/request.ts';
import { isWatchEnded } from '../domain/work-off.ts';
import { type FlowContext, tenantNow } from './context.ts';

/**
 * When what keeps the undoing of a block at once from being proposed is looked at again, ISO UTC; null = there is no
 * need to. It does not end with the week of the watch: what it waits for may take longer. Only what keeps the person
 * out, and is over and watched no more itself, ends it then. `look`: the next one at the block for itself; null = its
 * watch is over.
 */
export async function hourOfUndoing(context: FlowContext, block: Request, look: string | null): Promise<string | null> {
  const next = nextTry(block, tenantNow(context));
  if (next === null || look !== null) return next;
  if (isWatchEnded(block)) return null;
  const { keptBy = null } = block.emergency ?? {};
  const keeper = keptBy === null ? null : await context.ports.requests.read(keptBy);
  return keeper === null || isWatched(keeper) ? next : null;
}
