import type { FlowContext } from './context.ts';
import type { ShownCard } from './ports.ts';

/**
 * A party brought up this card of a request: it is kept up to date from now on, and the one before it is retired soon.
 */
export async function cardShown(context: FlowContext, card: ShownCard): Promise<void> {
  if (await context.ports.cards.takeOver(card)) context.nudge(card.requestId);
}
