import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../helpers/start-sandbox.ts';

type Part = { id: string; status: number; headers: Record<string, string>; body?: { error?: { code: string } } };

describe('a batch', () => {
  let sandbox: TestSandbox;
  beforeEach(async () => {
    sandbox = await startTestSandbox();
  });
  afterEach(() => sandbox.stop());

  const batch = async (requests: unknown) => {
    const reply = await sandbox.graph('POST', '/$batch', { requests });
    const parts = (reply.body.responses ?? []) as Part[];
    return { status: reply.status, parts, by: new Map(parts.map((part) => [part.id, part])) };
  };
  const read = (id: string, key: string) => ({ id, method: 'GET', url: `/users/${sandbox.id(key)}?$select=id` });

  it('answers 200 whatever happened inside, and not in the order that was asked', async () => {
    const { status, parts, by } = await batch([read('a', 'adele'), read('b', 'pieter'), read('c', 'alex')]);
    expect(status).toBe(200);
    expect(by.get('a')?.status).toBe(200);
    expect(by.get('b')).toMatchObject({ status: 404, body: { error: { code: 'Request_ResourceNotFound' } } });
    expect(parts.map((part) => part.id)).not.toEqual(['a', 'b', 'c']);
  });

  it('throttles a part with its own Retry-After', async () => {
    await sandbox.faults({ throttle: { match: `GET /users/${sandbox.id('alex')}`, retryAfter: 7 } });
    const { by } = await batch([read('a', 'adele'), read('c', 'alex')]);
    expect(by.get('a')?.status).toBe(200);
    expect(by.get('c')).toMatchObject({ status: 429, headers: { 'Retry-After': '7' } });
  });

  it('fails what depends on a failed part', async () => {
    const after = { ...read('b', 'adele'), dependsOn: ['a'] };
    const { by } = await batch([read('a', 'pieter'), after]);
    expect(by.get('b')?.status).toBe(424);
  });

  it('asks for a content type as soon as a part has a body', async () => {
    const change = { id: 'a', method: 'PATCH', url: `/users/${sandbox.id('adele')}`, body: { accountEnabled: false } };
    expect((await batch([change])).by.get('a')?.status).toBe(400);
    expect(sandbox.cloud('adele').accountEnabled).toBe(true);
    const headers = { 'Content-Type': 'application/json' };
    expect((await batch([{ ...change, headers }])).by.get('a')?.status).toBe(204);
    expect(sandbox.cloud('adele').accountEnabled).toBe(false);
  });

  it.each([
    ['more than 20 parts', (one: object) => Array.from({ length: 21 }, (_, n) => ({ ...one, id: String(n) })), 1],
    ['two parts of one id', (one: object) => [one, one], 0],
    ['no parts', () => [], 1],
  ])('is refused as a whole with %s', async (_, requests) => {
    expect((await batch(requests(read('a', 'adele')))).status).toBe(400);
    sandbox.forgiveMisfits();
  });

  it('counts every part in the log of calls', async () => {
    await batch([read('a', 'adele'), read('b', 'alex')]);
    const { calls } = (await sandbox.control('GET', '/calls')) as { calls: { template: string; inBatch: boolean }[] };
    expect(calls).toMatchObject([
      { template: '/users/{user-id}', inBatch: true },
      { template: '/users/{user-id}', inBatch: true },
    ]);
  });
});
