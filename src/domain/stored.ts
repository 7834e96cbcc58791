import { jsonField } from './json-field.ts';
import type { Json } from './text.ts';

/** The elements of a list in stored JSON; none where it is no list. */
export function rowsOf(stored: Json, name: string): readonly Json[] {
  const rows = jsonField(stored, name);
  return Array.isArray(rows) ? rows : [];
}

/** A text in stored JSON; null where it is none. */
export function textOf(stored: Json, name: string): string | null {
  const value = jsonField(stored, name);
  return typeof value === 'string' ? value : null;
}
