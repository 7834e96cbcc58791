import type { GraphPath } from './graph-path.ts';
import type { GraphQuery } from './graph-query.ts';

/** Graph answered 2xx; `body` is null when there was none (204, or 202 without one). */
export type Answered<Body> = {
  readonly outcome: 'ok';
  readonly status: number;
  readonly body: Body;
  /** Graph's own id of the call, by which Microsoft finds it; ours goes with it as `client-request-id`. */
  readonly requestId?: string;
};

/** Graph said no, and repeating will not help. `codes`: `error.code`, then the inner codes down to the deepest. */
export type Refused = {
  readonly outcome: 'refused';
  readonly status: number;
  readonly codes: readonly string[];
  /** Microsoft's own words: for `graph-errors.ts` and logs, never for people. */
  readonly message: string;
};

/**
 * No answer that can be used now: throttled, down (`answered`: the status), or lost. Seconds of real time where Graph
 * said them.
 */
export type Unavailable = {
  readonly outcome: 'unavailable';
  readonly retryAfter: number | null;
  readonly answered?: number | null;
};

/** The answer was lost or can mean "done" (408, 429, 5xx, reset, timeout: reliability.md 0.6): read before deciding. */
export type Ambiguous = {
  readonly outcome: 'ambiguous';
  readonly why: number | 'timeout' | 'connection' | 'no-token';
  readonly retryAfter: number | null;
};

/** It may not be sent any more, and was not: a pause, a hold or a stop came first. */
export type Held = { readonly outcome: 'held' };

export type GraphRead<Body> = Answered<Body> | Refused;
export type GraphWrite = Answered<unknown> | Refused | Ambiguous | Held;
export type BatchAnswer = Answered<unknown> | Refused | Unavailable;

/**
 * One GET; `eventual` sends `ConsistencyLevel: eventual` (advanced queries; a lagging index, never to verify a write).
 * With `body` it is a read that Graph wants as POST (`checkMemberGroups`).
 */
export type ReadRequest = {
  readonly path: GraphPath;
  readonly query?: GraphQuery;
  readonly eventual?: boolean;
  readonly body?: object;
  /** Not worth waiting for: without an answer in the batch there is none. */
  readonly impatient?: true;
};

/** 408, 429 and 5xx (but not 501) say nothing about whether it was done; 409 of the directory asks to try again. */
export function isTransient(status: number, codes: readonly string[] = []): boolean {
  if (status === 409) return codes.includes('Directory_ConcurrencyViolation');
  return status === 408 || status === 429 || (status >= 500 && status !== 501);
}

/** The refusal in an error body; works for empty and HTML bodies too. */
export function refusalOf(status: number, body: unknown): Refused {
  const error = field(body, 'error');
  const message = field(error, 'message');
  return { outcome: 'refused', status, codes: codesIn(error), message: typeof message === 'string' ? message : '' };
}

/** Seconds from `Retry-After` (seconds or a date), never negative, a day at most; null when absent or unreadable. */
export function retryAfterOf(header: string | null | undefined, now: number): number | null {
  if (header === null || header === undefined || header.trim() === '') return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.min(A_DAY, Math.max(0, seconds));
  const instant = Date.parse(header);
  return Number.isNaN(instant) ? null : Math.min(A_DAY, Math.max(0, Math.ceil((instant - now) / 1000)));
}

const A_DAY = 86_400;

/** A field of an unknown JSON value; undefined when it is no object or has no such field. */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

// Documents spell `innererror`, the wire uses `innerError` (graph.md 4).
function codesIn(error: unknown): string[] {
  const code = field(error, 'code');
  const inner = field(error, 'innerError') ?? field(error, 'innererror');
  return [...(typeof code === 'string' ? [code] : []), ...(inner === undefined ? [] : codesIn(inner))];
}
