import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newConnectorKey } from '../../src/domain/connector-key.ts';
import { CONNECTOR_HEADERS, signAnswer } from '../../src/domain/connector-signature.ts';
import { type BotSide, signedHeaders, startBotSide } from './bot-side.ts';
import { anOrder, aTarget } from './memory-way.ts';

const LEASE = '/connector/lease';
const RESULT = '/connector/result';

let bot: BotSide;
beforeAll(async () => {
  bot = await startBotSide();
});
afterAll(() => bot.stop());

const reading = {
  found: 'active',
  server: 'dc1',
  disabled: true,
  isProtected: false,
  distinguishedName: 'CN=X,DC=y',
  groups: [],
  hidden: null,
  passwordSetAt: null,
  mailNickname: null,
  attributes: {},
};
const done = { status: 'done', reading };

async function putJob(
  domainName: string,
  number = Math.ceil(Math.random() * 1e9),
  call: 'read' | 'perform' = 'perform',
) {
  const order = anOrder('disable-account', aTarget(number, domainName));
  const account = `${domainName} ${number}`;
  return { order, id: await bot.jobs.put({ domainName, account, call, order, key: null, waitSeconds: 60 }) };
}

/** Offered and begun. */
async function lease(key: Parameters<BotSide['post']>[0]): Promise<string> {
  const { job } = (await bot.post(key, LEASE, { wait: 0 })).body;
  expect((await bot.post(key, LEASE, { begin: job.id })).body).toEqual({ begun: true });
  return job.id;
}

async function timesHeard(keyId: string): Promise<number> {
  const nonces = bot.database.kysely.selectFrom('connector_nonces').select('nonce').where('key_id', '=', keyId);
  return (await nonces.execute()).length;
}

function send(path: string, headers: Record<string, string>, body: string, method = 'POST') {
  return fetch(`${bot.url}${path}`, { method, headers, body });
}

