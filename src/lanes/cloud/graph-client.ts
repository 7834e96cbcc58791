import { randomUUID } from 'node:crypto';
import { Client, type GraphError, ResponseType } from '@microsoft/microsoft-graph-client';
import { DirectoryUnavailable, InternalError } from '../../domain/errors.ts';
import {
  type Ambiguous,
  type Answered,
  type BatchAnswer,
  field,
  type GraphRead,
  type GraphWrite,
  type Held,
  isTransient,
  type ReadRequest,
  refusalOf,
  retryAfterOf,
} from './graph-answer.ts';
import { readBatch } from './graph-batch.ts';
import { createChain, type Patience, Repeatable } from './graph-chain.ts';
import type { GraphPath } from './graph-path.ts';
import { type GraphQuery, queryString } from './graph-query.ts';
import { assertDeletable } from './references.ts';

export type ReadOptions = { readonly query?: GraphQuery; readonly eventual?: boolean };

/** The Graph v1.0 that Leaver uses. Reads throw `DirectoryUnavailable` when there is no usable answer now. */
export type GraphClient = {
  /** The root of absolute references in bodies (`@odata.id`): origin and version. */
  readonly root: string;
  read<Body>(path: GraphPath, options?: ReadOptions): Promise<GraphRead<Body>>;
  /** A read that Graph wants as POST (`checkMemberGroups`); may be repeated. */
  ask<Body>(path: GraphPath, body: unknown): Promise<GraphRead<Body>>;
  /** All pages of a collection: never a part of it, since what is missing would look like what is not there. */
  readAll<Entry>(path: GraphPath, options?: ReadOptions): Promise<GraphRead<readonly Entry[]>>;
  /** The entries of a first page that is there already, and of all pages after it, asked for in the same way. */
  entries<Entry>(firstPage: unknown, options?: PageOptions): Promise<readonly Entry[]>;
  /** At most 20 reads in one round trip, each with its own ending; inner 429 and 5xx are read again one by one. */
  batch<Name extends string>(parts: Readonly<Record<Name, ReadRequest>>): Promise<Readonly<Record<Name, BatchAnswer>>>;
  /**
   * One change. Never throws for anything that Graph or the network may do. `repeatable`: the same call twice is
   * harmless, so a lost answer is tried again at once; everything else is sent exactly once. `mayBeSent` is asked
   * before each sending: once it says no nothing leaves any more (`held`), or the answer of before stands.
   */
  write(
    method: 'POST' | 'PATCH' | 'DELETE',
    path: GraphPath,
    body: unknown,
    options: WriteOptions,
  ): Promise<GraphWrite>;
};

/** `eventual` as in the first page, since Graph wants the header on every page. */
export type PageOptions = { readonly eventual?: boolean };

export type WriteOptions = {
  /** GUID of the ledger's step: the `client-request-id`, also of every repetition. */
  readonly stepId: string;
  readonly repeatable?: boolean;
  readonly mayBeSent: () => Promise<boolean>;
};

export type GraphClientSettings = {
  /** Origin without the version, such as `https://graph.microsoft.com` or a loopback http origin. */
  readonly baseUrl: string;
  readonly token: () => Promise<string>;
  readonly fetch?: typeof fetch;
  readonly patience?: Partial<Patience>;
};

/** Graph over HTTP, on Microsoft's client with our own chain (`graph-chain.ts`). */
export function createGraphClient({ baseUrl, token, fetch: send = fetch, patience }: GraphClientSettings): GraphClient {
  const { origin } = new URL(baseUrl);
  const settings = { ...PATIENCE, ...patience };
  const client = Client.initWithMiddleware({
    baseUrl: origin,
    defaultVersion: VERSION,
    middleware: createChain({ origin, token, fetch: send, patience: settings }),
  });
  const root = `${origin}/${VERSION}`;
  const exchange = (call: Call) => callGraph(client, call);

  const readUrl = async <Body>(url: string, eventual = false): Promise<GraphRead<Body>> =>
    readable(await exchange({ method: 'GET', url, eventual, repeatable: true }), `GET ${withoutQuery(url)}`);

  const graph: GraphClient = {
    root,
    read: (path, options) => readUrl(path + queryString(options?.query), options?.eventual),
    ask: async (path, body) =>
      readable(await exchange({ method: 'POST', url: path, body, repeatable: true }), `POST ${path}`),
    async readAll<Entry>(path: GraphPath, options: ReadOptions = {}) {
      const first = await graph.read<unknown>(path, options);
      if (first.outcome === 'refused') return first;
      return { ...first, body: await graph.entries<Entry>(first.body, options) };
    },
    async entries<Entry>(firstPage: unknown, { eventual }: PageOptions = {}) {
      const found: Entry[] = [];
      for (let page = firstPage; ; ) {
        found.push(...((field(page, 'value') as Entry[] | undefined) ?? []));
        const next = nextPage(page, root);
        if (next === null) return found;
        if (found.length >= MOST_ENTRIES)
          throw new DirectoryUnavailable(`${withoutQuery(next)} has more than ${MOST_ENTRIES} entries`);
        const answer = await readUrl<unknown>(next, eventual);
        if (answer.outcome === 'refused')
          throw new DirectoryUnavailable(`a page of ${withoutQuery(next)} could not be read`);
        page = answer.body;
      }
    },
    batch: (parts) => readBatch(graph, settings, parts),
    async write(method, path, body, { stepId, repeatable = false, mayBeSent }) {
      if (method === 'DELETE') assertDeletable(path);
      if (!(await mayBeSent())) return { outcome: 'held' };
      return exchange({ method, url: path, body, repeatable, requestId: stepId, mayBeSent });
    },
  };
  return graph;
}

