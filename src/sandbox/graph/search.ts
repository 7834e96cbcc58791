import type { JsonObject } from './graph-call.ts';
import { badRequest } from './graph-refusal.ts';

/**
 * `$search`: quoted `"property:value"` clauses joined by AND and OR (OR binds loosest). displayName is cut into words,
 * each word of the value must begin one; other properties match by their beginning (graph.md 2.1).
 */
export function parseSearch(source: string): (row: JsonObject) => boolean {
  const alternatives = source.split(/\s+OR\s+/).map((part) => part.split(/\s+AND\s+/).map(parseClause));
  return (row) => alternatives.some((clauses) => clauses.every((matches) => matches(row)));
}

function parseClause(source: string): (row: JsonObject) => boolean {
  const clause = /^\(?\s*"([A-Za-z]+):((?:[^"\\]|\\.)*)"\s*\)?$/.exec(source.trim());
  const [, property, value] = clause ?? [];
  if (property === undefined || value === undefined) throw badRequest(`Syntax error: '${source}' in '$search'.`);
  const wanted = value.replaceAll(/\\(.)/g, '$1').toLowerCase();
  return (row) => {
    const held = row[property];
    if (typeof held !== 'string') return false;
    if (property !== 'displayName') return held.toLowerCase().startsWith(wanted);
    const words = wordsOf(held);
    return wordsOf(wanted).every((word) => words.some((candidate) => candidate.startsWith(word)));
  };
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}