describe('the door for connectors', () => {
  it('gives work to a good key, signed, and of it only the order', async () => {
    const key = await bot.newKey(['only-order.test']);
    const { id, order } = await putJob('only-order.test');
    const body = JSON.stringify({ wait: 0 });
    const headers = signedHeaders(key, LEASE, body, { nonce: 'n'.repeat(24) });
    const response = await send(LEASE, headers, body);
    const text = await response.text();
    expect(JSON.parse(text)).toEqual({
      job: { id, call: 'perform', domain: 'only-order.test', order, seconds: 30 },
    });
    const right = signAnswer(key.secret, { status: 200, nonce: 'n'.repeat(24), body: Buffer.from(text) });
    expect(response.headers.get(CONNECTOR_HEADERS.signature)).toBe(right);
  });

  it('answers 401 and nothing to whoever has no good key', async () => {
    const key = await bot.newKey();
    const other = newConnectorKey();
    const body = JSON.stringify({ wait: 0 });
    const good = () => signedHeaders(key, LEASE, body) as Record<string, string>;
    const without = (name: string) => Object.fromEntries(Object.entries(good()).filter(([each]) => each !== name));
    const hour = 3600;
    const tries: readonly [string, Record<string, string>, string][] = [
      ['no headers', { 'content-type': 'application/json' }, body],
      ['an unknown key', signedHeaders(other, LEASE, body), body],
      ['another secret', signedHeaders({ ...key, secret: other.secret }, LEASE, body), body],
      ['another path', signedHeaders(key, RESULT, body), body],
      ['another body', good(), JSON.stringify({ wait: 1 })],
      ['another time', { ...good(), [CONNECTOR_HEADERS.time]: String(Math.floor(Date.now() / 1000) + 1) }, body],
      ['another nonce', { ...good(), [CONNECTOR_HEADERS.nonce]: 'x'.repeat(24) }, body],
      ['no signature', { ...good(), [CONNECTOR_HEADERS.signature]: '' }, body],
      ['an old time', signedHeaders(key, LEASE, body, { time: Date.now() / 1000 - 301 - hour }), body],
      ['a time to come', signedHeaders(key, LEASE, body, { time: Date.now() / 1000 + 302 }), body],
      ['a short nonce', signedHeaders(key, LEASE, body, { nonce: 'short' }), body],
      ['a line break in the nonce', signedHeaders(key, LEASE, body, { nonce: 'a'.repeat(300) }), body],
      ...Object.values(CONNECTOR_HEADERS).map((name) => [`no ${name}`, without(name), body] as const),
    ].map(([what, headers, said]) => [what, headers, said] as [string, Record<string, string>, string]);
    for (const [what, headers, said] of tries) {
      const response = await send(LEASE, headers, said);
      expect([what, response.status, await response.text()]).toEqual([what, 401, '']);
      expect(response.headers.get(CONNECTOR_HEADERS.signature)).toBeNull();
    }
    expect((await send(LEASE, good(), body)).status).toBe(200);
  });

  it('asks the store about unknown keys thirty times at once, whatever their number, and locks no known one out', async () => {
    // Of its own: a new key is known a second after such a flood.
    const side = await startBotSide();
    const key = await side.newKey();
    expect((await side.post(key, LEASE, { wait: 0 })).status).toBe(200);
    const [before, beganAt] = [side.keyReads(), Date.now()];
    for (let unknown = 0; unknown < 80; unknown += 1)
      expect((await side.post(newConnectorKey(), LEASE, { wait: 0 })).status).toBe(401);
    const earned = Math.ceil((Date.now() - beganAt) / 1_000);
    expect(side.keyReads() - before).toBeLessThanOrEqual(30 + earned);
    expect((await side.post(key, LEASE, { wait: 0 })).status).toBe(200);
    await side.stop();
  });

  it('takes a request once, and remembers nothing of strangers', async () => {
    const key = await bot.newKey();
    const body = JSON.stringify({ wait: 0 });
    const headers = signedHeaders(key, LEASE, body);
    const statuses = await Promise.all(
      Array.from({ length: 5 }, async () => (await send(LEASE, headers, body)).status),
    );
    expect(statuses.sort()).toEqual([200, 401, 401, 401, 401]);
    const count = async () =>
      (await bot.database.kysely.selectFrom('connector_nonces').select('nonce').execute()).length;
    const before = await count();
    await send(LEASE, signedHeaders({ ...key, secret: newConnectorKey().secret }, LEASE, body), body);
    expect(await count()).toBe(before);
  });

  it.each([
    [LEASE, { 'content-type': 'text/plain' }, '{}', 415],
    [RESULT, { 'content-type': 'application/json', 'content-encoding': 'gzip' }, '{}', 415],
    [RESULT, { 'content-type': 'application/json' }, JSON.stringify('x'.repeat(300_000)), 413],
    [LEASE, { 'content-type': 'application/json' }, '{"a":', 401],
  ])('refuses at %s what the listener takes nowhere: %j', async (path, headers, body, status) => {
    const response = await send(path, headers as unknown as Record<string, string>, body);
    expect([response.status, await response.text()]).toEqual([status, '']);
  });

  it.each(['GET', 'PUT', 'DELETE'])('knows no %s', async (method) => {
    const response = await fetch(`${bot.url}${LEASE}`, { method });
    expect([response.status, await response.text()]).toEqual([405, '']);
  });

  it('leads nowhere else: a stolen key opens no other route', async () => {
    const key = await bot.newKey();
    const body = JSON.stringify({ type: 'message', text: 'approve L-1001', wait: 0 });
    for (const path of ['/api/messages', '/connector', '/connector/requests', '/connector/lease/x', '/v1.0/users']) {
      const response = await send(path, signedHeaders(key, path, body), body);
      expect([path, response.status >= 400, await response.text()]).toEqual([path, true, '']);
    }
    expect(bot.messages).toEqual([]);
  });

  it('never gives a job of another domain', async () => {
    const key = await bot.newKey(['mine.test']);
    const { id } = await putJob('theirs.test');
    expect((await bot.post(key, LEASE, { wait: 0 })).body).toEqual({ job: null });
    expect((await bot.post(key, LEASE, { begin: id })).status).toBe(409);
    expect((await bot.post(key, LEASE, { renew: id })).status).toBe(409);
    expect((await bot.post(key, RESULT, { job: id, call: 'perform', result: done })).status).toBe(409);
    expect(await bot.jobs.read(id)).toEqual({ state: 'waiting', result: null });
  });

  it('takes the answer only of the key that holds the lease, and once', async () => {
    const name = crypto.randomUUID();
    const key = await bot.newKey(['twice.test'], name);
    const second = await bot.keys.rotate(name);
    if (second === null) throw new Error('no key');
    const { id } = await putJob('twice.test');
    expect(await lease(key)).toBe(id);
    const answer = { job: id, call: 'perform', result: done };
    expect((await bot.post(second, RESULT, answer)).status).toBe(409);
    expect((await bot.post(second, LEASE, { renew: id })).status).toBe(409);
    expect(
      (
        await bot.post(key, RESULT, {
          ...answer,
          call: 'read',
          result: { ...done, status: 'read', atSyncServer: null },
        })
      ).status,
    ).toBe(409);
    expect((await bot.post(key, LEASE, { renew: id })).body).toEqual({ renewed: true });
    expect((await bot.post(key, RESULT, answer)).body).toEqual({ taken: true });
    expect((await bot.post(key, RESULT, answer)).body).toEqual({ taken: false });
    expect(await bot.jobs.read(id)).toEqual({ state: 'finished', result: done });
  });

  const note = (key: string, values: Record<string, unknown> = {}) => ({ status: 'refused', note: { key, values } });
  it.each<[string, unknown]>([
    ['an unknown field', { ...done, approved: true }],
    ['an unknown field of the reading', { ...done, reading: { ...reading, password: 'x' } }],
    ['a field too few', { ...done, reading: { ...reading, isProtected: undefined } }],
    ['another call’s answer', { status: 'read', reading, atSyncServer: null }],
    ['a sentence that there is not', note('on-premises.refused.no-such-thing')],
    ['a sentence of somebody else', note('approval.approved')],
    ['a sentence that takes another one in', note('on-premises.by-hand-instead', { why: 'Call me', todo: 'now' })],
    ['a sentence that lacks what it says', note('on-premises.refused.place-missing')],
    ['a sentence within a sentence', note('on-premises.refused.place-missing', { place: { key: 'a.b' } })],
    ['a value that goes on', note('on-premises.refused.place-missing', { place: 'x'.repeat(40_000) })],
    ['too many groups', { ...done, reading: { ...reading, groups: Array(2001).fill('CN=x') } }],
    ['an attribute that is none', { ...done, reading: { ...reading, attributes: { 'a b': ['x'] } } }],
    ['nothing', null],
    ['a list', [done]],
  ])('refuses %s as an answer, and stores nothing of it', async (_what, result) => {
    const domain = `${crypto.randomUUID()}.test`;
    const key = await bot.newKey([domain]);
    const { id } = await putJob(domain);
    await lease(key);
    expect((await bot.post(key, RESULT, { job: id, call: 'perform', result })).status).toBe(400);
    expect(await bot.jobs.read(id)).toEqual({ state: 'leased', result: null });
  });

  it('takes sentences that a way says, with what they need', async () => {
    const key = await bot.newKey(['says.test']);
    const { id } = await putJob('says.test');
    await lease(key);
    const result = note('on-premises.refused.place-missing', { place: 'OU=<b>,DC=x' });
    expect((await bot.post(key, RESULT, { job: id, call: 'perform', result })).status).toBe(200);
  });

  it('does not let an attribute reach the prototype of anything', async () => {
    const key = await bot.newKey(['proto.test']);
    const { id } = await putJob('proto.test');
    await lease(key);
    const result = JSON.parse(
      JSON.stringify(done).replace('"attributes":{}', '"attributes":{"__proto__":["x"],"constructor":["y"]}'),
    );
    await bot.post(key, RESULT, { job: id, call: 'perform', result });
    expect(({} as Record<string, unknown>).x).toBeUndefined();
    const stored = JSON.stringify((await bot.jobs.read(id)).result);
    expect(stored).not.toContain('__proto__');
  });

  it('takes no answer to what was only offered', async () => {
    const key = await bot.newKey(['offered.test']);
    const { id } = await putJob('offered.test');
    expect((await bot.post(key, LEASE, { wait: 0 })).body.job.id).toBe(id);
    expect((await bot.post(key, RESULT, { job: id, call: 'perform', result: done })).status).toBe(409);
    expect((await bot.post(key, LEASE, { begin: id })).status).toBe(200);
    expect((await bot.post(key, LEASE, { begin: id })).status).toBe(409);
  });

  it('waits for work that comes while a connector asks', async () => {
    const key = await bot.newKey(['poll.test']);
    const asking = bot.post(key, LEASE, { wait: 20 });
    const { id } = await putJob('poll.test');
    expect((await asking).body.job.id).toBe(id);
  });

  it('lets one key wait four times at once, not more', async () => {
    const key = await bot.newKey(['busy.test']);
    const waiting = Array.from({ length: 4 }, () => bot.post(key, LEASE, { wait: 20 }));
    await expect.poll(async () => (await bot.post(key, LEASE, { wait: 0 })).status).toBe(429);
    for (let number = 1; number <= 4; number += 1) await putJob('busy.test', number);
    const given = await Promise.all(waiting);
    expect(new Set(given.map(({ body }) => body.job.id)).size).toBe(4);
    expect((await bot.post(key, LEASE, { wait: 0 })).status).toBe(200);
  });

  it('gives nothing more from the moment on that a key is revoked, also to who waits', async () => {
    const name = crypto.randomUUID();
    const key = await bot.newKey(['revoked.test'], name);
    const next = await bot.keys.rotate(name);
    if (next === null) throw new Error('no key');
    const { id: held } = await putJob('revoked.test');
    expect(await lease(key)).toBe(held);
    const asking = bot.post(key, LEASE, { wait: 2 });
    await expect.poll(() => timesHeard(key.id)).toBe(3);
    expect(await bot.keys.revoke(key.id)).toBe(true);
    const { id } = await putJob('revoked.test');
    expect((await asking).body).toEqual({ job: null });
    expect((await bot.post(key, RESULT, { job: held, call: 'perform', result: done })).status).toBe(401);
    expect((await bot.post(key, LEASE, { wait: 0 })).status).toBe(401);
    expect((await bot.post(next, LEASE, { wait: 0 })).body.job.id).toBe(id);
    expect((await bot.jobs.read(held)).state).toBe('leased');
  });

  it('logs keys, jobs and reasons, and nothing of the work', () => {
    const written = JSON.stringify(bot.events);
    expect(written).toContain('ad-work-leased');
    for (const secret of ['zoe', 'S-1-5-21', 'contoso', 'OU=']) expect(written).not.toContain(secret);
  });
});
