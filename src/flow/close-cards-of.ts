import type { FlowContext } from './context.ts';

/**
 * Takes the cards of somebody whom Leaver keeps out: every request of which they hold one is told anew, which reads
 * live that they are no party any more (`presentParties`). So at every look at the block, for as long as one is left.
 */
export async function closeCardsOf({ ports, nudge }: FlowContext, personId: string): Promise<void> {
  for (const id of await ports.cards.raiseHeldBy(personId)) nudge(id);
}
