import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { startAuthority } from './authority.ts';
import { post } from './door.ts';
import { genuineActivity, OUR_APP, SERVICE_URL } from './named-cases.ts';

export type FloodFigures = {
  readonly slowSockets: number;
  readonly bombs: number;
  readonly genuine: number;
  /** Genuine requests that were not answered 200 within a second, or ran no turn. */
  readonly unanswered: number;
  readonly medianMilliseconds: number;
  readonly worstMilliseconds: number;
  readonly megabytesBefore: number;
  readonly megabytesMost: number;
};

export type Flood = {
  readonly which: 'leaver' | 'sdk';
  readonly slowSockets: number;
  readonly bombs: number;
  readonly genuine: number;
};

/** Longer than this and a person has clicked again. */
const PATIENCE = 1_000;
/** 200 MB of blanks: about 200 kB once compressed. */
const BOMB_BYTES = 200 * 1_048_576;

/** Slow sockets and compressed bombs at a door in a process of its own, and genuine requests all the while. */
export async function flood({ which, slowSockets, bombs, genuine }: Flood): Promise<FloodFigures> {
  const authority = await startAuthority({ appId: OUR_APP, serviceUrl: SERVICE_URL });
  const program = join(import.meta.dirname, 'flooded-door.ts');
  const child = fork(program, [which, authority.frameworkUrl, authority.entraUrl], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const sockets: Socket[] = [];
  try {
    const [{ url }] = (await once(child, 'message')) as [{ readonly url: string }];
    const bearer = `Bearer ${authority.sign()}`;
    const ask = () => timed(() => post(url, bearer, genuineActivity({ id: crypto.randomUUID() })));
    for (let warm = 0; warm < 20; warm += 1) await ask();
    const before = await report(child);
    for (let at = 0; at < slowSockets; at += 1) sockets.push(slowSocket(url, at));
    const dropping = drop(url, bombs);
    const taken: number[] = [];
    let unanswered = 0;
    for (let at = 0; at < genuine; at += 1) {
      const { milliseconds, status } = await ask();
      taken.push(milliseconds);
      if (status !== 200 || milliseconds > PATIENCE) unanswered += 1;
      await sleep(10);
    }
    await dropping;
    const after = await report(child);
    taken.sort((one, other) => one - other);
    return {
      slowSockets,
      bombs,
      genuine,
      unanswered: unanswered + Math.max(0, genuine - unanswered - (after.ran - before.ran)),
      medianMilliseconds: Math.round(taken[Math.floor(taken.length / 2)] ?? 0),
      worstMilliseconds: Math.round(taken.at(-1) ?? 0),
      megabytesBefore: before.most,
      megabytesMost: after.most,
    };
  } finally {
    for (const socket of sockets) socket.destroy();
    child.disconnect();
    await once(child, 'exit');
    await authority.stop();
  }
}

async function report(child: ChildProcess): Promise<{ readonly most: number; readonly ran: number }> {
  child.send('report');
  const [said] = await once(child, 'message');
  return said;
}

/** Half of them never end their headers, half never their body: a byte at a time, so that nothing looks idle. */
function slowSocket(url: string, at: number): Socket {
  const { port } = new URL(url);
  const start = 'POST /api/messages HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n';
  const socket = connect(Number(port), '127.0.0.1', () => {
    socket.write(at % 2 === 0 ? start : `${start}content-length: 9000\r\n\r\n`);
  });
  const timer = setInterval(() => socket.write(at % 2 === 0 ? 'x' : ' '), 250);
  socket.on('error', () => undefined);
  socket.on('close', () => clearInterval(timer));
  return socket;
}

async function drop(url: string, bombs: number): Promise<void> {
  if (bombs === 0) return;
  const bomb = gzipSync(Buffer.alloc(BOMB_BYTES, ' '), { level: 9 });
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip', 'content-length': bomb.length };
  const one = () =>
    new Promise<void>((resolve) => {
      const sending = request(url, { method: 'POST', headers, agent: false }, (response) => {
        response.resume();
        response.on('close', () => resolve());
      });
      sending.on('error', () => resolve());
      sending.setTimeout(20_000, () => sending.destroy());
      sending.end(bomb);
    });
  await Promise.all(Array.from({ length: bombs }, one));
}

async function timed(work: () => Promise<{ readonly status: number }>) {
  const began = performance.now();
  const status = await work().then(
    (given) => given.status,
    () => 0,
  );
  return { status, milliseconds: performance.now() - began };
}
