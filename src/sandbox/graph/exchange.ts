/** A Graph request and its answer, as they went over the wire: what tests hold against the OpenAPI description. */
export type Exchange = {
  readonly method: string;
  /** Path and query, without `/v1.0`. */
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: unknown;
  readonly status: number;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: unknown;
  readonly inBatch: boolean;
};
