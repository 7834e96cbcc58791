import { type Text, text } from '../domain/text.ts';
import type { Reader } from '../locales/reader.ts';
import type { AdaptiveCard } from './adaptive-card.ts';
import type { Detail } from './parts/steps.ts';

/**
 * Bytes of JSON that a card of ours may have; Teams takes about 80 KB (teams.md 1.9). The nonces of its buttons come on top,
 * less than a kilobyte (`bot/card-seal`).
 */
export const MOST_BYTES = 20_480;
/** A card that carries a whole script may be twice as long. */
export const MOST_BYTES_WITH_SCRIPT = 2 * MOST_BYTES;

/**
 * The card in full; without its picture, shorter, or with names and reasons cut early, where those of this request make it
 * too long.
 */
export function fittingCard(reader: Reader, make: (detail: Detail, reader: Reader) => AdaptiveCard): AdaptiveCard {
  for (const detail of ['full', 'plain', 'short'] as const) {
    const card = make(detail, reader);
    if (sizeOf(card) <= MOST_BYTES) return card;
  }
  return make('short', { ...reader, brief: true });
}

export function sizeOf(card: AdaptiveCard): number {
  return Buffer.byteLength(JSON.stringify(card));
}

/** Said on a card that leaves something out. */
export function shortened(detail: Detail): readonly Text[] {
  return detail !== 'short' ? [] : [text('card.shortened')];
}
