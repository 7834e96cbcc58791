import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, connect as dial, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const RECIPE = join(import.meta.dirname, '../../../shared/samba/dc.sh');

/** Why no domain controller can be started here; null = it can. */
export const noSamba: string | null = !existsSync('/usr/sbin/samba')
  ? 'Samba is not installed (apt-get install samba samba-ad-dc samba-ad-provision)'
  : existsSync(RECIPE)
    ? null
    : 'the recipe that starts a domain controller is not here';

export type SambaDc = {
  readonly baseDn: string;
  /** PEM of the authority that made its certificate (names dc1.offb.test and localhost, address 127.0.0.1). */
  readonly ca: string;
  readonly administrator: { readonly name: string; readonly password: string };
  readonly certificate: { readonly key: string; readonly cert: string };
  /** Another way to it, on a port of its own; at 127.0.0.2 its certificate does not fit. */
  createRelay(address?: '127.0.0.1' | '127.0.0.2'): Promise<Relay>;
  /** Runs a program of Samba on the database itself. */
  run(program: string, args: readonly string[]): Promise<string>;
  /** It stays there and says nothing, until told to go on. */
  pause(): void;
  goOn(): void;
  kill(): void;
  stop(): Promise<void>;
};

/** A TCP port that leads to the domain controller, and can be made to lose what it carries. */
export type Relay = {
  readonly port: number;
  /** Connections taken so far. */
  readonly taken: () => number;
  /** Connections that are open now. */
  readonly open: () => number;
  /** From now on: the next bytes from the domain controller are lost and the connection ends; `before` runs first. */
  loseNextAnswer(before?: () => void): void;
  close(): Promise<void>;
};

/**
 * A throw-away Active Directory on Samba. Its ports are fixed, so that it runs in a network namespace of its own; a socket
 * in the file system leads in, and relays on free ports lead there.
 */
export async function startSambaDc(): Promise<SambaDc> {
  const folder = await mkdtemp(join(tmpdir(), 'leaver-dc-'));
  const door = join(folder, 'door');
  const namespace = await openNamespace(folder, door);
  const relays: Relay[] = [];
  const samba = Number(await readFile(join(folder, 'pid'), 'utf8'));
  return {
    baseDn: 'DC=offb,DC=test',
    ca: await readFile(join(folder, 'tls/ca.pem'), 'utf8'),
    administrator: { name: 'administrator@offb.test', password: 'Adm1n-Pass-2026!' },
    certificate: {
      key: await readFile(join(folder, 'tls/key.pem'), 'utf8'),
      cert: await readFile(join(folder, 'tls/cert.pem'), 'utf8'),
    },
    async createRelay(address = '127.0.0.1') {
      const relay = await createRelay(door, address);
      relays.push(relay);
      return relay;
    },
    async run(program, args) {
      const database = ['-H', join(folder, 'private/sam.ldb')];
      return (await promisify(execFile)(program, [...args, ...database])).stdout;
    },
    pause: () => process.kill(samba, 'SIGSTOP'),
    goOn: () => process.kill(samba, 'SIGCONT'),
    kill: () => process.kill(samba, 'SIGKILL'),
    async stop() {
      for (const relay of relays) await relay.close();
      try {
        process.kill(samba, 'SIGKILL');
      } catch {}
      namespace.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** `door`: a socket in the file system, for network namespaces do not divide those. */
const DOORKEEPER = `
  const net = require('node:net');
  const door = net.createServer((outside) => {
    const inside = net.connect(636, '127.0.0.1');
    outside.pipe(inside).pipe(outside);
    for (const [one, other] of [[outside, inside], [inside, outside]]) {
      one.on('error', () => {});
      one.on('close', () => other.destroy());
    }
  });
  door.listen(process.env.DOOR, () => console.log('ready'));
`;

async function openNamespace(folder: string, door: string): Promise<ChildProcess> {
  const script = `ip link set lo up && bash "$RECIPE" start "$FOLDER" && exec "${process.execPath}" -e "$DOORKEEPER"`;
  const child = spawn('unshare', ['-rn', 'bash', '-c', script], {
    env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin`, RECIPE, FOLDER: folder, DOOR: door, DOORKEEPER },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await said(child, 'ready');
  return child;
}

function said(child: ChildProcess, word: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (data: Buffer) => data.toString().includes(word) && resolve());
    child.once('exit', (code) => reject(new Error(`the domain controller ended with ${code}`)));
  });
}

async function createRelay(door: string, address: string): Promise<Relay> {
  const sockets = new Set<Socket>();
  let taken = 0;
  let lose: (() => void) | null = null;
  const server = createServer((outside) => {
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
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listening(server: Server, host: string): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}
