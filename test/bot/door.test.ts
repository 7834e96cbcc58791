import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BotEvent } from '../../src/bot/log.ts';
import { REFUSALS } from '../../src/bot/refusals.ts';
import { type Authority, type Json, startAuthority } from '../../src/commands/prove/door/authority.ts';
import { type Door, openDoor, post, requestOf } from '../../src/commands/prove/door/door.ts';
import { endingOf, forge } from '../../src/commands/prove/door/forgeries.ts';
import {
  genuineActivity,
  NAMED_CASES,
  type NamedCase,
  OUR_APP,
  OUR_TENANT,
  SERVICE_URL,
} from '../../src/commands/prove/door/named-cases.ts';

let authority: Authority;
beforeAll(async () => {
  authority = await startAuthority({ appId: OUR_APP, serviceUrl: SERVICE_URL });
});
afterAll(() => authority.stop());

const events: BotEvent[] = [];
const log = (event: BotEvent) => void events.push(event);
const refusals = () => events.filter(({ event }) => event === 'refused');
beforeEach(() => {
  events.length = 0;
});

describe('the door in live mode', () => {
  let door: Door;
  beforeAll(async () => {
    door = await openDoor(authority, { log });
  });
  afterAll(() => door.stop());

  async function knock(each: Pick<NamedCase, 'authorization' | 'body'>) {
    const before = door.ran();
    const { authorization, body } = requestOf(authority, { name: '', ending: 'runs', ...each });
    const given = await post(door.url, authorization, body);
    return { ...given, ending: endingOf(given, door.ran() > before) };
  }

  it.each(NAMED_CASES)('$name: $ending', async (each) => {
    const { ending } = await knock(each);
    expect(ending).toBe(each.ending);
    const known: readonly (string | undefined)[] = REFUSALS;
    expect(refusals().filter(({ reason }) => !known.includes(reason))).toEqual([]);
    expect(refusals()).toHaveLength(each.ending === 'runs' ? 0 : 1);
  });

  it('has 42 named cases, each with a name of its own', () => {
    expect(new Set(NAMED_CASES.map(({ name }) => name)).size).toBe(42);
  });

  it.each([
    ['en-US', 'This cannot be answered here. Nothing was changed.'],
    ['nl-NL', 'Dit kan hier niet worden beantwoord. Er is niets gewijzigd.'],
  ])('answers a click that is genuine and not for us with a neutral sentence in %s', async (locale, value) => {
    const click = { type: 'invoke', name: 'adaptiveCard/action', value: {}, locale };
    const { status, text } = await knock({ body: { ...click, recipient: { id: '28:other' } } });
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({ statusCode: 200, type: 'application/vnd.microsoft.activity.message', value });
  });

  it('says nothing to a message that is genuine and not for us', async () => {
    expect(await knock({ body: { channelData: {} } })).toMatchObject({ status: 200, text: '' });
    expect(refusals()).toMatchObject([{ reason: 'tenant', status: 200 }]);
  });

  it.each([
    ['in the channel data only', { conversation: { id: 'a:1', conversationType: 'personal' } }],
    ['in the conversation only', { channelData: {} }],
    ['nowhere', { conversation: { id: 'a:1' }, channelData: undefined }],
    ['as two different ones', { conversation: { id: 'a:1', tenantId: OUR_APP } }],
  ])('runs nothing for a message that names our tenant %s', async (_where, body) => {
    expect((await knock({ body })).ending).toBe('not-for-us');
    expect(refusals()).toMatchObject([{ reason: 'tenant' }]);
  });

  it('takes a token in one spelling only', async () => {
    const token = `Bearer ${authority.sign()}`;
    // The last character of a signature of 256 bytes holds four bits that count for nothing.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = alphabet.indexOf(token.at(-1) ?? '');
    const same = `${token.slice(0, -1)}${alphabet[last ^ 1]}`;
    expect(Buffer.from(same.split('.')[2] ?? '', 'base64url')).toEqual(
      Buffer.from(token.split('.')[2] ?? '', 'base64url'),
    );
    expect((await knock({ authorization: () => same })).ending).toBe('refused');
  });

  it('tells the installer whose tokens these are when the tenant itself signs them, and which setting allows it', async () => {
    const iss = `https://sts.windows.net/${OUR_TENANT}/`;
    await knock({ authorization: (by) => `Bearer ${by.sign({ iss }, {}, 'entra')}` });
    const known = { issuer: iss, code: 'MICROSOFT_APP_EXTRA_ISSUER' };
    expect(refusals()).toEqual([{ event: 'refused', reason: 'token-issuer-own-tenant', status: 401, ...known }]);
  });

  it.each(['https://evil.example/', `https://sts.windows.net/${OUR_TENANT}/x\nforged`, 'x'.repeat(3_000)])(
    'writes no issuer into the log that is not Entra’s',
    async (iss) => {
      await knock({ authorization: (by) => `Bearer ${by.sign({ iss })}` });
      expect(refusals()).toEqual([{ event: 'refused', reason: 'token-issuer', status: 401 }]);
    },
  );
});

