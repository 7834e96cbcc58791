import { describe, expect, it } from 'vitest';
import { createGate } from '../../src/bot/gate.ts';
import { type BotIdentity, isServiceUrl } from '../../src/bot/identity.ts';
import { hostileUrls } from '../../src/commands/prove/door/hostile-urls.ts';

const TENANT = '7f3c0000-0000-4000-8000-00000000c0de';
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
    // Answered 200 by the turn guard, as everywhere.
    ['a sign-in, which Leaver does not have', headers, { type: 'invoke', name: 'signin/verifyState' }],
    ['a handoff, which Leaver does not have', headers, { type: 'handoff' }],
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
  ])('stays closed for %s', (_what, given, changes, reason) => {
    expect(gate(given, activity(changes))).toEqual({ status: 'closed', reason });
  });

  it.each([null, [], 'text', 7, {}])('stays closed for a body that is %j', (body) => {
    expect(gate(headers, body).status).toBe('closed');
  });
});

describe('service addresses in live mode', () => {
  const live: BotIdentity = {
    mode: 'live',
    tenantId: TENANT,
    appId: '5e1a0000-0000-4000-8000-0000000000a9',
    appType: 'UserAssignedMSI',
    appPassword: null,
  };
  it.each([
    SERVICE_URL,
    'https://smba.trafficmanager.net/',
    'https://SMBA.trafficmanager.net/amer',
    'https://smba.infra.gcc.teams.microsoft.com/gcc',
  ])('holds %s for Teams', (url) => {
    expect(isServiceUrl(live, url)).toBe(true);
  });
  it.each([...hostileUrls(), 'file:///etc/passwd', 'smba.trafficmanager.net', ''])(
    'holds %s for somebody else',
    (url) => {
      expect(isServiceUrl(live, url)).toBe(false);
    },
  );
});
