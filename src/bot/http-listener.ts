import type { AddressInfo } from 'node:net';
import restify from 'restify';

/** What is answered over HTTP; no body = empty. 401 when the SDK did not believe the token. */
export type HttpAnswer = { readonly status: number; readonly body?: unknown };

export type Listening = { readonly port: number; close(): Promise<void> };

export function createHttpServer(): restify.Server {
  const server = restify.createServer({ name: 'leaver', handleUncaughtExceptions: false });
  server.on('restifyError', (_request, response, error: { statusCode?: number }, callback: () => void) => {
    if (!response.headersSent) answer(response, { status: error.statusCode ?? 500 });
    callback();
  });
  return server;
}

export function answer(response: restify.Response, given: HttpAnswer): void {
  if (response.headersSent || response.destroyed) return;
  if (given.status === 413) response.setHeader('connection', 'close');
  if (given.body === undefined) return void response.sendRaw(given.status, '');
  response.sendRaw(given.status, JSON.stringify(given.body), { 'content-type': 'application/json' });
}

/**
 * Rejects when the port is taken (`EADDRINUSE`); 0 = a free one. `closing` is told before the last answers are given.
 */
export async function listenAt(
  server: restify.Server,
  { host, port }: { readonly host: string; readonly port: number },
  closing: () => void = () => {},
): Promise<Listening> {
  await new Promise<void>((resolve, reject) => {
    // restify emits the listener's errors itself, and throws them when nobody listens.
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return { port: (server.address() as AddressInfo).port, close: () => close(server, closing) };
}

function close(server: restify.Server, closing: () => void): Promise<void> {
  closing();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.server.closeIdleConnections();
    setTimeout(() => server.server.closeAllConnections(), 2_000).unref();
  });
}
