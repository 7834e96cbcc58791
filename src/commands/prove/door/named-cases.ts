import { type Authority, type Json, part } from './authority.ts';

export const OUR_TENANT = '7f3c0000-0000-4000-8000-00000000c0de';
export const OUR_APP = '5e1a0000-0000-4000-8000-0000000000a9';
export const SERVICE_URL = 'https://smba.trafficmanager.net/emea/';
const OTHER = '0bad0000-0000-4000-8000-00000000f00d';
const PERSON = '10000000-0000-4000-8000-000000000002';

/** `runs`: 200 and one turn. `refused`: 401 and an empty body. `not-for-us`: 200 and nothing runs. */
export type Ending = 'runs' | 'refused' | 'not-for-us';

export type NamedCase = {
  readonly name: string;
  readonly ending: Ending;
  /** The `Authorization` header; a genuine token when left out, no header when null. */
  readonly authorization?: (authority: Authority) => string | null;
  /** What differs from a genuine message; undefined takes a field away. */
  readonly body?: Json;
};

/** What Teams sends when somebody says hi. */
export function genuineActivity(changes: Json = {}): Json {
  return {
    type: 'message',
    text: 'hi',
    channelId: 'msteams',
    serviceUrl: SERVICE_URL,
    from: { id: '29:miriam', name: 'Miriam', aadObjectId: PERSON },
    recipient: { id: `28:${OUR_APP}` },
    conversation: { id: 'a:1', conversationType: 'personal', tenantId: OUR_TENANT },
    channelData: { tenant: { id: OUR_TENANT } },
    ...changes,
  };
}

const bearer = (token: string) => `Bearer ${token}`;
const minutes = (count: number) => Math.floor(Date.now() / 1000) + count * 60;
const signed =
  (claims: () => Json, header: Json = {}) =>
  (authority: Authority) =>
    bearer(authority.sign(claims(), header));
/** An access token as Entra makes them, for whoever holds the bot's secret or a client of its registration. */
const fromEntra = (claims: Json) => (authority: Authority) => bearer(authority.sign(claims, {}, 'entra'));
const invoke = (name: string) => ({ type: 'invoke', name, value: {} });

/**
 * The 42 hostile and edge cases of reliability.md, section 2 (its own list was not kept; this one follows the table and
 * the findings there): what a genuine token may do, what a token must be, and what an activity must say.
 */
