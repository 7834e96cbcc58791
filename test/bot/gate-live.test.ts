import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createGate } from '../../src/bot/gate.ts';
import type { BotIdentity } from '../../src/bot/identity.ts';
import { readToken } from '../../src/bot/read-token.ts';
import { guardTurn, isIgnored } from '../../src/bot/turn-guard.ts';

const TENANT = '7f3c0000-0000-4000-8000-00000000c0de';
const APP = '5e1a0000-0000-4000-8000-0000000000a9';
const OTHER = '0bad0000-0000-4000-8000-00000000f00d';
const SERVICE_URL = 'https://smba.trafficmanager.net/emea/';
const LIVE = {
  mode: 'live',
  tenantId: TENANT,
  appId: APP,
  appType: 'SingleTenant',
  appPassword: 'not-used',
} as const satisfies BotIdentity;
const NOW = Date.parse('2026-03-09T10:00:00.000Z') / 1000;

type Json = Readonly<Record<string, unknown>>;

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
/** Nobody signed it: the gate does not look at signatures, the SDK does that next. */
const token = (claims: Json = {}, header: Json = {}) =>
  [
    { alg: 'RS256', ...header },
    { iss: 'https://api.botframework.com', aud: APP, exp: NOW + 60, serviceurl: SERVICE_URL, ...claims },
    'x',
  ]
    .map(part)
    .join('.');
const message = (changes: Json = {}): Json => ({
  type: 'message',
  channelId: 'msteams',
  serviceUrl: SERVICE_URL,
  from: { id: '29:miriam', aadObjectId: '10000000-0000-4000-8000-000000000002' },
  recipient: { id: `28:${APP}` },
  conversation: { id: 'a:1', conversationType: 'personal', tenantId: TENANT },
  channelData: { tenant: { id: TENANT } },
  ...changes,
});

