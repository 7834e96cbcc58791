import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createManagedIdentity } from '../../src/bot/managed-identity.ts';
import { createTokenSource } from '../../src/lanes/cloud/credential.ts';

const BOT = '5e1a0000-0000-4000-8000-0000000000a9';
const GRAPH = 'c1d7f1f0-3a5b-4f64-8f0b-0b8d5f5c9a11';
const TENANT = '7f3c0000-0000-4000-8000-00000000c0de';

type Asked = { readonly url: URL; readonly headers: IncomingHttpHeaders };

/** The endpoint for managed identities of Azure's App Service, on loopback. */
describe('whose token the bot and Graph get', () => {
  const asked: Asked[] = [];
  const endpoint = createServer(({ url = '', headers }, response) => {
    const at = new URL(url, 'http://127.0.0.1');
    asked.push({ url: at, headers });
    const expires_on = Math.floor(Date.now() / 1000) + 3_600;
    const access_token = `${at.searchParams.get('client_id')}-for-${at.searchParams.get('resource')}`;
    response.end(JSON.stringify({ access_token, expires_on, token_type: 'Bearer', resource: '' }));
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise((resolve) => endpoint.close(resolve)));
  beforeEach(() => {
    asked.length = 0;
    vi.stubEnv('IDENTITY_ENDPOINT', `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/msi`);
    vi.stubEnv('IDENTITY_HEADER', 'of-this-machine');
    // What an environment credential would take: everything that Graph's own registration needs.
    vi.stubEnv('AZURE_TENANT_ID', TENANT);
    vi.stubEnv('AZURE_CLIENT_ID', GRAPH);
    vi.stubEnv('AZURE_CLIENT_SECRET', 'of-graph');
  });
  afterEach(() => vi.unstubAllEnvs());

  async function signedBy(appId: string, audience: string): Promise<string> {
    const credentials = await createManagedIdentity(appId).createCredentials(appId, audience, '', true);
    const headers = new Headers();
    await credentials.signRequest({ headers } as unknown as Parameters<typeof credentials.signRequest>[0]);
    return headers.get('authorization') ?? '';
  }

  // An id of its own for each: tokens are kept for the whole process.
  it.each([
    ['DefaultAzureCredential', BOT],
    ['EnvironmentCredential', BOT.replace('a9', 'aa')],
    ['', BOT.replace('a9', 'ab')],
  ])(
    'is the bot’s own managed identity, whatever is there for Graph (AZURE_TOKEN_CREDENTIALS=%s)',
    async (chosen, bot) => {
      vi.stubEnv('AZURE_TOKEN_CREDENTIALS', chosen);
      expect(await signedBy(bot, 'https://api.botframework.com')).toBe(
        `Bearer ${bot}-for-https://api.botframework.com`,
      );
      expect(asked.map(({ url }) => url.searchParams.get('client_id'))).toEqual([bot]);
    },
  );

  it('is never made for another id', async () => {
    const identity = createManagedIdentity(BOT);
    await expect(identity.createCredentials(GRAPH, 'https://api.botframework.com', '', true)).rejects.toThrow();
    expect(await identity.isValidAppId(GRAPH)).toBe(false);
    expect(await identity.isAuthenticationDisabled()).toBe(false);
  });

  it('is Graph’s own managed identity, whatever is there for the bot', async () => {
    vi.stubEnv('MicrosoftAppId', BOT);
    vi.stubEnv('MicrosoftAppPassword', 'of-the-bot');
    const token = createTokenSource(
      { kind: 'managed-identity', clientId: GRAPH },
      { baseUrl: 'https://graph.microsoft.com' },
    );
    expect(await token()).toBe(`${GRAPH}-for-https://graph.microsoft.com`);
    expect(asked.map(({ url }) => url.searchParams.get('client_id'))).toEqual([GRAPH]);
  });
});
