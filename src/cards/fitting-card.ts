import { type Text, text } from '../domain/text.ts';
import type { AdaptiveCard } from './adaptive-card.ts';
import type { Detail } from './parts/steps.ts';

/** Bytes of JSON that a card of ours may have; Teams takes about 80 KB (teams.md 1.9). */
export const MOST_BYTES = 20_480;

/** The card in full, or shorter where the names and reasons of this request would make it too long. */
export function fittingCard(make: (detail: Detail) => AdaptiveCard): AdaptiveCard {
  const full = make('full');
  return sizeOf(full) <= MOST_BYTES ? full : make('short');
}

export function sizeOf(card: AdaptiveCard): number {
  return Buffer.byteLength(JSON.stringify(card));
}

/** Said on a card that leaves something out. */
export function shortened(detail: Detail): readonly Text[] {
  return detail === 'full' ? [] : [text('card.shortened')];
}
