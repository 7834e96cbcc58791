import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer, Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';
import { selfSigned } from './self-signed.ts';

/** One request that left this process for another machine. */
export type Departed = {
  /** `https://host` or `http://host:port`, as the connection was asked for. */
  readonly to: string;
  readonly path: string;
  readonly bearer: string | null;
};

export type CapturedNetwork = {
  /** Connections to other machines, and the requests on them. */
  connections(): number;
  readonly requests: readonly Departed[];
  /** What the next requests are answered with; 200 and an id unless told otherwise. */
  answerWith(answer: Answer | null): void;
  release(): Promise<void>;
};

export type Answer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

type Connect = (this: Socket, ...given: unknown[]) => Socket;

/**
 * Leads every TCP connection of this process to a listener here, whatever host and port were asked for, so that each
 * host of the world is one that takes down what it is sent. Loopback ports in `ours` stay as they are. It speaks TLS
 * with a certificate that nobody vouches for, which is believed meanwhile: who is asked for is what counts, not who
 * answers.
 */
export async function captureNetwork(ours: (port: number) => boolean): Promise<CapturedNetwork> {
  const requests: Departed[] = [];
  const asked = new Map<number, string>();
  let connections = 0;
  let answer: Answer | null = null;
  const take = (request: IncomingMessage, response: ServerResponse) => {
    const { authorization = '' } = request.headers;
    const bearer = /^Bearer (.+)$/i.exec(authorization)?.[1] ?? null;
    const to = asked.get(request.socket.remotePort ?? 0) ?? 'unknown';
    requests.push({
      to: `${request.socket instanceof TLSSocket ? 'https' : 'http'}://${to}`,
      path: request.url ?? '',
      bearer,
    });
    request.resume();
    const { status, headers, body } = answer ?? { status: 200, body: '{"id":"1"}' };
    // Two calls: restify changes Node's own response for the whole process, and its `writeHead` gives nothing back.
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close', ...headers });
    response.end(body ?? '');
  };
  const http = createHttpServer(take);
  const secureContext = createSecureContext(selfSigned());
  const listener = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('readable', () => {
      const first: Buffer | null = socket.read(1);
      if (first === null) return;
      socket.unshift(first);
      // 22 begins a TLS handshake; no HTTP request begins so.
      if (first[0] !== 22) return void http.emit('connection', socket);
      const secure = new TLSSocket(socket, { isServer: true, secureContext });
      secure.on('error', () => secure.destroy());
      http.emit('connection', secure);
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as AddressInfo;

  const connect = Socket.prototype.connect as Connect;
  Socket.prototype.connect = function capture(this: Socket, ...given: unknown[]): Socket {
    const [options, ...rest] = (Array.isArray(given[0]) ? given[0] : given) as [
      { host?: string; port?: number | string; path?: string },
      ...unknown[],
    ];
    const wanted = { host: options.host ?? 'localhost', port: Number(options.port) };
    if (typeof options.path === 'string' || (isLoopback(wanted.host) && ours(wanted.port)))
      return connect.apply(this, given);
    connections += 1;
    this.once('connect', () => asked.set(this.localPort ?? 0, `${wanted.host}:${wanted.port}`));
    return connect.call(this, { ...options, host: '127.0.0.1', port, lookup: undefined }, ...rest);
  } as typeof Socket.prototype.connect;
  const believed = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  return {
    requests,
    connections: () => connections,
    answerWith(given) {
      answer = given;
    },
    async release() {
      Socket.prototype.connect = connect as typeof Socket.prototype.connect;
      if (believed === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = believed;
      http.closeAllConnections();
      await new Promise<void>((resolve) => listener.close(() => resolve()));
    },
  };
}

function isLoopback(host: string): boolean {
  return host === '127.0.0.1' || host === 'localhost' || host === '::1';
}
