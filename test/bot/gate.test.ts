import { createSign, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAdapter } from '../../src/bot/adapter.ts';
import { createGate } from '../../src/bot/gate.ts';
import { type BotIdentity, isServiceUrl } from '../../src/bot/identity.ts';

const TENANT = '7f3c0000-0000-4000-8000-00000000c0de';
const APP = '5e1a0000-0000-4000-8000-0000000000a9';
const PERSON = '10000000-0000-4000-8000-000000000002';
const LOCAL: BotIdentity = { mode: 'local', tenantId: TENANT, botId: 'bot-1' };
const SERVICE_URL = 'https://smba.trafficmanager.net/emea/';

type Json = Record<string, unknown>;

function activity(changes: Json = {}): Json {
  return {
    type: 'message',
    id: '1',
    text: 'hi',
    channelId: 'msteams',
    serviceUrl: 'http://127.0.0.1:56150/_connector',
    from: { id: '29:miriam', name: 'Miriam', aadObjectId: PERSON },
    recipient: { id: 'bot-1' },
    conversation: { id: 'a:1', conversationType: 'personal', tenantId: TENANT },
    channelData: { tenant: { id: TENANT } },
    ...changes,
  };
}

describe('the gate in local mode', () => {
  const gate = createGate(LOCAL);
  const headers = { host: '127.0.0.1:3978' };

  it.each([
    ['a message from a Playground', headers, {}],
    ['localhost', { host: 'localhost:3978', origin: 'http://localhost:56150' }, {}],
    ['another loopback service', headers, { serviceUrl: 'http://localhost:1/' }],
    ['an installation', headers, { type: 'installationUpdate', action: 'add' }],
    ['a click', headers, { type: 'invoke', name: 'adaptiveCard/action', value: {} }],
    ['a conversation update without channel data', headers, { type: 'conversationUpdate', channelData: undefined }],
    ['a reaction, which is ignored', headers, { type: 'messageReaction' }],
  ])('opens for %s', (_what, given, changes) => {
    expect(gate(given, activity(changes)).status).toBe('open');
  });

  it.each([
    ['a foreign host', { host: 'leaver.example:3978' }, {}, 'host'],
    ['no host', {}, {}, 'host'],
    ['a page of another origin', { ...headers, origin: 'https://evil.example' }, {}, 'origin'],
    ['a page without origin', { ...headers, origin: 'null' }, {}, 'origin'],
    ['a host that only begins like loopback', { host: '127.0.0.1.evil.example' }, {}, 'host'],
    ['another channel', headers, { channelId: 'emulator' }, 'channel'],
    ['another tenant', headers, { channelData: { tenant: { id: PERSON } } }, 'tenant'],
    ['another tenant in the conversation', headers, { conversation: { id: 'a', tenantId: PERSON } }, 'tenant'],
    ['no tenant in the conversation', headers, { conversation: { id: 'a' } }, 'tenant'],
    ['no tenant in the channel data', headers, { channelData: {} }, 'tenant'],
    ['another bot', headers, { recipient: { id: 'bot-2' } }, 'recipient'],
    ['nobody', headers, { from: { id: '29:x' } }, 'activity-shape'],
    ['somebody without an object id', headers, { from: { id: '29:x', aadObjectId: 'miriam' } }, 'activity-shape'],
    ['a service elsewhere', headers, { serviceUrl: 'https://smba.trafficmanager.net/emea/' }, 'service-url'],
    ['a service with a name in it', headers, { serviceUrl: 'http://127.0.0.1@evil.example/' }, 'service-url'],
    ['no service', headers, { serviceUrl: '' }, 'service-url'],
    ['a sign-in', headers, { type: 'invoke', name: 'signin/verifyState' }, 'invoke-name'],
    ['a handoff', headers, { type: 'handoff' }, 'activity-type'],
  ])('stays closed for %s', (_what, given, changes, reason) => {
    expect(gate(given, activity(changes))).toEqual({ status: 'closed', reason });
  });

  it.each([null, [], 'text', 7, {}])('stays closed for a body that is %j', (body) => {
    expect(gate(headers, body).status).toBe('closed');
  });
});

describe('service addresses in live mode', () => {
  const live = liveIdentity('http://127.0.0.1:1');
  it.each([
    SERVICE_URL,
    'https://smba.trafficmanager.net/',
    'https://SMBA.trafficmanager.net/amer',
    'https://smba.infra.gcc.teams.microsoft.com/gcc',
  ])('holds %s for Teams', (url) => {
    expect(isServiceUrl(live, url)).toBe(true);
  });
  it.each([
    'http://smba.trafficmanager.net/emea/',
    'https://evil.trafficmanager.net/',
    'https://smba.trafficmanager.net.evil.example/',
    'https://smba.trafficmanager.net@evil.example/',
    'https://user:pass@smba.trafficmanager.net/',
    'https://smba.trafficmanager.net:8443/',
    'https://smba.trafficmanager.net./',
    'https://smba。trafficmanager.net.evil.example/',
    'https://127.0.0.1/',
    'file:///etc/passwd',
    'smba.trafficmanager.net',
    '',
  ])('holds %s for somebody else', (url) => {
    expect(isServiceUrl(live, url)).toBe(false);
  });
});

