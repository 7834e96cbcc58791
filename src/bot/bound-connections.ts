import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { BotLog } from './log.ts';

/**
 * Bounds what a listener spends on connections. 2,000 half-open sockets were still open after 123 s at Node's defaults
 * (reliability.md A20): here headers and bodies have seconds, and beyond `most` connections each new one closes the one
 * that has been silent longest, so that slow ones cannot keep others out. One whose request is being answered stays.
 */
export function boundConnections(server: Server, log: BotLog, most = 800): void {
  server.headersTimeout = 10_000;
  server.requestTimeout = 20_000;
  server.keepAliveTimeout = 10_000;
  server.maxRequestsPerSocket = 1_000;
  // Node looks for what is overdue every 30 s otherwise; it has no setting for this besides the constructor's.
  Object.assign(server, { connectionsCheckingInterval: 2_000 });
  // Only connections that are being answered can fill this up.
  server.maxConnections = most + 200;
  const isAnswered = new Map<Socket, boolean>();
  /** Whoever did something last stands last. */
  const note = (socket: Socket, answered: boolean) => {
    if (!isAnswered.delete(socket)) return;
    isAnswered.set(socket, answered);
  };
  server.on('connection', (socket) => {
    isAnswered.set(socket, false);
    socket.once('close', () => isAnswered.delete(socket));
    if (isAnswered.size <= most) return;
    const [silent] = [...isAnswered].find(([, answered]) => !answered) ?? [];
    silent?.destroy();
  });
  server.on('request', (request, response) => {
    const { socket } = request;
    if (hasBody(request)) request.once('end', () => note(socket, true));
    else note(socket, true);
    response.once('close', () => note(socket, false));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const status = STATUS[error.code ?? ''] ?? 400;
    log({ event: 'refused', reason: 'http', status });
    socket.end(`HTTP/1.1 ${status} \r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
  });
  server.on('upgrade', (_request, socket) => socket.destroy());
}

const STATUS: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
