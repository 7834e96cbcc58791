import { createHash } from 'node:crypto';
import type { AdaptiveCard } from '../cards/adaptive-card.ts';

/** Of a card as it is sent, sealed: two that look and do the same have the same. */
export function cardHash(card: AdaptiveCard): string {
  return createHash('sha256').update(JSON.stringify(card)).digest('hex');
}
