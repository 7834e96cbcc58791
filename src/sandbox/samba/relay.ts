import { createServer, connect as dial, type Server, type Socket } from 'node:net';

/** A TCP port that leads to the domain controller, and can be made to lose what it carries. */
export type Relay = {
  readonly port: number;
  /** Connections taken so far. */
  readonly taken: () => number;
  /** Connections that are open now. */
  readonly open: () => number;
  /** From now on: the next bytes from the domain controller are lost and the connection ends; `before` runs first. */
  loseNextAnswer(before?: () => void): void;
  /** True: every connection ends and none is taken, as with a domain controller that is down; false: as before. */
  cut(isCut: boolean): void;
  close(): Promise<void>;
};

/** Listens on a free port of this address and leads to the door (`domain-controller.ts`). */
export async function createRelay(door: string, address: '127.0.0.1' | '127.0.0.2'): Promise<Relay> {
  const sockets = new Set<Socket>();
  let taken = 0;
  let isCut = false;
  let lose: (() => void) | null = null;
  const server = createServer((outside) => {
    if (isCut) {
      outside.destroy();
      return;
    }
    taken += 1;
    const inside = dial(door);
    outside.pipe(inside);
    inside.on('data', (data) => {
      const before = lose;
      lose = null;
      before?.();
      if (before === null) outside.write(data);
      else outside.destroy();
    });
    const pairs = [
      [outside, inside],
      [inside, outside],
    ] as const;
    for (const [one, other] of pairs) {
      sockets.add(one);
      one.on('error', () => {});
      one.on('close', () => sockets.delete(one) && other.destroy());
    }
  });
  const port = await listening(server, address);
  return {
    port,
    taken: () => taken,
    open: () => sockets.size / 2,
    loseNextAnswer: (before = () => {}) => {
      lose = before;
    },
    cut(cut) {
      isCut = cut;
      if (cut) for (const socket of sockets) socket.destroy();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listening(server: Server, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}
