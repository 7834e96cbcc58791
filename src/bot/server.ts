import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import restify from 'restify';
import { CONNECTOR_PATHS } from '../domain/connector-signature.ts';
import { boundConnections } from './bound-connections.ts';
import type { ConnectorDoor } from './connector-door.ts';
import type { Arrived, Gate } from './gate.ts';
import type { BotLog } from './log.ts';
import type { Refusal } from './refusals.ts';

/** What the bot answers over HTTP; no body = empty. 401 when the SDK did not believe the token. */
export type HttpAnswer = { readonly status: number; readonly body?: unknown };

export type ServerSettings = {
  readonly host: string;
  /** 0 = a free one; read it back from the result. */
  readonly port: number;
  readonly gate: Gate;
  readonly handle: (arrived: Arrived, authorization: string) => Promise<HttpAnswer>;
  /** What `/readyz` reports; each true when usable. A check that throws counts as false. */
  readonly checks: Readonly<Record<'database' | 'queue' | 'graph', () => Promise<boolean>>>;
  /** Prometheus text. */
  readonly metrics: () => string | Promise<string>;
  /** Where connectors ask for work; without it those routes are not there. */
  readonly connectors?: ConnectorDoor;
  readonly log: BotLog;
};

const MOST_BYTES = 256 * 1024;

/**
 * Listens on the routes of the contract and on nothing else. JSON only, counted while it is read: restify's own
 * `maxBodySize` counts compressed bytes, so no content-encoding is taken either (reliability.md 0.3, A20).
 * Rejects when the port is taken (`EADDRINUSE`).
 */
export async function startServer(settings: ServerSettings): Promise<{ port: number; close(): Promise<void> }> {
  const server = restify.createServer({ name: 'leaver', handleUncaughtExceptions: false });
  server.post('/api/messages', async (request: restify.Request, response: restify.Response) => {
    answer(response, await receive(settings, request));
  });
  server.get('/healthz', async (_request: restify.Request, response: restify.Response) => {
    answer(response, { status: 200, body: { status: 'ok' } });
  });
  server.get('/readyz', async (_request: restify.Request, response: restify.Response) => {
    answer(response, await readiness(settings.checks));
  });
  server.get('/metrics', async (_request: restify.Request, response: restify.Response) => {
    const text = await settings.metrics();
    response.sendRaw(200, text, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
  });
  const closing = new AbortController();
  if (settings.connectors !== undefined) openToConnectors(server, settings.connectors, settings.log, closing.signal);
  server.on('restifyError', (_request, response, error: { statusCode?: number }, callback: () => void) => {
    if (!response.headersSent) answer(response, { status: error.statusCode ?? 500 });
    callback();
  });
  boundConnections(server.server, settings.log);
  await listen(server, settings);
  return { port: (server.address() as AddressInfo).port, close: () => close(server, closing) };
}

/** The caller's going away and our own stopping end the wait for work. */
function openToConnectors(server: restify.Server, door: ConnectorDoor, log: BotLog, closing: AbortSignal): void {
  for (const path of Object.values(CONNECTOR_PATHS)) {
    server.post(path, async (request: restify.Request, response: restify.Response) => {
      const body = await readBytes(request);
      if ('refused' in body) {
        log({ event: 'refused', reason: body.reason, status: body.refused });
        return answer(response, { status: body.refused });
      }
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      const signal = AbortSignal.any([gone.signal, closing]);
      const given = await door({ path, headers: request.headers, body: body.bytes, signal });
      if (!response.headersSent && !response.destroyed)
        response.sendRaw(given.status, given.text, { ...given.headers });
    });
  }
}

async function receive(settings: ServerSettings, request: restify.Request): Promise<HttpAnswer> {
  const began = Date.now();
  const body = await readJson(request);
  if ('refused' in body) {
    settings.log({ event: 'refused', reason: body.reason, status: body.refused });
    return { status: body.refused };
  }
  const verdict = settings.gate(request.headers, body.json);
  if (verdict.status === 'closed') {
    const { reason, issuer } = verdict;
    // Whoever installs Leaver sees at once what to set, when it is their own tenant that signs for Teams.
    const setting = reason === 'token-issuer-own-tenant' ? { code: 'MICROSOFT_APP_EXTRA_ISSUER' } : {};
    settings.log({ event: 'refused', reason, status: 401, ...(issuer === undefined ? {} : { issuer }), ...setting });
    return { status: 401 };
  }
  const given = await settings.handle(verdict.arrived, request.headers.authorization ?? '');
  const milliseconds = Date.now() - began;
  if (given.status === 200)
    settings.log({ event: 'turn', activityType: kindOf(verdict.arrived), status: 200, milliseconds });
  return given;
}

/** The guard has looked by then; what it refused may say anything here. */
function kindOf({ body: { type } }: Arrived): string {
  return typeof type === 'string' && /^[a-zA-Z]{1,32}$/.test(type) ? type : 'unknown';
}

type Refused = { readonly refused: 401 | 413 | 415; readonly reason: Refusal };

async function readJson(request: IncomingMessage): Promise<{ readonly json: unknown } | Refused> {
  const body = await readBytes(request);
  if ('refused' in body) return body;
  try {
    return { json: JSON.parse(body.bytes.toString('utf8')) };
  } catch {
    return { refused: 401, reason: 'json' };
  }
}

async function readBytes(request: IncomingMessage): Promise<{ readonly bytes: Buffer } | Refused> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') return { refused: 415, reason: 'content-type' };
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') return { refused: 415, reason: 'encoding' };
  if (Number(request.headers['content-length'] ?? 0) > MOST_BYTES) return { refused: 413, reason: 'size' };
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > MOST_BYTES) return { refused: 413, reason: 'size' };
    parts.push(part);
  }
  return { bytes: Buffer.concat(parts) };
}

async function readiness(checks: ServerSettings['checks']): Promise<HttpAnswer> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await check().catch(() => false)] as const),
  );
  const body = Object.fromEntries(results.map(([name, usable]) => [name, usable ? 'ok' : 'unavailable']));
  return { status: results.every(([, usable]) => usable) ? 200 : 503, body };
}

function answer(response: restify.Response, given: HttpAnswer): void {
  if (response.headersSent || response.destroyed) return;
  if (given.status === 413) response.setHeader('connection', 'close');
  if (given.body === undefined) return void response.sendRaw(given.status, '');
  response.sendRaw(given.status, JSON.stringify(given.body), { 'content-type': 'application/json' });
}

function listen(server: restify.Server, { host, port }: ServerSettings): Promise<void> {
  return new Promise((resolve, reject) => {
    // restify emits the listener's errors itself, and throws them when nobody listens.
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: restify.Server, closing: AbortController): Promise<void> {
  closing.abort();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.server.closeIdleConnections();
    setTimeout(() => server.server.closeAllConnections(), 2_000).unref();
  });
}
