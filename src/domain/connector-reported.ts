import { type Text, text } from './text.ts';

/**
 * What Leaver has by the word of a connector alone, named as just that: whoever decides, and whoever does it by hand,
 * is the first to check it. As a list: a long sentence of names would be cut, and a name is cut alone.
 */
export function connectorReported(reference: string, names: readonly string[]): readonly Text[] {
  if (names.length === 0) return [];
  const more = Math.max(0, names.length - MOST);
  return [text('plan.explain.connector-reported', { reference, items: names.slice(0, MOST), more })];
}

const MOST = 60;
