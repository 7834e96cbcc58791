import type { Request } from './request.ts';
import { type Text, text } from './text.ts';
import { isTurnedRound } from './work-off.ts';

/** How a request stands, in the words of the lists: of one that a later request turned round that is the last word. */
export function stateNow({ state, note }: Pick<Request, 'state' | 'note'>): Text {
  if (isTurnedRound({ note })) return text('card.request-state.undone-by', { reference: '', ...note?.values });
  return text(`card.request-state.${state}`);
}
