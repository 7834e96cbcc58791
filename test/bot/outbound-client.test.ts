import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createOutboundClient } from '../../src/bot/outbound-client.ts';
import { leak } from '../../src/commands/prove/door/token-leaks.ts';

type Call = Parameters<ReturnType<typeof createOutboundClient>['sendRequest']>[0];

describe('the way out to Teams', () => {
  const heard: { readonly path: string; readonly bearer: string | undefined }[] = [];
  let origin = '';
  const teams = createServer(({ url = '', headers }, response) => {
    heard.push({ path: url, bearer: headers.authorization });
    response.statusCode = Number(url.slice(1)) || 200;
    response.setHeader('location', `${origin}/elsewhere`);
    response.end('{}');
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => teams.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(teams.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => teams.close(resolve)));
  beforeEach(() => {
    heard.length = 0;
  });

  const client = createOutboundClient({ mode: 'local', tenantId: 't', botId: 'b' });
  function send(path: string) {
    const headers = { rawHeaders: () => ({ authorization: 'Bearer secret' }) };
    return client.sendRequest({ url: `${origin}${path}`, method: 'POST', headers, body: '{}' } as unknown as Call);
  }

  it.each([301, 302, 303, 307, 308])('follows no redirect: %i', async (status) => {
    await expect(send(`/${status}`)).rejects.toMatchObject({ name: 'ConnectorSilent' });
    expect(heard).toEqual([{ path: `/${status}`, bearer: 'Bearer secret' }]);
  });

  it.each([401, 408, 429, 500, 502, 503, 504])('sends once and says what was answered: %i', async (status) => {
    await expect(send(`/${status}`)).rejects.toMatchObject({ name: 'ConnectorRefused', status });
    expect(heard).toHaveLength(1);
  });

  it('takes the token to no other host, from a body, from the store, for a new chat or by a redirect', async () => {
    const figures = await leak({ sdk: false, urls: 40 });
    expect(figures).toMatchObject({ leaked: 0, repeated: 0 });
    expect(figures.delivered).toBeGreaterThan(0);
    expect(figures.sends).toBe(figures.urls * 4);
  });
});
