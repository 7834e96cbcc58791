/** One Graph request as the sandbox saw it: the witness when a bot is killed. Inner requests of a batch count each. */
export type LoggedCall = {
  /** Counts up from 1. */
  readonly number: number;
  readonly method: string;
  /** As in the OpenAPI description; null = the sandbox does not play it. */
  readonly template: string | null;
  /** Without `/v1.0`, as it came. */
  readonly path: string;
  readonly query: string;
  readonly status: number;
  /** Whether the state of the tenant was changed, also when the answer said otherwise or was lost. */
  readonly changed: boolean;
  readonly lost: boolean;
  readonly clientRequestId: string | null;
  readonly inBatch: boolean;
  /** Tenant time, ISO UTC, and real time, milliseconds since 1970. */
  readonly at: string;
  readonly real: number;
  /** As sent; passwords blackened. */
  readonly body: unknown;
};

export type CallLog = {
  add(call: Omit<LoggedCall, 'number'>): void;
  /** Oldest first. */
  list(): readonly LoggedCall[];
  clear(): void;
};

const KEPT = 50_000;

export function createCallLog(): CallLog {
  let calls: LoggedCall[] = [];
  let count = 0;
  return {
    add(call) {
      count += 1;
      calls.push({ ...call, number: count, body: blackened(call.body) });
      if (calls.length > KEPT * 1.1) calls = calls.slice(-KEPT);
    },
    list: () => calls,
    clear() {
      calls = [];
      count = 0;
    },
  };
}

function blackened(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('passwordProfile' in body)) return body;
  const { passwordProfile } = body;
  return typeof passwordProfile === 'object'
    ? { ...body, passwordProfile: { ...passwordProfile, password: '***' } }
    : { ...body, passwordProfile: '***' };
}