function liveIdentity(openIdMetadataUrl: string): Extract<BotIdentity, { mode: 'live' }> {
  const appType = 'SingleTenant' as const;
  return { mode: 'live', tenantId: TENANT, appId: APP, appType, appPassword: 'not-used', openIdMetadataUrl };
}

describe('the gate in live mode', () => {
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const strangers = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...keys.publicKey.export({ format: 'jwk' }), kid: 'k1', use: 'sig', endorsements: ['msteams'] };
  let origin = '';
  const metadata = createServer((request, response) => {
    const body =
      request.url === '/keys'
        ? { keys: [jwk] }
        : {
            issuer: 'https://api.botframework.com',
            jwks_uri: `${origin}/keys`,
            id_token_signing_alg_values_supported: ['RS256'],
          };
    response.end(JSON.stringify(body));
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => metadata.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(metadata.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => metadata.close(resolve)));

  const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const seconds = () => Math.floor(Date.now() / 1000);

  function token(claims: Json = {}, header: Json = {}, key = keys.privateKey): string {
    const body = {
      iss: 'https://api.botframework.com',
      aud: APP,
      exp: seconds() + 3_600,
      nbf: seconds() - 60,
      serviceurl: SERVICE_URL,
      ...claims,
    };
    const signed = `${base64({ alg: 'RS256', typ: 'JWT', kid: 'k1', ...header })}.${base64(body)}`;
    const signature = createSign('RSA-SHA256').update(signed).sign(key).toString('base64url');
    return `Bearer ${signed}.${signature}`;
  }

  const genuine = (changes: Json = {}) =>
    activity({ serviceUrl: SERVICE_URL, recipient: { id: `28:${APP}` }, ...changes });

  /** As the server does it: first our gate, then the SDK's signature check. */
  async function admits(authorization: string | undefined, body: Json = genuine()): Promise<string> {
    const identity = liveIdentity(`${origin}/openid`);
    const verdict = createGate(identity)(authorization === undefined ? {} : { authorization }, body);
    if (verdict.status === 'closed') return verdict.reason;
    const verified = await createAdapter(identity).authenticate(verdict.arrived, authorization ?? '');
    return verified === null ? 'token-signature' : 'admitted';
  }

  it('admits what the Bot Framework signed for this bot', async () => {
    expect(await admits(token())).toBe('admitted');
  });

  it.each([
    ['no token', () => undefined, 'token-shape'],
    ['an empty token', () => 'Bearer ', 'token-shape'],
    ['two parts', () => 'Bearer e30.e30', 'token-shape'],
    ['parts that are no JSON', () => 'Bearer abc.def.ghi', 'token-shape'],
    ['a token longer than 8 kB', () => token({ pad: 'x'.repeat(9_000) }), 'token-shape'],
    ['alg none', () => token({}, { alg: 'none' }), 'token-algorithm'],
    ['HS256', () => token({}, { alg: 'HS256' }), 'token-algorithm'],
    ['the emulator as issuer', () => token({ iss: `https://sts.windows.net/${TENANT}/` }), 'token-issuer'],
    ['another audience', () => token({ aud: PERSON }), 'token-audience'],
    ['two audiences', () => token({ aud: [APP, PERSON] }), 'token-audience'],
    ['no expiry', () => token({ exp: undefined }), 'token-expired'],
    ['an expiry that is text', () => token({ exp: 'never' }), 'token-expired'],
    ['an expiry in the past', () => token({ exp: Math.floor(Date.now() / 1000) - 3_600 }), 'token-expired'],
    ['no service', () => token({ serviceurl: undefined }), 'token-service-url'],
    ['a service elsewhere', () => token({ serviceurl: 'https://evil.trafficmanager.net/' }), 'token-service-url'],
    ['another key', () => token({}, {}, strangers.privateKey), 'token-signature'],
    ['a key that nobody published', () => token({}, { kid: 'k2' }), 'token-signature'],
    ['a token that is not valid yet', () => token({ nbf: Math.floor(Date.now() / 1000) + 3_600 }), 'token-signature'],
    [
      'a changed claim',
      () =>
        token().replace(
          /\.([\w-]+)\./,
          `.${base64({ iss: 'https://api.botframework.com', aud: APP, exp: seconds() + 9_999, serviceurl: SERVICE_URL })}.`,
        ),
      'token-signature',
    ],
  ])('refuses %s', async (_what, make, reason) => {
    expect(await admits(make())).toBe(reason);
  });

  it.each([
    ['the body names another service', { serviceUrl: 'https://smba.trafficmanager.net/amer/' }, 'service-url-differs'],
    ['the body names no service', { serviceUrl: undefined }, 'service-url-differs'],
    ['the body is about another channel', { channelId: 'emulator' }, 'channel'],
    ['the tenant is another', { channelData: { tenant: { id: PERSON } } }, 'tenant'],
    ['the bot is another', { recipient: { id: '28:other' } }, 'recipient'],
    ['the person has no object id', { from: { id: '29:x' } }, 'activity-shape'],
  ])('refuses a genuine token when %s', async (_what, changes, reason) => {
    expect(await admits(token(), genuine(changes))).toBe(reason);
  });
});
