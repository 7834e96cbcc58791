import type restify from 'restify';
import { boundConnections } from './bound-connections.ts';
import { answer, createHttpServer, type HttpAnswer, type Listening, listenAt } from './http-listener.ts';
import type { BotLog } from './log.ts';

/** What the organisation's own probes ask. */
export type Operations = {
  readonly readiness: () => Promise<HttpAnswer>;
  /** Prometheus text. */
  readonly metrics: () => string | Promise<string>;
};

/** The process lives: the one thing that everybody may ask. */
export function showLife(server: restify.Server): void {
  server.get('/healthz', async (_request: restify.Request, response: restify.Response) => {
    answer(response, { status: 200, body: { status: 'ok' } });
  });
}

export function showOperations(server: restify.Server, operations: Operations): void {
  server.get('/readyz', async (_request: restify.Request, response: restify.Response) => {
    answer(response, await operations.readiness());
  });
  server.get('/metrics', async (_request: restify.Request, response: restify.Response) => {
    const text = await operations.metrics();
    response.sendRaw(200, text, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
  });
}

/**
 * A listener for probes alone, away from the one that Teams reaches: `/healthz`, `/readyz`, `/metrics`. Rejects when
 * the port is taken (`EADDRINUSE`).
 */
export async function startOpsServer(
  place: { readonly host: string; readonly port: number },
  operations: Operations,
  log: BotLog,
): Promise<Listening> {
  const server = createHttpServer();
  showLife(server);
  showOperations(server, operations);
  boundConnections(server.server, log);
  return await listenAt(server, place);
}