describe('the gate in live mode, before any signature is looked at', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: NOW * 1000, toFake: ['Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const verdict = (authorization: string | undefined, body: unknown = message(), identity: BotIdentity = LIVE) => {
    const given = createGate(identity)(authorization === undefined ? {} : { authorization }, body);
    return given.status === 'closed' ? given.reason : given.status;
  };
  const withClaims = (claims: Json, header: Json = {}) => verdict(`Bearer ${token(claims, header)}`);

  it('opens for what a genuine token would say', () => {
    expect(createGate(LIVE)({ authorization: `Bearer ${token()}` }, message())).toEqual({
      status: 'open',
      arrived: { serviceUrl: SERVICE_URL, body: message() },
    });
  });

  it.each([
    ['no header', undefined],
    ['another scheme', `Basic ${token()}`],
    ['something before it', `x Bearer ${token()}`],
    ['something after it', `Bearer ${token()} x`],
    ['a fourth part', `Bearer ${token()}.e30`],
    ['a header that is a list', `Bearer ${part([])}.${part({})}.${part('x')}`],
    ['a header that is null', `Bearer ${part(null)}.${part({})}.${part('x')}`],
    ['a header that is text', `Bearer ${part('x')}.${part({})}.${part('x')}`],
    ['claims that are null', `Bearer ${part({ alg: 'RS256' })}.${part(null)}.${part('x')}`],
    ['claims that are no JSON', `Bearer ${part({ alg: 'RS256' })}.abc.${part('x')}`],
    ['a header that is no JSON', `Bearer abc.${part({})}.${part('x')}`],
    ['claims written in another way', `Bearer ${part({ alg: 'RS256' })}.${part({ a: 1 })}A.${part('x')}`],
    ['a signature written in another way', `Bearer ${part({ alg: 'RS256' })}.${part({})}.AB`],
  ])('takes no token for one that has %s', (_what, authorization) => {
    expect(verdict(authorization)).toBe('token-shape');
  });

  it('takes a header of 8 kB and none of a byte more', () => {
    const header = part({ alg: 'RS256' });
    // Base64 comes in fours: as many claims as leave room for whole ones.
    const fitting = [0, 1, 2, 3, 4, 5]
      .map((pad) => `Bearer ${header}.${part({ a: 'x'.repeat(pad) })}.`)
      .find(({ length }) => (8_192 - length) % 4 === 0);
    const start = fitting ?? '';
    const signature = (length: number) => Buffer.alloc((length * 3) / 4, 1).toString('base64url');
    const longest = `${start}${signature(8_192 - start.length)}`;
    expect(longest).toHaveLength(8_192);
    expect(readToken(longest)).not.toBeNull();
    expect(readToken(`${start}${signature(8_192 - start.length + 4)}`)).toBeNull();
  });

  it('takes a token apart so that its signature can be looked at', () => {
    const [header = '', claims = ''] = token().split('.');
    expect(readToken(`Bearer ${token()}`)).toMatchObject({
      header: { alg: 'RS256' },
      claims: { aud: APP },
      signed: `${header}.${claims}`,
      signature: Buffer.from(JSON.stringify('x')),
    });
  });

  it.each<[string, Json, Json]>([
    ['token-algorithm', {}, { alg: 'HS256' }],
    ['token-algorithm', {}, { alg: undefined }],
    ['token-issuer', { iss: 'https://api.botframework.com/' }, {}],
    ['token-issuer', { iss: undefined }, {}],
    ['token-issuer', { iss: `https://sts.windows.net/${OTHER}/` }, {}],
    ['token-issuer', { iss: `https://evil.example/https://sts.windows.net/${TENANT}/` }, {}],
    ['token-issuer', { iss: `https://sts.windows.net/${TENANT}/evil` }, {}],
    ['token-issuer-own-tenant', { iss: `https://sts.windows.net/${TENANT}/` }, {}],
    ['token-issuer-own-tenant', { iss: `https://login.microsoftonline.com/${TENANT}/v2.0` }, {}],
    ['token-audience', { aud: OTHER }, {}],
    ['token-audience', { aud: [APP] }, {}],
    ['token-expired', { exp: undefined }, {}],
    ['token-expired', { exp: String(NOW + 60) }, {}],
    ['token-expired', { exp: NOW + 0.5 }, {}],
    ['token-expired', { exp: NOW - 301 }, {}],
    ['token-service-url', { serviceurl: undefined }, {}],
    ['token-service-url', { serviceurl: [SERVICE_URL] }, {}],
    ['token-service-url', { serviceurl: 'https://smba.trafficmanager.net.evil.example/' }, {}],
    ['service-url-differs', { serviceurl: 'https://smba.trafficmanager.net/amer/' }, {}],
  ])('refuses a token: %s, %j %j', (reason, claims, header) => {
    expect(withClaims(claims, header)).toBe(reason);
  });

  it.each([
    ['just at the end of the skew', NOW - 300],
    ['inside the skew', NOW - 299],
    ['now', NOW],
  ])('still takes one that expired %s', (_what, exp) => {
    expect(withClaims({ exp })).toBe('open');
  });

  it('names the issuer of a token of Entra, and no other text of a token', () => {
    const said = (iss: string) => createGate(LIVE)({ authorization: `Bearer ${token({ iss })}` }, message());
    expect(said(`https://sts.windows.net/${TENANT}/`)).toMatchObject({ issuer: `https://sts.windows.net/${TENANT}/` });
    expect(said('https://evil.example/')).not.toHaveProperty('issuer');
    const typed = createGate(LIVE)(
      { authorization: `Bearer ${token({ iss: [`https://sts.windows.net/${TENANT}/`] })}` },
      message(),
    );
    expect(typed).not.toHaveProperty('issuer');
  });

  it('takes the extra issuer that was allowed, and still no other', () => {
    const issuer = `https://sts.windows.net/${TENANT}/`;
    const identity = {
      ...LIVE,
      extraIssuer: { issuer, keysUrl: 'https://login.microsoftonline.com/keys' },
    } as BotIdentity;
    expect(verdict(`Bearer ${token({ iss: issuer })}`, message(), identity)).toBe('open');
    expect(verdict(`Bearer ${token({ iss: issuer, aud: OTHER })}`, message(), identity)).toBe('token-audience');
    expect(verdict(`Bearer ${token({ iss: `https://sts.windows.net/${OTHER}/` })}`, message(), identity)).toBe(
      'token-issuer',
    );
  });

  it.each([[null], ['text'], [7], [[]]])('refuses a body that is %j', (body) => {
    expect(verdict(`Bearer ${token()}`, body)).toBe('activity-shape');
  });

  it.each([
    ['the body names no service', { serviceUrl: undefined }, 'service-url-differs'],
    ['the body is about another channel', { channelId: 'emulator' }, 'channel'],
    ['the body names no channel', { channelId: undefined }, 'channel'],
  ])('refuses a good token when %s', (_what, changes, reason) => {
    expect(verdict(`Bearer ${token()}`, message(changes))).toBe(reason);
  });
});

describe('the turn guard', () => {
  const guarded = (changes: Json) => {
    const given = guardTurn(LIVE, message(changes));
    return given.status === 'refused' ? given.reason : given.status;
  };
  const noTenant = { channelData: {}, conversation: { id: 'a:1' } };
  const tenantInData = { conversation: { id: 'a:1' } };
  const tenantInConversation = { channelData: {} };

  it.each<[string, Json]>([
    ['a message', {}],
    ['a click', { type: 'invoke', name: 'adaptiveCard/action' }],
    ['a file', { type: 'invoke', name: 'fileConsent/invoke' }],
    ['an update that names the tenant in its data only', { type: 'conversationUpdate', ...tenantInData }],
    ['an installation that names it in the conversation only', { type: 'installationUpdate', ...tenantInConversation }],
    ...['typing', 'messageReaction', 'messageUpdate', 'messageDelete', 'event', 'endOfConversation'].map(
      (type): [string, Json] => [type, { type }],
    ),
  ])('passes %s', (_what, changes) => {
    expect(guarded(changes)).toBe('passed');
  });

  it.each<[string, string, Json]>([
    ['activity-shape', 'somebody without an object id', { from: { id: '29:x' } }],
    ['channel', 'another channel', { channelId: 'directline' }],
    ['recipient', 'another bot', { recipient: { id: `28:${OTHER}` } }],
    ['tenant', 'another tenant in the data', { channelData: { tenant: { id: OTHER } } }],
    ['tenant', 'another tenant in the conversation', { conversation: { id: 'a', tenantId: OTHER } }],
    ['tenant', 'a message without a tenant in its data', tenantInConversation],
    ['tenant', 'a message without one in its conversation', tenantInData],
    ['tenant', 'a click without one in its data', { type: 'invoke', name: 'adaptiveCard/action', channelData: {} }],
    ['tenant', 'an update without any', { type: 'conversationUpdate', ...noTenant }],
    ['tenant', 'a message without any data', { channelData: undefined }],
    [
      'tenant',
      'an update of another tenant',
      { type: 'conversationUpdate', conversation: { id: 'a', tenantId: OTHER } },
    ],
    ['invoke-name', 'an invoke without a name', { type: 'invoke' }],
    ['invoke-name', 'a sign-in', { type: 'invoke', name: 'signin/verifyState' }],
    ['activity-type', 'a handoff', { type: 'handoff' }],
  ])('refuses (%s) %s', (reason, _what, changes) => {
    expect(guarded(changes)).toBe(reason);
  });

  it.each([
    ['typing', true],
    ['endOfConversation', true],
    ['message', false],
    ['invoke', false],
  ])('leaves %s alone: %s', (type, ignored) => {
    const passed = guardTurn(LIVE, message({ type, ...(type === 'invoke' ? { name: 'adaptiveCard/action' } : {}) }));
    expect(passed.status === 'passed' && isIgnored(passed.activity)).toBe(ignored);
  });
});
