import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BotEvent } from '../../src/bot/log.ts';
import { type ServerSettings, startServer } from '../../src/bot/server.ts';
import { type BotUnderTest, startBotUnderTest } from './bot-under-test.ts';
import { MANAGER } from './fake-flow.ts';

let bot: BotUnderTest;
beforeAll(async () => {
  bot = await startBotUnderTest();
});
afterAll(() => bot.stop());
beforeEach(() => {
  bot.fake.calls.length = 0;
});

function post(body: string | Buffer, headers: Record<string, string> = { 'content-type': 'application/json' }) {
  return fetch(`${bot.origin}/api/messages`, { method: 'POST', headers, body: new Uint8Array(Buffer.from(body)) });
}

const genuine = () =>
  JSON.stringify(bot.teams.as({ id: MANAGER.id, name: MANAGER.displayName }).activity({ type: 'message', text: 'hi' }));

describe('the public listener', () => {
  it.each([
    ['GET', '/api/messages', 405],
    ['PUT', '/api/messages', 405],
    ['POST', '/api/messages/x', 404],
    ['GET', '/', 404],
    ['GET', '/..%2f..%2fetc/passwd', 404],
    ['POST', '/healthz', 405],
    ['OPTIONS', '/api/messages', 405],
  ])('answers %s %s with %i and says nothing', async (method, path, status) => {
    const response = await fetch(`${bot.origin}${path}`, { method });
    expect(response.status).toBe(status);
    expect(await response.text()).toBe('');
  });

  it.each([
    ['no JSON type', genuine, { 'content-type': 'text/plain' }, 415],
    ['a form', () => 'a=b', { 'content-type': 'multipart/form-data; boundary=x' }, 415],
    ['no type at all', genuine, { 'content-type': '' }, 415],
    ['compressed JSON', () => gzipSync('{}'), { 'content-type': 'application/json', 'content-encoding': 'gzip' }, 415],
    ['more than 256 kB', () => JSON.stringify('x'.repeat(300_000)), { 'content-type': 'application/json' }, 413],
    ['what is no JSON', () => '{"a":', { 'content-type': 'application/json' }, 401],
    ['an empty body', () => '', { 'content-type': 'application/json' }, 401],
    ['what is no activity', () => '{"__proto__":{"x":1}}', { 'content-type': 'application/json' }, 401],
    ['a foreign origin', genuine, { 'content-type': 'application/json', origin: 'https://evil.example' }, 401],
  ])('refuses %s with an empty body and runs nothing', async (_what, body, headers, status) => {
    const response = await post(body() as string, headers as unknown as Record<string, string>);
    expect(response.status).toBe(status);
    expect(await response.text()).toBe('');
    expect(bot.fake.calls).toEqual([]);
  });

  it('counts what arrives, whatever the header says', async () => {
    const status = await new Promise<number | string>((resolve) => {
      const sending = httpRequest(`${bot.origin}/api/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
      });
      sending.on('response', (response) => resolve(response.statusCode ?? 0));
      sending.on('error', (error) => resolve(error.message));
      for (let part = 0; part < 40; part += 1) sending.write('x'.repeat(10_000));
      sending.end();
    });
    expect(status).toBe(413);
  });

  it('takes no websocket', async () => {
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(new URL(bot.origin).port), '127.0.0.1', () => {
        socket.write(
          'GET /api/messages HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
        );
      });
      let heard = '';
      socket.on('data', (data) => {
        heard += data.toString();
      });
      socket.on('close', () => resolve(heard));
    });
    expect(answer).not.toContain('101');
  });

  it('answers 1,000 malformed requests and still works', async () => {
    for (let round = 0; round < 10; round += 1) {
      const answers = await Promise.all(Array.from({ length: 100 }, (_, at) => post(`{"type":${'['.repeat(at)}`)));
      expect(answers.every(({ status }) => status === 401)).toBe(true);
      await Promise.all(answers.map((answer) => answer.text()));
    }
    expect((await post(genuine())).status).toBe(200);
  });

  it('shows that it lives, and its figures', async () => {
    expect(await (await fetch(`${bot.origin}/healthz`)).json()).toEqual({ status: 'ok' });
    const figures = await fetch(`${bot.origin}/metrics`);
    expect(figures.headers.get('content-type')).toContain('text/plain');
    expect(await figures.text()).toBe('leaver_up 1\n');
    const ready = await fetch(`${bot.origin}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([503, { database: 'unavailable' }]);
  });

  it('shows nothing but that it lives where operations are elsewhere, and answers 500 without a word when handling fails', async () => {
    const events: BotEvent[] = [];
    const broken: ServerSettings = {
      host: '127.0.0.1',
      port: 0,
      gate: () => ({ status: 'open', arrived: { serviceUrl: bot.origin, body: JSON.parse(genuine()) } }),
      handle: async () => {
        throw new Error('secret');
      },
      operations: null,
      log: (event) => void events.push(event),
    };
    const server = await startServer(broken);
    for (const path of ['/readyz', '/metrics'])
      expect((await fetch(`http://127.0.0.1:${server.port}${path}`)).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${server.port}/healthz`)).status).toBe(200);
    const failed = await fetch(`http://127.0.0.1:${server.port}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(failed.status).toBe(500);
    expect(await failed.text()).toBe('');
    await server.close();
  });

  it('says so when its port is taken', async () => {
    const port = Number(new URL(bot.origin).port);
    const settings = { host: '127.0.0.1', port, gate: () => ({ status: 'closed', reason: 'host' }) as const };
    const rest = { handle: async () => ({ status: 200 }), operations: null, log: () => undefined };
    await expect(startServer({ ...settings, ...rest })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