const VERSION = 'v1.0';

/**
 * Ten times as many groups as Microsoft lets somebody be in for its own services; only a link in a circle gets there.
 */
const MOST_ENTRIES = 20_000;

const PATIENCE: Patience = {
  timeoutMilliseconds: 15_000,
  attempts: 3,
  pauseMilliseconds: 400,
  longestRetryAfterSeconds: 10,
};

type Call = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly body?: unknown;
  readonly eventual?: boolean;
  readonly repeatable: boolean;
  readonly requestId?: string;
  readonly mayBeSent?: (() => Promise<boolean>) | undefined;
};

async function callGraph(client: Client, call: Call): Promise<Exclude<GraphWrite, Held>> {
  const request = client
    .api(call.url)
    .responseType(ResponseType.RAW)
    .header('client-request-id', call.requestId ?? randomUUID());
  if (call.eventual) request.header('ConsistencyLevel', 'eventual');
  if (call.repeatable) request.middlewareOptions([new Repeatable(call.mayBeSent)]);
  try {
    const response = await sendRequest(request, call);
    return await endingOf(response);
  } catch (error) {
    return lost(error);
  }
}

function sendRequest(request: ReturnType<Client['api']>, { method, body }: Call): Promise<Response> {
  switch (method) {
    case 'GET':
      return request.get();
    case 'DELETE':
      return request.delete();
    case 'POST':
      return request.post(body);
    case 'PATCH':
      return request.patch(body);
  }
}

async function endingOf(response: Response): Promise<Exclude<GraphWrite, Held>> {
  const body = parse(await response.text());
  const { status } = response;
  const requestId = response.headers.get('request-id');
  if (status >= 200 && status < 300)
    return { outcome: 'ok', status, body, ...(isGuid(requestId) ? { requestId } : {}) };
  const refused = refusalOf(status, body);
  if (!isTransient(status, refused.codes)) return refused;
  return {
    outcome: 'ambiguous',
    why: status,
    retryAfter: retryAfterOf(response.headers.get('retry-after'), Date.now()),
  };
}

// The client wraps whatever the chain throws in a GraphError whose `code` is the name of the error.
function lost(error: unknown): Ambiguous {
  const { code, message } = error as Partial<GraphError>;
  if (code === 'InternalError') throw new InternalError(message, { cause: error });
  if (code === 'RefusedAfterLost' && Number(message) > 0)
    return { outcome: 'ambiguous', why: Number(message), retryAfter: null };
  const why = code === 'TimeoutError' ? 'timeout' : code === 'DirectoryUnavailable' ? 'no-token' : 'connection';
  return { outcome: 'ambiguous', why, retryAfter: null };
}

function readable<Body>(ending: Exclude<GraphWrite, Held>, what: string): GraphRead<Body> {
  if (ending.outcome === 'ambiguous') {
    const { why, retryAfter } = ending;
    const answered = typeof why === 'number' ? why : null;
    throw new DirectoryUnavailable(`Microsoft Graph gave no answer to ${what} (${why})`, retryAfter, { answered });
  }
  if (ending.outcome === 'refused' && (ending.status === 401 || ending.status < 400)) {
    throw new DirectoryUnavailable(`Microsoft Graph refused ${what} as a whole (${ending.status})`);
  }
  return ending.outcome === 'ok' ? (ending as Answered<Body>) : ending;
}

// A link to another host would carry our token there.
function nextPage(page: unknown, root: string): string | null {
  const link = field(page, '@odata.nextLink');
  if (typeof link !== 'string') return null;
  if (!link.startsWith(`${root}/`)) throw new DirectoryUnavailable('Microsoft Graph gave a next page on another host');
  return link.slice(root.length);
}

function parse(body: string): unknown {
  try {
    return body === '' ? null : JSON.parse(body);
  } catch {
    return null;
  }
}

/** It goes into the audit, where nothing else may come in under its name. */
function isGuid(written: string | null): written is string {
  return written !== null && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(written);
}

function withoutQuery(url: string): string {
  return url.split('?', 1)[0] ?? url;
}
