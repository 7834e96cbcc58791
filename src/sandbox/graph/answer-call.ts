import { randomUUID } from 'node:crypto';
import type { CallLog } from '../call-log.ts';
import type { Fault, Faults } from '../faults.ts';
import type { Tenant } from '../tenant.ts';
import type { Exchange } from './exchange.ts';
import type { GraphAnswer, GraphCall, JsonObject } from './graph-call.ts';
import { GraphRefusal, notPlayed, notPrivileged } from './graph-refusal.ts';
import { findRoute, type Route } from './routes.ts';

/** One request, alone or out of a batch, after its envelope was read. */
export type Asked = {
  readonly method: string;
  /** Path and query, without `/v1.0`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly inBatch: boolean;
};

export type Answered = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject | undefined;
  /** What went wrong on order: the answer is to be lost or held back. */
  readonly fault: Fault | null;
};

export type GraphParts = {
  readonly tenant: Tenant;
  readonly faults: Faults;
  readonly calls: CallLog;
  readonly onExchange: (exchange: Exchange) => void;
  /** Origin and version, such as `http://127.0.0.1:3979/v1.0`. */
  readonly root: () => string;
};

/** Does what one request asks, or what the ordered fault says, and writes down that it came. */
export function answerCall(parts: GraphParts, asked: Asked): Answered {
  const [path = '', query = ''] = splitUrl(asked.url);
  const fault = parts.faults.take(asked.method, path);
  const route = routeOf(asked.method, path);
  const before = parts.tenant.state();
  const held = fault?.kind === 'refuse' || (fault?.kind === 'throttle' && !fault.done);
  const done = held ? null : perform(parts, asked, route, path, query);
  const plain = insteadOf(fault) ?? done ?? throttled(null);
  const answer = withIds(plain, asked);
  parts.calls.add({
    method: asked.method,
    template: route instanceof GraphRefusal ? null : route.template,
    path,
    query,
    status: answer.status,
    changed: parts.tenant.state() !== before && done?.state !== undefined,
    lost: fault?.kind === 'lose',
    clientRequestId: asked.headers['client-request-id'] ?? null,
    inBatch: asked.inBatch,
    at: parts.tenant.clock.now().toISOString(),
    real: Date.now(),
    body: asked.body,
  });
  tell(parts, asked, answer);
  return { ...answer, fault };
}

type Plain = GraphAnswer & { readonly refusal?: GraphRefusal };

function perform(parts: GraphParts, asked: Asked, route: Route | GraphRefusal, path: string, query: string): Plain {
  if (route instanceof GraphRefusal) return refused(route);
  const { tenant } = parts;
  const truth = tenant.state();
  const call: GraphCall = {
    method: asked.method,
    path,
    parameters: route.parameters,
    query: new URLSearchParams(query),
    headers: asked.headers,
    body: asked.body,
    state: tenant.lagging(),
    truth,
    now: tenant.clock.now(),
    contoso: tenant.contoso,
    root: parts.root(),
  };
  try {
    const answer = route.handle(call);
    const { state } = answer;
    if (state !== undefined) tenant.change('graph', () => state);
    return answer;
  } catch (error) {
    if (error instanceof GraphRefusal) return refused(error);
    throw error;
  }
}

function routeOf(method: string, path: string): Route | GraphRefusal {
  try {
    return findRoute(method, path) ?? notPlayed(`${method} ${path}`);
  } catch (error) {
    if (error instanceof URIError) return new GraphRefusal(400, 'BadRequest', 'The path is not correctly encoded.');
    throw error;
  }
}

function refused(refusal: GraphRefusal): Plain {
  return { status: refusal.status, headers: refusal.headers, refusal };
}

/** What is answered on order, whatever was done; null = what was done says it. */
function insteadOf(fault: Fault | null): Plain | null {
  if (fault?.kind === 'refuse') return refused(notPrivileged());
  return fault?.kind === 'throttle' ? throttled(fault) : null;
}

function throttled(fault: Extract<Fault, { kind: 'throttle' }> | null): Plain {
  const status = fault?.status ?? 503;
  const code = status === 429 ? 'TooManyRequests' : 'serviceNotAvailable';
  const retryAfter = fault?.retryAfter ?? null;
  const headers = retryAfter === null ? {} : { 'Retry-After': String(retryAfter) };
  return refused(new GraphRefusal(status, code, 'Please retry again later.', headers));
}

/** `request-id` and the echo of `client-request-id`, and for a refusal its OData body with the same ids. */
function withIds(answer: Plain, asked: Asked): Omit<Answered, 'fault'> {
  const requestId = randomUUID();
  const clientRequestId = asked.headers['client-request-id'] ?? requestId;
  const date = new Date().toISOString().slice(0, 19);
  const ids = { date, 'request-id': requestId, 'client-request-id': clientRequestId };
  const { refusal } = answer;
  const error =
    refusal === undefined ? undefined : { error: { code: refusal.code, message: refusal.message, innerError: ids } };
  return {
    status: answer.status,
    headers: { 'request-id': requestId, 'client-request-id': clientRequestId, ...answer.headers },
    body: error ?? answer.body,
  };
}

function tell(parts: GraphParts, asked: Asked, answer: Omit<Answered, 'fault'>): void {
  parts.onExchange({
    method: asked.method,
    url: asked.url,
    requestHeaders: asked.headers,
    requestBody: asked.body,
    status: answer.status,
    responseHeaders: answer.headers,
    responseBody: answer.body,
    inBatch: asked.inBatch,
  });
}

function splitUrl(url: string): [string, string] {
  const mark = url.indexOf('?');
  return mark === -1 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
}
