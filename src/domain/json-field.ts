import type { Json } from './text.ts';

/** A field of stored JSON; null when it is not there, or when this is no object. */
export function jsonField(value: Json, name: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return (value as { readonly [key: string]: Json })[name] ?? null;
}
