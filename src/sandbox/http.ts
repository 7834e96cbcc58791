import type { IncomingMessage, ServerResponse } from 'node:http';

/** The body as text, at most `limit` bytes; null when it is longer. Rejects when the connection breaks. */
export async function readText(request: IncomingMessage, limit: number): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = body === undefined ? '' : JSON.stringify(body);
  const type = { 'content-type': 'application/json; charset=utf-8' };
  response.writeHead(status, { ...(text === '' ? {} : type), 'cache-control': 'no-store', ...headers });
  response.end(text);
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Whether a request may come in at all: its Host is this machine (a name that resolves here from elsewhere is not), and
 * a page that sends it is of this machine too. The sandbox asks for no password, so this is its door.
 */
export function isLocal(request: IncomingMessage): boolean {
  const { host, origin } = request.headers;
  if (host === undefined || !hasLoopbackHost(`http://${host}`)) return false;
  return origin === undefined || hasLoopbackHost(origin);
}

/**
 * Whether what changes the sandbox comes from its own page or from a program: other pages of this machine have no say.
 */
export function isOwnPage({ headers: { host, origin } }: IncomingMessage): boolean {
  return origin === undefined || origin === `http://${host}`;
}

function hasLoopbackHost(url: string): boolean {
  return URL.canParse(url) && LOOPBACK.has(new URL(url).hostname);
}
