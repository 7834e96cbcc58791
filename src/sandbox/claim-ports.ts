import { createServer, type Server } from 'node:net';
import { StartError } from '../domain/errors.ts';

export type WantedPort = {
  readonly port: number /** "the manager’s chat" */;
  readonly what: string;
  readonly key: string;
};

/**
 * Loopback ports that are free now, in the order asked; 0 becomes any free one.
 *
 * Waits some seconds for a taken port: a Leaver that was just killed lets go of its children's ports only when they
 * have noticed. Throws `StartError` with the key to change when it stays taken.
 */
export async function claimPorts(wanted: readonly WantedPort[], patience = 2_500): Promise<readonly number[]> {
  const held: Server[] = [];
  try {
    for (const each of wanted) held.push(await hold(each, Date.now() + patience));
    return held.map(portOf);
  } finally {
    await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))));
  }
}

async function hold({ port, what, key }: WantedPort, giveUp: number): Promise<Server> {
  for (;;) {
    const server = await listen(port);
    if (server !== null) return server;
    if (Date.now() > giveUp) {
      throw new StartError(
        `Port ${port} for ${what} is in use by another program. Stop that program, or set ${key} to a free port.`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function listen(port: number): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('listening', () => resolve(server));
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(null);
      else reject(new StartError(`Port ${port} cannot be used (${error.code}).`, { cause: error }));
    });
    server.listen(port, '127.0.0.1');
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new StartError('A port was closed while it was being claimed.');
  return address.port;
}
