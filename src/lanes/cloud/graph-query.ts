/** OData query options; values are plain text, the client encodes them. */
export type GraphQuery = Readonly<Record<`$${string}`, string>>;

/** `?…` with every value encoded (the Graph client encodes none: graph.md 0.2); empty when there is no option. */
export function queryString(query: GraphQuery | undefined): string {
  const options = Object.entries(query ?? {}).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return options.length === 0 ? '' : `?${options.join('&')}`;
}

/** A string literal of `$filter`: single quotes doubled, control characters dropped. */
export function filterLiteral(value: string): string {
  return `'${withoutControls(value).replaceAll("'", "''")}'`;
}

/**
 * `$search` for words in any of these properties; null when nothing searchable is left. Only letters, digits, marks
 * and what names and addresses are made of survive: a quote or backslash would end the literal, and an encoded `&` is a
 * known defect of `$search` in v1.0 (graph.md 2.1).
 */
export function searchExpression(properties: readonly string[], words: string): string | null {
  const searchable = words
    .normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}@._'’-]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_SEARCH);
  if (!/[\p{L}\p{N}]/u.test(searchable)) return null;
  return properties.map((property) => `"${property}:${searchable}"`).join(' OR ');
}

const LONGEST_SEARCH = 120;

function withoutControls(value: string): string {
  return value.replace(/\p{Cc}/gu, '');
}
