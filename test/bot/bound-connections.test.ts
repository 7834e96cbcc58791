import { createServer, request } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { boundConnections } from '../../src/bot/bound-connections.ts';
import type { BotEvent } from '../../src/bot/log.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A listener for at most so many connections; `/wait` answers when told to. */
async function startListener(most: number) {
  const waiting: (() => void)[] = [];
  const events: BotEvent[] = [];
  const server = createServer((asked, response) => {
    asked.resume();
    if (asked.url === '/wait') waiting.push(() => response.end('waited'));
    else asked.on('end', () => response.end('ok'));
  });
  boundConnections(server, (event) => void events.push(event), most);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { server, port, waiting, events };
}

async function openSlow(port: number, sent: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  socket.write(sent);
  closing.push(() => socket.destroy());
  return socket;
}

function ask(port: number, path = '/'): Promise<string> {
  return new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port, path, agent: false }, async (response) => {
      resolve((await response.toArray()).join(''));
    });
    asking.on('error', reject).end();
  });
}

const HALF_HEADERS = 'POST / HTTP/1.1\r\nhost: x\r\n';
const HALF_BODY = `${HALF_HEADERS}content-length: 100\r\n\r\n{`;

describe('connections beyond the bound', () => {
  it.each([
    ['headers', HALF_HEADERS],
    ['bodies', HALF_BODY],
    ['connections', ''],
  ])('close the slow %s that have waited longest, and everybody else is answered', async (_what, sent) => {
    const { port } = await startListener(4);
    const slow: Socket[] = [];
    for (let at = 0; at < 8; at += 1) slow.push(await openSlow(port, sent));
    await expect
      .poll(() => slow.map(({ closed }) => closed))
      .toEqual([...Array(4).fill(true), ...Array(4).fill(false)]);
    for (let at = 0; at < 3; at += 1) expect(await ask(port)).toBe('ok');
  });

  it('never close one whose request is being answered', async () => {
    const { port, waiting } = await startListener(4);
    const answers = [ask(port, '/wait'), ask(port, '/wait')];
    await expect.poll(() => waiting.length).toBe(2);
    for (let at = 0; at < 12; at += 1) await openSlow(port, HALF_HEADERS);
    for (const end of waiting) end();
    expect(await Promise.all(answers)).toEqual(['waited', 'waited']);
  });

  it('are looked for every two seconds, and headers and bodies have seconds', async () => {
    const { server } = await startListener(4);
    expect(server).toMatchObject({
      headersTimeout: 10_000,
      requestTimeout: 20_000,
      connectionsCheckingInterval: 2_000,
    });
  });
});

describe('what is no HTTP', () => {
  it.each([
    ['noise', '\u0000\u0001\u0002\r\n\r\n', '400'],
    ['headers longer than they may be', `GET / HTTP/1.1\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, '431'],
  ])('is answered and counted: %s', async (_what, sent, status) => {
    const { port, events } = await startListener(4);
    const socket = await openSlow(port, sent);
    let heard = '';
    socket.on('data', (data) => {
      heard += data.toString();
    });
    await expect.poll(() => socket.closed).toBe(true);
    expect(heard).toMatch(new RegExp(`^HTTP/1.1 ${status} \r\n.*\r\n\r\n$`, 's'));
    expect(events).toEqual([{ event: 'refused', reason: 'http', status: Number(status) }]);
  });
});
