/** Ids, kinds and outcomes; never who it is about. */
export type ConnectorEvent = {
  readonly kind:
    | 'connector-ran'
    | 'connector-not-begun'
    | 'connector-lost-lease'
    | 'connector-refused'
    | 'connector-unreachable'
    | 'connector-joined';
  readonly jobId?: string;
  readonly stepId?: string;
  /** The order's kind, or why. */
  readonly reason?: string;
  readonly status?: string;
  readonly code?: string;
};
