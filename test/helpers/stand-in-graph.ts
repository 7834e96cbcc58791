import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What came in, as a server sees it: the raw target, so that tests see what was encoded. */
export type Seen = {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
};

/** How one request is answered. `lost`: the connection is cut without an answer; `silent`: no answer ever comes. */
export type StandInAnswer =
  | {
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
      readonly raw?: string;
    }
  | 'lost'
  | 'silent';

/**
 * A tiny HTTP server that answers like Graph where a test says so: for statuses, lost answers and silences that a whole
 * tenant would only get in the way of.
 */
export async function startStandInGraph(answer: (seen: Seen, place: number) => StandInAnswer) {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const one = {
      method: request.method ?? '',
      target: request.url ?? '',
      headers: request.headers,
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
    };
    seen.push(one);
    const given = answer(one, seen.length - 1);
    if (given === 'silent') return;
    if (given === 'lost') {
      request.socket.destroy();
      return;
    }
    const body = given.raw ?? (given.body === undefined ? '' : JSON.stringify(given.body));
    response.writeHead(given.status, {
      ...(body === '' ? {} : { 'content-type': 'application/json' }),
      ...given.headers,
    });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    seen,
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** An error body as Graph writes it. */
export function graphError(code: string, message = '', innerCode?: string) {
  const innerError = innerCode === undefined ? { date: '2026-11-21T04:00:00' } : { code: innerCode };
  return { error: { code, message, innerError } };
}
