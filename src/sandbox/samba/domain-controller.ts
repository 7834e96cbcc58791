/**
 * The program around Samba, in the network namespace of its own that `start-samba.ts` gave it: makes database and
 * certificate where there are none, starts Samba, and opens a door that leads to its port 636. `ready PID` is said when
 * it answers. Ends Samba when it ends; when it is killed, the kernel ends Samba.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { access, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeCertificate } from './make-certificate.ts';
import type { SambaOrder } from './samba-order.ts';

const run = promisify(execFile);
const order: SambaOrder = JSON.parse(process.env.LEAVER_SAMBA ?? '');
const { folder } = order;

let samba: ChildProcess | null = null;
process.once('SIGTERM', async () => {
  // With time to finish what it writes: the database may be used again.
  const ended = new Promise((resolve) => samba?.once('exit', resolve));
  if (samba?.exitCode === null && samba.kill('SIGTERM')) await ended;
  process.exit(0);
});

if (order.isolated) await run('ip', ['link', 'set', 'lo', 'up']);
await Promise.all([provision(), makeCertificate(join(folder, 'tls'), order.host)]);
samba = startSamba();
await answering(samba);
await openDoor();
console.log(`ready ${samba.pid}`);

async function provision(): Promise<void> {
  const isThere = await access(join(folder, 'provisioned')).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  for (const part of ['private', 'state', 'etc', 'bind-dns', 'cache'])
    await rm(join(folder, part), { recursive: true, force: true });
  const program = join(import.meta.dirname, 'provision.py');
  // Samba's modules belong to the system's Python, whatever else PATH says.
  await run('/usr/bin/python3', [program, JSON.stringify(order)]);
  await writeFile(join(folder, 'provisioned'), '');
}

function startSamba(): ChildProcess {
  const places = {
    'tls keyfile': 'tls/key.pem',
    'tls certfile': 'tls/cert.pem',
    'tls cafile': 'tls/ca.pem',
    'log file': 'samba.log',
    'pid directory': '.',
    'lock directory': '.',
    'ncalrpc dir': 'ncalrpc',
    'winbindd socket directory': 'wb',
  };
  const output = openSync(join(folder, 'samba.out'), 'w');
  // Foreground, one process, and nothing but LDAP (hybrid.md c).
  const options = ['-F', '-M', 'single', '--no-process-group', '--option=server services=ldap'];
  const loopback = ['--option=interfaces=lo', '--option=bind interfaces only=yes'];
  const inFolder = Object.entries(places).map(([name, place]) => `--option=${name}=${join(folder, place)}`);
  const parameters = ['samba', '-s', join(folder, 'etc/smb.conf'), ...options, ...loopback, ...inFolder];
  return spawn('setpriv', ['--pdeathsig', 'KILL', ...parameters], { stdio: ['ignore', output, output] });
}

async function answering(process_: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 4_000; tries++) {
    if (process_.exitCode !== null) break;
    if (await isOpen()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  const said = await readFile(join(folder, 'samba.out'), 'utf8');
  throw new Error(`Samba does not answer: ${said.trim().split('\n').slice(-3).join(' | ')}`);
}

function isOpen(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(636, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** A socket in the file system, for network namespaces do not divide those. */
async function openDoor(): Promise<void> {
  await rm(order.door, { force: true });
  const door = createServer((outside) => {
    const inside = connect(636, '127.0.0.1');
    outside.pipe(inside).pipe(outside);
    endTogether(outside, inside);
  });
  await new Promise<void>((resolve) => door.listen(order.door, resolve));
}

function endTogether(...pair: readonly [Socket, Socket]): void {
  const [one, other] = pair;
  for (const socket of pair) socket.on('error', () => {});
  one.on('close', () => other.destroy());
  other.on('close', () => one.destroy());
}
