import { type Text, text } from '../domain/text.ts';
import type { Reader } from '../locales/reader.ts';
import type { AdaptiveCard } from './adaptive-card.ts';
import type { Detail } from './parts/steps.ts';

/**
 * Characters of JSON that a card of ours may have: 72 KB as Teams counts them, in UTF-16, of the 80 to 100 KB that it
 * takes (teams.md 0.10). The nonces of its buttons come on top, less than a thousand (`bot/card-seal`).
 */
export const MOST_CHARACTERS = 36_000;
/** A card that carries a whole script. */
export const MOST_CHARACTERS_WITH_SCRIPT = 39_000;

/**
 * The card in full; without its picture, shorter, or with names and reasons cut early, where those of this request make
 * it too long.
 */
export function fittingCard(reader: Reader, make: (detail: Detail, reader: Reader) => AdaptiveCard): AdaptiveCard {
  for (const detail of ['full', 'plain', 'short'] as const) {
    const card = make(detail, reader);
    if (sizeOf(card) <= MOST_CHARACTERS) return card;
  }
  return make('short', { ...reader, brief: true });
}

export function sizeOf(card: AdaptiveCard): number {
  return JSON.stringify(card).length;
}

/** Said on a card that leaves something out. */
export function shortened(detail: Detail): readonly Text[] {
  return detail !== 'short' ? [] : [text('card.shortened')];
}
