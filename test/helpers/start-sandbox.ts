import { contosoPerson } from '../../src/sandbox/contoso.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import type { CloudAccount, Tenant, TenantPerson } from '../../src/sandbox/tenant.ts';
import { createExchangeCheck } from './openapi.ts';

export type TestSandbox = {
  readonly url: string;
  readonly tenant: Tenant;
  /** With `ad: 'samba'`. */
  readonly directory: Sandbox['directory'];
  /** Object id of a person of contoso.json. */
  id(key: string): string;
  person(key: string): TenantPerson;
  /** The Entra object; throws for somebody purged. */
  cloud(key: string): CloudAccount;
  jump(minutes: number): Promise<void>;
  ad(action: 'disable' | 'enable' | 'delete' | 'restore' | 'reset-password', key: string): Promise<void>;
  adDisable(key: string): Promise<void>;
  sync(): Promise<void>;
  faults(order: object): Promise<void>;
  clearFaults(): Promise<void>;
  /** Any call of the control API; throws unless it answers 2xx. */
  control(method: string, path: string, body?: unknown): Promise<unknown>;
  /** A Graph call as a client sends it. */
  graph(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<GraphReply>;
  /** What did not fit the OpenAPI description so far; `stop` throws when there is any. */
  readonly misfits: readonly string[];
  /** Takes out what a test did wrong on purpose, and returns it. */
  forgiveMisfits(): readonly string[];
  stop(): Promise<void>;
};

export type GraphReply = {
  readonly status: number;
  readonly headers: Headers;
  // Graph answers have many shapes; tests say which one they expect.
  readonly body: { readonly [key: string]: unknown };
};

/** A fixed Monday morning in winter, so that dates in tests read well. */
const TEST_START = new Date('2026-03-09T08:00:00Z');

/**
 * A sandbox tenant inside the test process: free port, nothing on disk, time almost standing still unless `speed` says
 * otherwise, reads that see writes at once unless `lag` says otherwise, every exchange held against the OpenAPI
 * description of Graph.
 */
export async function startTestSandbox(
  options: { readonly speed?: number; readonly lag?: number; readonly startAt?: Date; readonly ad?: 'samba' } = {},
): Promise<TestSandbox> {
  const { onExchange, misfits, assertNoMisfits } = createExchangeCheck();
  const { startAt = TEST_START, speed = 1, lag = 0 } = options;
  const settings = { port: 0, dataDir: null, speed, startAt, lag, onExchange, ad: options.ad ?? 'memory' } as const;
  const { url, tenant, directory, stop } = await startSandbox(settings);

  async function control(method: string, path: string, body?: unknown): Promise<unknown> {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/sandbox${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} /sandbox${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  }

  const id = (key: string) => contosoPerson(key).id;
  function person(key: string): TenantPerson {
    const found = tenant.state().people[id(key)];
    if (found === undefined) throw new Error(`no person ${key}`);
    return found;
  }
  const ad: TestSandbox['ad'] = async (action, key) => {
    await control('POST', `/ad/${action}/${key}`);
  };

  return {
    url,
    tenant,
    directory,
    id,
    person,
    cloud(key) {
      const { cloud } = person(key);
      if (cloud === null) throw new Error(`${key} was purged`);
      return cloud;
    },
    jump: async (minutes) => void (await control('POST', '/clock/jump', { minutes })),
    ad,
    adDisable: (key) => ad('disable', key),
    sync: async () => void (await control('POST', '/sync')),
    faults: async (order) => void (await control('POST', '/faults', order)),
    clearFaults: async () => void (await control('DELETE', '/faults')),
    control,
    graph: (method, path, body, headers = {}) => askGraph(url, method, path, body, headers),
    misfits,
    forgiveMisfits: () => misfits.splice(0),
    async stop() {
      await stop();
      assertNoMisfits();
    },
  };
}

async function askGraph(
  url: string,
  method: string,
  path: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<GraphReply> {
  const response = await fetch(`${url}/v1.0${path}`, {
    method,
    headers: {
      authorization: 'Bearer sandbox',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
}
