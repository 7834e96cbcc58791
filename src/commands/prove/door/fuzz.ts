import type { Random } from '../random.ts';
import { type Authority, type Json, part } from './authority.ts';
import { genuineActivity, OUR_APP, OUR_TENANT, SERVICE_URL } from './named-cases.ts';

export type Knock = { readonly kind: string; readonly authorization: string; readonly body: unknown };

/** Signed with the real key and wrong in one claim: so many different tokens, since signing takes a millisecond. */
const WRONG_TOKENS = 400;

/**
 * Gives one request after the other that must not run: tokens changed by a few characters, claims made up, a real key's
 * token with one wrong claim, a genuine token with one wrong field in the body, and noise in place of either.
 */
export function createFuzz(authority: Authority, random: Random): () => Knock {
  const genuine = `Bearer ${authority.sign()}`;
  const one = <Item>(items: readonly Item[]): Item => items[random.between(0, items.length - 1)] as Item;
  const wrongTokens = Array.from({ length: WRONG_TOKENS }, () => `Bearer ${authority.sign(wrongClaim(one))}`);
  const body = () => genuineActivity({ id: crypto.randomUUID() });
  const kinds: readonly (() => Knock)[] = [
    () => ({ kind: 'token changed', authorization: changed(genuine, random), body: body() }),
    () => ({ kind: 'claims made up', authorization: madeUp(one, random), body: body() }),
    () => ({ kind: 'one wrong claim, real key', authorization: one(wrongTokens), body: body() }),
    () => ({ kind: 'one wrong field, real token', authorization: genuine, body: wrongField(one, body()) }),
    () => ({ kind: 'noise for a token', authorization: noise(random), body: body() }),
    () => ({ kind: 'noise for a body, real token', authorization: genuine, body: noisyValue(one, random, 0) }),
  ];
  let count = 0;
  return () => {
    count += 1;
    return (kinds[count % kinds.length] as () => Knock)();
  };
}

const CHARACTERS = 'ABCXYZabcxyz0189-_.=+/~ \t,;"{}%';

function changed(token: string, random: Random): string {
  const characters = [...token];
  for (let times = random.between(1, 3); times > 0; times -= 1) {
    const at = random.between(0, characters.length - 1);
    const other = CHARACTERS[random.between(0, CHARACTERS.length - 1)] as string;
    characters.splice(at, random.between(0, 1), ...(random.between(0, 3) === 0 ? [] : [other]));
  }
  const made = characters.join('');
  // HTTP itself takes blanks around a header's value away.
  return made.trim() === token ? changed(token, random) : made;
}

type One = <Item>(items: readonly Item[]) => Item;

const ODD: readonly unknown[] = [
  undefined,
  null,
  '',
  ' ',
  0,
  -1,
  1e21,
  true,
  false,
  [],
  {},
  [[]],
  'null',
  '\u0000',
  '\u202e',
];
const OTHER = '0bad0000-0000-4000-8000-00000000f00d';

const WRONG_CLAIMS: Readonly<Record<string, readonly unknown[]>> = {
  iss: [
    'https://api.botframework.com/',
    'http://api.botframework.com',
    'https://api.botframework.us',
    `https://sts.windows.net/${OUR_TENANT}/`,
    ['https://api.botframework.com'],
    ...ODD,
  ],
  aud: [OTHER, OUR_APP.toUpperCase(), `${OUR_APP} `, [OUR_APP], [OUR_APP, OTHER], `api://${OUR_APP}`, ...ODD],
  exp: [1, 1e9, 1.5e9 + 0.5, '9999999999', [9_999_999_999], 'never', undefined, null, '', true, {}],
  nbf: [9_999_999_999, '9999999999', 'soon', true, {}],
  serviceurl: [
    'http://smba.trafficmanager.net/emea/',
    'https://evil.trafficmanager.net/',
    'https://smba.trafficmanager.net@evil.example/',
    'https://smba.trafficmanager.net./emea/',
    'https://smba.trafficmanager.net:444/emea/',
    `${SERVICE_URL}x`,
    ...ODD,
  ],
};

function wrongClaim(one: One): Json {
  const name = one(Object.keys(WRONG_CLAIMS));
  return { [name]: one(WRONG_CLAIMS[name] ?? []) };
}

