/**
 * The same text as both databases can keep it: PostgreSQL refuses U+0000 in text and jsonb, and lone surrogates in
 * jsonb (datatype-json: "reject Unicode escapes for values outside the database encoding"). Both become U+FFFD, so that
 * a hostile name is stored and shown as visibly broken and never stops a request.
 */
export function storableText(value: string): string {
  return value.toWellFormed().replaceAll('\u0000', '\uFFFD');
}

/** JSON text of a value for a jsonb column; null (and undefined) is the SQL null, never jsonb's. */
export function toJson(value: unknown): string | null {
  return value === null || value === undefined ? null : requiredJson(value);
}

/** The same for a column that is never null. */
export function requiredJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => storablePart(part));
}

/** JSON.stringify goes on into what this returns, so one level at a time is enough. */
function storablePart(part: unknown): unknown {
  if (typeof part === 'string') return storableText(part);
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
  const entries = Object.entries(part);
  if (entries.every(([key]) => key === storableText(key))) return part;
  return Object.fromEntries(entries.map(([key, value]) => [storableText(key), value]));
}
