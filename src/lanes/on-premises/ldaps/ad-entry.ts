import type { AdEntry } from './ad-session.ts';

/** Values of an attribute as text; none when it is not set. Names are compared without case, as AD DS does. */
export function textsOf(entry: AdEntry, attribute: string): readonly string[] {
  return valuesOf(entry, attribute).map((value) => value.toString());
}

/** The first value, or null. */
export function textOf(entry: AdEntry, attribute: string): string | null {
  return textsOf(entry, attribute)[0] ?? null;
}

/** Values as bytes: ldapts gives text for bytes that happen to be UTF-8, and the way back is exact. */
export function bytesOf(entry: AdEntry, attribute: string): readonly Buffer[] {
  return valuesOf(entry, attribute).map((value) => (Buffer.isBuffer(value) ? value : Buffer.from(value)));
}

function valuesOf(entry: AdEntry, attribute: string): readonly (string | Buffer)[] {
  const wanted = attribute.toLowerCase();
  const name = Object.keys(entry).find((key) => key.toLowerCase() === wanted);
  const values = name === undefined ? [] : entry[name];
  return Array.isArray(values) ? values : values === undefined ? [] : [values];
}
