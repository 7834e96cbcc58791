import { text } from '../domain/text.ts';
import type { Reader } from '../locales/reader.ts';
import type { AdaptiveCard } from './adaptive-card.ts';
import { messageCard } from './message-card.ts';

/**
 * What is left of a card of a request once another one in the same chat took over, or its reader is no party any more.
 */
export function retiredCard(reference: string, why: 'another-took-over' | 'no-party', reader: Reader): AdaptiveCard {
  const key = why === 'no-party' ? 'card.no-party' : 'card.retired';
  const sentences = [text(`${key}.sentence`, { reference })];
  return messageCard({ title: text(`${key}.title`, { reference }), sentences }, reader);
}
