import type { Request } from '../domain/request.ts';
import type { FlowContext } from './context.ts';
import type { ShownCard } from './ports.ts';
import type { Told } from './say-once.ts';

/** From whoever is no party any more; what could not be taken away now is tried again later. */
export async function takeAwayCards(
  { ports: { cards, messenger } }: FlowContext,
  { reference }: Pick<Request, 'reference'>,
  lost: readonly ShownCard[],
): Promise<readonly Told[]> {
  const told: Told[] = [];
  for (const card of lost) {
    const status = await messenger.retire(card, reference, 'no-party');
    if (status !== 'later') await cards.takeAway(card);
    told.push(status === 'done' ? 'sent' : status);
  }
  return told;
}
