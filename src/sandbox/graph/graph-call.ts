import type { Json } from '../../domain/text.ts';
import type { Contoso } from '../contoso.ts';
import type { TenantState } from '../tenant-state.ts';

/** One request to Graph, alone or out of a batch. */
export type GraphCall = {
  readonly method: string;
  /** As it came, without `/v1.0` and query; percent-encoded. */
  readonly path: string;
  /** What stands in the places of the template, decoded: `user-id`, `group-id`… */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON; undefined when there was none. */
  readonly body: unknown;
  /** What readers see: lags behind writes. */
  readonly state: TenantState;
  /** The truth: what writes are judged by and applied to. */
  readonly truth: TenantState;
  readonly now: Date;
  readonly contoso: Contoso;
  /** Origin and version, such as `http://127.0.0.1:3979/v1.0`. */
  readonly root: string;
};

export type GraphAnswer = {
  readonly status: number;
  readonly body?: JsonObject;
  readonly headers?: Readonly<Record<string, string>>;
  /** The state after a write. */
  readonly state?: TenantState;
};

/** May throw a `GraphRefusal`: that is its answer then. */
export type GraphHandler = (call: GraphCall) => GraphAnswer;

export type JsonObject = { readonly [key: string]: Json };
