import { parseFilter } from './filter.ts';
import type { GraphAnswer, GraphCall, JsonObject } from './graph-call.ts';
import { badRequest, unsupportedQuery } from './graph-refusal.ts';
import { parseSearch } from './search.ts';
import { type EntityType, selected } from './select.ts';

const DEFAULT_PAGE = 100;
const LARGEST_PAGE = 999;

/**
 * A collection as Graph answers it: filtered, searched, sorted, selected, in pages with `@odata.nextLink`.
 * `typed`: every row carries `@odata.type`, as where rows may be of several types.
 */
export function collection(
  call: GraphCall,
  type: EntityType,
  rows: readonly JsonObject[],
  options: { readonly typed?: boolean } = {},
): GraphAnswer {
  const found = sorted(call, rows.filter(searcher(call)).filter(filterer(call)));
  const offset = skipped(call);
  const size = pageSize(call);
  const page = found.slice(offset, offset + size).map((row) => ({
    ...(options.typed === true && typeof row['@odata.type'] === 'string' ? { '@odata.type': row['@odata.type'] } : {}),
    ...selected(call, type, row),
  }));
  return {
    status: 200,
    body: {
      '@odata.context': `${call.root}/$metadata#${type.collection}`,
      ...(call.query.get('$count') === 'true' && isEventual(call) ? { '@odata.count': found.length } : {}),
      ...(offset + size < found.length ? { '@odata.nextLink': nextLink(call, offset + size) } : {}),
      value: page,
    },
  };
}

function searcher(call: GraphCall): (row: JsonObject) => boolean {
  const search = call.query.get('$search');
  if (search === null) return () => true;
  if (!isEventual(call)) {
    throw unsupportedQuery(
      "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
    );
  }
  return parseSearch(search);
}

/** Advanced filters need the header and `$count=true` (graph.md 2.1). */
function filterer(call: GraphCall): (row: JsonObject) => boolean {
  const source = call.query.get('$filter');
  if (source === null) return () => true;
  const filter = parseFilter(source);
  const advanced = filter.advanced || call.query.has('$orderby');
  const log = call.path.startsWith('/auditLogs/') || call.path.startsWith('/roleManagement/');
  if (advanced && !log && !(isEventual(call) && call.query.get('$count') === 'true')) {
    throw unsupportedQuery(
      "Operator not supported because the 'ConsistencyLevel:eventual' header and $count=true are missing.",
    );
  }
  return filter.matches;
}

function sorted(call: GraphCall, rows: readonly JsonObject[]): readonly JsonObject[] {
  const order = call.query.get('$orderby');
  if (order === null) return rows;
  const [, property, direction] = /^(\w+)(?:\s+(asc|desc))?$/.exec(order.trim()) ?? [];
  if (property === undefined) throw badRequest(`Invalid $orderby: '${order}'.`);
  const sign = direction === 'desc' ? -1 : 1;
  return rows.toSorted((one, other) => sign * String(one[property] ?? '').localeCompare(String(other[property] ?? '')));
}

function pageSize(call: GraphCall): number {
  const top = call.query.get('$top');
  if (top === null) return DEFAULT_PAGE;
  const size = Number(top);
  if (!Number.isInteger(size) || size < 1 || size > LARGEST_PAGE) {
    throw badRequest(`Invalid page size specified: '${top}'. Must be between 1 and ${LARGEST_PAGE} inclusive.`);
  }
  return size;
}

function skipped(call: GraphCall): number {
  const token = call.query.get('$skiptoken');
  if (token === null) return 0;
  const offset = Number(Buffer.from(token, 'base64url').toString());
  if (!Number.isInteger(offset)) throw badRequest('Invalid skip token.');
  return offset;
}

function nextLink(call: GraphCall, offset: number): string {
  const query = new URLSearchParams(call.query);
  query.set('$skiptoken', Buffer.from(String(offset)).toString('base64url'));
  return `${call.root}${call.path}?${query}`;
}

function isEventual(call: GraphCall): boolean {
  return call.headers.consistencylevel?.toLowerCase() === 'eventual';
}
