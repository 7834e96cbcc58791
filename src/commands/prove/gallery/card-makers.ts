import type { AdaptiveCard } from '../../../cards/adaptive-card.ts';
import type { Reader } from '../../../locales/reader.ts';

/** Cards by name, each made for a reader. */
export type CardMakers = Readonly<Record<string, (reader: Reader) => AdaptiveCard>>;
