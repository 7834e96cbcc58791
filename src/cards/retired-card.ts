import { text } from '../domain/text.ts';
import type { Reader } from '../locales/reader.ts';
import type { AdaptiveCard } from './adaptive-card.ts';
import { messageCard } from './message-card.ts';

/** What is left of a card of a request once another one in the same chat took over. */
export function retiredCard(reference: string, reader: Reader): AdaptiveCard {
  const sentences = [text('card.retired.sentence', { reference })];
  return messageCard({ title: text('card.retired.title', { reference }), sentences }, reader);
}
