import type { IncomingMessage } from 'node:http';
import type restify from 'restify';
import { CONNECTOR_PATHS } from '../domain/connector-signature.ts';
import { boundConnections } from './bound-connections.ts';
import type { ConnectorDoor } from './connector-door.ts';
import type { Arrived, Gate } from './gate.ts';
import { answer, createHttpServer, type HttpAnswer, type Listening, listenAt } from './http-listener.ts';
import type { BotLog } from './log.ts';
import { type Operations, showLife, showOperations } from './ops-server.ts';
import type { Refusal } from './refusals.ts';

export type ServerSettings = {
  readonly host: string;
  /** 0 = a free one; read it back from the result. */
  readonly port: number;
  readonly gate: Gate;
  readonly handle: (arrived: Arrived, authorization: string) => Promise<HttpAnswer>;
  /**
   * Null where they have a listener of their own (`ops-server.ts`): a live bot shows the world nothing but that it
   * lives.
   */
  readonly operations: Operations | null;
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
export async function startServer(settings: ServerSettings): Promise<Listening> {
  const server = createHttpServer();
  server.post('/api/messages', async (request: restify.Request, response: restify.Response) => {
    answer(response, await receive(settings, request));
  });
  showLife(server);
  if (settings.operations !== null) showOperations(server, settings.operations);
  const closing = new AbortController();
  if (settings.connectors !== undefined) openToConnectors(server, settings.connectors, settings.log, closing.signal);
  boundConnections(server.server, settings.log);
  return await listenAt(server, settings, () => closing.abort());
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
