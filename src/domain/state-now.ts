import type { Request } from './request.ts';
import { type Text, text } from './text.ts';
import { isTurnedRound } from './work-off.ts';

/**
 * How a request stands, in the words of the lists. Of one that a later request turned round, that one has the last
 * word: how much of it was seen is said there.
 */
export function stateNow({ state, note }: Pick<Request, 'state' | 'note'>): Text {
  if (isTurnedRound({ note })) return text('card.request-state.stands-on', { reference: '', ...note?.values });
  return text(`card.request-state.${state}`);
}