function madeUp(one: One, random: Random): string {
  const now = Math.floor(Date.now() / 1000);
  const header = {
    alg: one(['RS256', 'RS256', 'RS384', 'none', 'HS256', 'ES256', 'PS256', 256, null]),
    kid: one(['for-teams', 'for-any', 'of-entra', 'x', 7, null]),
    typ: 'JWT',
  };
  const claims = {
    iss: one([
      'https://api.botframework.com',
      `https://sts.windows.net/${crypto.randomUUID()}/`,
      'https://evil.example',
    ]),
    aud: one([OUR_APP, OUR_APP, OTHER]),
    exp: now + random.between(-900, 9_000),
    serviceurl: SERVICE_URL,
    // Each of these would grow the SDK's list of issuers (reliability.md 0.2).
    tid: crypto.randomUUID(),
    appid: OUR_APP,
    ver: '1.0',
  };
  const signature = Buffer.from(Array.from({ length: one([0, 8, 32, 256]) }, () => random.between(0, 255)));
  return `Bearer ${part(header)}.${part(claims)}.${signature.toString('base64url')}`;
}

const WRONG_FIELDS: Readonly<Record<string, readonly unknown[]>> = {
  type: ['Message', 'message ', 'handoff', 'command', 'trace', 'invokeResponse', 'constructor', ...ODD],
  channelId: ['emulator', 'AseChannel', 'MSTEAMS', 'msteams ', 'directline', 'constructor', ...ODD],
  serviceUrl: ['https://smba.trafficmanager.net/amer/', SERVICE_URL.slice(0, -1), 'http://127.0.0.1/', ...ODD],
  from: [
    { id: '29:x' },
    { aadObjectId: OTHER },
    { id: '29:x', aadObjectId: 'miriam' },
    { id: '29:x', aadObjectId: `${OTHER} ` },
    { id: '29:x', aadObjectId: [OTHER] },
    { id: 7, aadObjectId: OTHER },
    ...ODD,
  ],
  recipient: [{ id: `28:${OTHER}` }, { id: OUR_APP }, { id: [`28:${OUR_APP}`] }, { id: `28:${OUR_APP} ` }, ...ODD],
  conversation: [
    { id: 'a:1' },
    { id: 'a:1', tenantId: OTHER },
    { id: 'a:1', tenantId: null },
    { tenantId: OUR_TENANT },
    { id: 'a:1', tenantId: [OUR_TENANT] },
    { id: 'a:1', tenantId: OUR_TENANT.toUpperCase() },
    ...ODD,
  ],
  channelData: [
    { tenant: { id: OTHER } },
    { tenant: OUR_TENANT },
    { tenant: { id: [OUR_TENANT] } },
    { tenant: { id: `${OUR_TENANT} ` } },
    { tenant: null },
    ...ODD,
  ],
  text: [7, true, {}, [], null],
  id: [7, '', 'x'.repeat(600), {}, null],
};

function wrongField(one: One, body: Json): Json {
  const name = one([...Object.keys(WRONG_FIELDS), 'invoke']);
  if (name === 'invoke')
    return {
      ...body,
      type: 'invoke',
      name: one([
        'signin/verifyState',
        'task/fetch',
        'composeExtension/query',
        'adaptiveCard/Action',
        '__proto__',
        ...ODD,
      ]),
    };
  return { ...body, [name]: one(WRONG_FIELDS[name] ?? []) };
}

function noise(random: Random): string {
  const length = random.between(0, random.between(0, 20) === 0 ? 9_000 : 300);
  const made = Array.from({ length }, () => String.fromCharCode(random.between(33, 126))).join('');
  return `${random.between(0, 1) === 0 ? 'Bearer ' : ''}${made}`;
}

function noisyValue(one: One, random: Random, depth: number): unknown {
  if (depth > 6) return one(ODD);
  const kind = random.between(0, 3);
  const inner = () => noisyValue(one, random, depth + 1);
  if (kind === 0) return one(ODD);
  if (kind === 1) return Array.from({ length: random.between(0, 4) }, inner);
  const names = [
    'type',
    'channelId',
    'serviceUrl',
    'from',
    'conversation',
    'recipient',
    'constructor',
    'toString',
    'value',
    'id',
  ];
  return Object.fromEntries(Array.from({ length: random.between(0, 5) }, () => [one(names), inner()]));
}