export const NAMED_CASES: readonly NamedCase[] = [
  { name: 'a genuine message', ending: 'runs' },
  {
    name: 'expired four minutes ago, inside the skew',
    ending: 'runs',
    authorization: signed(() => ({ exp: minutes(-4) })),
  },
  {
    name: 'valid in four minutes, inside the skew',
    ending: 'runs',
    authorization: signed(() => ({ nbf: minutes(4) })),
  },
  { name: 'a genuine token with another body', ending: 'runs', body: { text: 'something else' } },

  { name: 'no token', ending: 'refused', authorization: () => null },
  { name: 'an empty token', ending: 'refused', authorization: () => 'Bearer ' },
  { name: 'another scheme', ending: 'refused', authorization: () => 'Basic bGVhdmVyOmxlYXZlcg==' },
  { name: 'two parts', ending: 'refused', authorization: (by) => bearer(by.sign().split('.').slice(0, 2).join('.')) },
  { name: 'five parts, as if encrypted', ending: 'refused', authorization: (by) => bearer(`${by.sign()}.e30.e30`) },
  { name: 'parts that are no JSON', ending: 'refused', authorization: () => 'Bearer abc.def.ghi' },
  { name: 'a header longer than 8 kB', ending: 'refused', authorization: signed(() => ({ pad: 'x'.repeat(9_000) })) },
  {
    name: 'algorithm none',
    ending: 'refused',
    authorization: (by) => bearer(`${part({ alg: 'none' })}.${by.sign().split('.')[1]}.`),
  },
  {
    name: 'the public key as a shared secret',
    ending: 'refused',
    authorization: (by) => bearer(by.signWithPublicKey({})),
  },
  { name: 'another algorithm of the same key', ending: 'refused', authorization: signed(() => ({}), { alg: 'RS512' }) },
  {
    name: 'a stranger’s key under a known id',
    ending: 'refused',
    authorization: (by) => bearer(by.sign({}, {}, 'stranger')),
  },
  {
    name: 'a key that nobody published',
    ending: 'refused',
    authorization: (by) => bearer(by.sign({}, { kid: 'new' }, 'stranger')),
  },
  {
    name: 'a stranger’s key that the token brings along',
    ending: 'refused',
    authorization: (by) =>
      bearer(by.sign({}, { jku: by.entraKeysUrl, jwk: { kty: 'RSA', n: 'AQAB', e: 'AQAB' } }, 'stranger')),
  },
  {
    name: 'a claim changed after signing',
    ending: 'refused',
    authorization(by) {
      const [header, , signature] = by.sign().split('.');
      const claims = { iss: 'https://api.botframework.com', aud: OUR_APP, exp: minutes(99), serviceurl: SERVICE_URL };
      return bearer(`${header}.${part(claims)}.${signature}`);
    },
  },
  { name: 'a signature cut short', ending: 'refused', authorization: (by) => bearer(by.sign().slice(0, -8)) },
  { name: 'expired ten minutes ago', ending: 'refused', authorization: signed(() => ({ exp: minutes(-10) })) },
  { name: 'valid in ten minutes', ending: 'refused', authorization: signed(() => ({ nbf: minutes(10) })) },
  { name: 'no expiry', ending: 'refused', authorization: signed(() => ({ exp: undefined })) },
  { name: 'an expiry that is text', ending: 'refused', authorization: signed(() => ({ exp: 'never' })) },
  { name: 'no issuer', ending: 'refused', authorization: signed(() => ({ iss: undefined })) },
  {
    name: 'the emulator’s way in, from our own tenant',
    ending: 'refused',
    authorization: fromEntra({
      iss: `https://sts.windows.net/${OUR_TENANT}/`,
      tid: OUR_TENANT,
      ver: '1.0',
      appid: OUR_APP,
    }),
  },
  {
    name: 'the emulator’s way in, from any tenant',
    ending: 'refused',
    authorization: fromEntra({
      iss: `https://login.microsoftonline.com/${OTHER}/v2.0`,
      tid: OTHER,
      ver: '2.0',
      azp: OUR_APP,
    }),
  },
  {
    name: 'the emulator’s way in, with answers to a host of the sender',
    ending: 'refused',
    authorization: fromEntra({ iss: `https://sts.windows.net/${OTHER}/`, tid: OTHER, ver: '1.0', appid: OUR_APP }),
    body: { serviceUrl: 'http://collector.example/', channelId: 'emulator' },
  },
  {
    name: 'another bot’s call, as to a skill',
    ending: 'refused',
    authorization: fromEntra({ iss: `https://sts.windows.net/${OTHER}/`, tid: OTHER, ver: '1.0', appid: OTHER }),
  },
  { name: 'the ASE channel', ending: 'refused', body: { channelId: 'AseChannel' } },
  {
    name: 'the bot’s own outgoing token played back',
    ending: 'refused',
    authorization: fromEntra({
      iss: 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/',
      aud: 'https://api.botframework.com',
      ver: '1.0',
      appid: OUR_APP,
    }),
  },
  { name: 'another bot’s token', ending: 'refused', authorization: signed(() => ({ aud: OTHER })) },
  { name: 'two audiences', ending: 'refused', authorization: signed(() => ({ aud: [OUR_APP, OTHER] })) },
  { name: 'no service in the token', ending: 'refused', authorization: signed(() => ({ serviceurl: undefined })) },
  {
    name: 'a service that anybody can register',
    ending: 'refused',
    authorization: signed(() => ({ serviceurl: 'https://evil.trafficmanager.net/' })),
    body: { serviceUrl: 'https://evil.trafficmanager.net/' },
  },
  {
    name: 'another service in the body',
    ending: 'refused',
    body: { serviceUrl: 'https://smba.trafficmanager.net/amer/' },
  },
  { name: 'no service in the body', ending: 'refused', body: { serviceUrl: undefined } },
  {
    name: 'no channel, and a key for any',
    ending: 'refused',
    authorization: (by) => bearer(by.sign({}, {}, 'framework-any-channel')),
    body: { channelId: '' },
  },

  { name: 'another tenant', ending: 'not-for-us', body: { channelData: { tenant: { id: OTHER } } } },
  { name: 'another bot', ending: 'not-for-us', body: { recipient: { id: `28:${OTHER}` } } },
  { name: 'nobody’s object id', ending: 'not-for-us', body: { from: { id: '29:miriam', name: 'Miriam' } } },
  { name: 'an invoke that Leaver does not have', ending: 'not-for-us', body: invoke('signin/verifyState') },
  { name: 'a kind of activity that Leaver does not have', ending: 'not-for-us', body: { type: 'handoff' } },
];
