import type { FlowContext } from './context.ts';
import { countsSince } from './first-click.ts';
import { paced } from './paced.ts';

/** Tenant minutes between two looks. */
const PACE = 10;

/**
 * Called with every sweep: a first click that is over is gone soon after, with the name and the reason that stand in
 * it.
 */
export function createClickExpiry(context: FlowContext): () => Promise<void> {
  const pace = { minutes: PACE, failure: 'clicks-not-forgotten' } as const;
  return paced(context, pace, () => context.ports.firstClicks.forget(countsSince(context)));
}