describe('an extra issuer', () => {
  const issuer = `https://sts.windows.net/${OUR_TENANT}/`;
  let asked = 0;
  let keysUrl = '';
  const keys = createServer(async (_request, response) => {
    asked += 1;
    response.end(await (await fetch(authority.entraKeysUrl)).text());
  });
  let door: Door;
  beforeAll(async () => {
    await new Promise<void>((resolve) => keys.listen(0, '127.0.0.1', resolve));
    keysUrl = `http://127.0.0.1:${(keys.address() as AddressInfo).port}/keys`;
    door = await openDoor(authority, { log, extraIssuer: { issuer, keysUrl } });
  });
  afterAll(async () => {
    await door.stop();
    keys.close();
  });

  const now = () => Math.floor(Date.now() / 1000);
  async function knock(claims: Json, header: Json = {}, key: Parameters<Authority['sign']>[2] = 'entra') {
    const before = door.ran();
    const token = authority.sign({ iss: issuer, ...claims }, header, key);
    const given = await post(door.url, `Bearer ${token}`, genuineActivity({ id: crypto.randomUUID() }));
    return endingOf(given, door.ran() > before);
  }

  it('that is allowed is believed when its own key signed, beside the Bot Framework', async () => {
    expect(await knock({})).toBe('runs');
    expect(await knock({ iss: 'https://api.botframework.com' }, {}, 'framework')).toBe('runs');
  });

  it.each<[string, Json, Json, Parameters<Authority['sign']>[2]]>([
    ['signed with a key of the Bot Framework', {}, {}, 'framework'],
    ['signed by a stranger under a known id', {}, { kid: 'of-entra' }, 'stranger'],
    ['under a key that nobody published', {}, { kid: 'new' }, 'entra'],
    ['without the id of a key', {}, { kid: undefined }, 'entra'],
    ['by another algorithm', {}, { alg: 'RS512' }, 'entra'],
    ['for another bot', { aud: OUR_TENANT }, {}, 'entra'],
    ['without a service', { serviceurl: undefined }, {}, 'entra'],
    ['for another service', { serviceurl: 'https://smba.trafficmanager.net/amer/' }, {}, 'entra'],
    ['without expiry', { exp: undefined }, {}, 'entra'],
    ['that expired', { exp: 1_500_000_000 }, {}, 'entra'],
    ['that is not valid yet', { nbf: now() + 900 }, {}, 'entra'],
    ['that is valid from no number', { nbf: 'now' }, {}, 'entra'],
    ['of another tenant', { iss: `https://sts.windows.net/${OUR_APP}/` }, {}, 'entra'],
    ['that says to be the Bot Framework’s', { iss: 'https://api.botframework.com' }, {}, 'entra'],
  ])('is not believed %s', async (_what, claims, header, key) => {
    expect(await knock(claims, header, key)).toBe('refused');
  });

  it('is asked for its keys once, however many unknown ones are named', async () => {
    for (let at = 0; at < 20; at += 1) expect(await knock({}, { kid: `unknown-${at}` })).toBe('refused');
    expect(asked).toBe(1);
  });
});

describe('the proof of the door', () => {
  it('finds nothing that runs, and sees that the SDK alone runs what it should not', async () => {
    const figures = await forge({ trials: 1_200, seed: 7 });
    expect(figures).toMatchObject({ named: 42, namedWrong: 0, fuzzedRan: 0, fuzzedOddAnswer: 0, connectionsOut: 0 });
    expect(figures.sdkRuns).toBeGreaterThan(0);
    expect(figures.reasons).toBeGreaterThan(10);
  });
});
