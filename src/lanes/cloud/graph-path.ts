import { InternalError } from '../../domain/errors.ts';

declare const graphPath: unique symbol;

/** A path under `/v1.0` that was built by {@link at}: nobody else's text is in it. */
export type GraphPath = string & { readonly [graphPath]: true };

/** A path segment that is not a GUID (drive, item or permission id), encoded. */
export type Segment = { readonly encoded: string };

/**
 * Tagged template for Graph paths: every value must be a GUID or a {@link segment}. People and groups are addressed by
 * GUID only, because the client cuts paths at `#` and splits them at `?` (graph.md 0.2): `/users/a#EXT#@x.com` would
 * become `/users/a`. Throws `InternalError` for anything else.
 */
export function at(literals: TemplateStringsArray, ...values: readonly (string | Segment)[]): GraphPath {
  const path = literals.reduce((built, literal, place) => `${built}${encode(values[place - 1])}${literal}`);
  return path as GraphPath;
}

/**
 * Encodes an id that a service gave us and that is no GUID. Throws `InternalError` for one that would change the path.
 */
export function segment(id: string): Segment {
  if (id === '' || id === '.' || id === '..') throw new InternalError('an id is not usable in a path');
  return { encoded: encodeURIComponent(id) };
}

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isGuid(id: string): boolean {
  return GUID.test(id);
}

function encode(value: string | Segment | undefined): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') return value.encoded;
  if (!isGuid(value)) throw new InternalError('directory objects are addressed by GUID only');
  return value.toLowerCase();
}
