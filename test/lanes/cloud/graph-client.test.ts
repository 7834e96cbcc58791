import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { DirectoryUnavailable } from '../../../src/domain/errors.ts';
import { createGraphClient, type GraphClientSettings } from '../../../src/lanes/cloud/graph-client.ts';
import { at, type GraphPath } from '../../../src/lanes/cloud/graph-path.ts';
import { referencePath } from '../../../src/lanes/cloud/references.ts';
import { graphError, type Seen, type StandInAnswer, startStandInGraph } from '../../helpers/stand-in-graph.ts';

const PERSON = '11111111-2222-4333-8444-555555555555';
const GROUP = 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee';
const PATIENCE = { timeoutMilliseconds: 5_000, attempts: 3, pauseMilliseconds: 2, longestRetryAfterSeconds: 1 };

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function start(answer: (seen: Seen, place: number) => StandInAnswer, more: Partial<GraphClientSettings> = {}) {
  const server = await startStandInGraph(answer);
  closing.push(server.close);
  const graph = createGraphClient({
    baseUrl: server.baseUrl,
    token: async () => 'the-token',
    patience: PATIENCE,
    ...more,
  });
  return { graph, seen: server.seen, baseUrl: server.baseUrl };
}

const write = { stepId: randomUUID(), mayBeSent: async () => true };
const block = { accountEnabled: false };

describe('every request', () => {
  it('carries the token, also to a loopback http host, and a GUID of its own', async () => {
    const { graph, seen } = await start(() => ({ status: 200, body: { id: PERSON } }));
    await graph.read(at`/users/${PERSON}`);
    await graph.read(at`/users/${PERSON}`);
    expect(seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer the-token', 'Bearer the-token']);
    const ids = seen.map(({ headers }) => headers['client-request-id']);
    expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(ids[0]).not.toBe(ids[1]);
  });

  it('keeps hostile text inside its own query option', async () => {
    const { graph, seen } = await start(() => ({ status: 200, body: { value: [] } }));
    await graph.read(at`/users`, { query: { $filter: "a eq 'https://evil/#&$top=1?'", $select: 'id' } });
    expect(seen).toHaveLength(1);
    const target = new URL(seen[0]?.target ?? '', 'http://127.0.0.1');
    expect(target.pathname).toBe('/v1.0/users');
    expect([...target.searchParams]).toEqual([
      ['$filter', "a eq 'https://evil/#&$top=1?'"],
      ['$select', 'id'],
    ]);
  });

  it('follows no redirect', async () => {
    const { graph, seen } = await start(() => ({
      status: 302,
      headers: { location: 'http://127.0.0.1:1/v1.0/users' },
    }));
    await expect(graph.read(at`/users/${PERSON}`)).rejects.toThrow(DirectoryUnavailable);
    expect(await graph.write('PATCH', at`/users/${PERSON}`, block, write)).toMatchObject({
      outcome: 'refused',
      status: 302,
    });
    expect(seen).toHaveLength(2);
  });

  it('sends ConsistencyLevel only when asked to', async () => {
    const { graph, seen } = await start(() => ({ status: 200, body: { value: [] } }));
    await graph.read(at`/users`, { eventual: true });
    await graph.read(at`/users`);
    expect(seen.map(({ headers }) => headers.consistencylevel)).toEqual(['eventual', undefined]);
  });
});

describe('a read', () => {
  it.each([408, 429, 500, 502, 503, 504])('is tried again after %i', async (status) => {
    const { graph, seen } = await start((_, place) => (place < 2 ? { status } : { status: 200, body: { id: PERSON } }));
    expect(await graph.read(at`/users/${PERSON}`)).toMatchObject({ outcome: 'ok', body: { id: PERSON } });
    expect(seen).toHaveLength(3);
  });

  it.each(['lost', 'silent'] as const)('is tried again when the answer is %s', async (fate) => {
    const { graph, seen } = await start((_, place) => (place === 0 ? fate : { status: 200, body: { id: PERSON } }));
    expect(await graph.read(at`/users/${PERSON}`)).toMatchObject({ outcome: 'ok' });
    expect(seen).toHaveLength(2);
  });

  it('waits as long as Retry-After says, and asks for a token again', async () => {
    let tokens = 0;
    const { graph } = await start(
      (_, place) => (place === 0 ? { status: 429, headers: { 'retry-after': '1' } } : { status: 200, body: {} }),
      { token: async () => `token-${++tokens}` },
    );
    const before = Date.now();
    await graph.read(at`/users/${PERSON}`);
    expect(Date.now() - before).toBeGreaterThanOrEqual(990);
    expect(tokens).toBe(2);
  });

  it('does not wait for a Retry-After beyond its patience, and passes it on', async () => {
    const { graph, seen } = await start(() => ({ status: 503, headers: { 'retry-after': '120' } }));
    await expect(graph.read(at`/users/${PERSON}`)).rejects.toMatchObject({
      name: 'DirectoryUnavailable',
      retryAfter: 120,
    });
    expect(seen).toHaveLength(1);
  });

  it('ends as unavailable when nothing comes back', async () => {
    const { graph, seen } = await start(() => 'lost');
    await expect(graph.read(at`/users/${PERSON}`)).rejects.toThrow(DirectoryUnavailable);
    expect(seen).toHaveLength(3);
  });

  it.each([401, 302])('ends as unavailable, not as a refusal, after %i', async (status) => {
    const { graph } = await start(() => ({ status, body: graphError('InvalidAuthenticationToken') }));
    await expect(graph.read(at`/users/${PERSON}`)).rejects.toThrow(DirectoryUnavailable);
  });

  it('names no person and no query when it fails', async () => {
    const { graph } = await start(() => ({ status: 503 }));
    const failure = graph.read(at`/users`, { query: { $filter: "mail eq 'adele@contoso.com'" } });
    await expect(failure).rejects.toThrow('Microsoft Graph gave no answer to GET /users (503)');
  });

  it('gives a refusal as a value, and tries a 501 only once', async () => {
    const { graph, seen } = await start(({ target }) =>
      target.endsWith(PERSON) ? { status: 404, body: graphError('Request_ResourceNotFound', 'no') } : { status: 501 },
    );
    expect(await graph.read(at`/users/${PERSON}`)).toEqual({
      outcome: 'refused',
      status: 404,
      codes: ['Request_ResourceNotFound'],
      message: 'no',
    });
    expect(await graph.read(at`/users`)).toMatchObject({ outcome: 'refused', status: 501 });
    expect(seen).toHaveLength(2);
  });

  it('ends as unavailable when there is no token', async () => {
    const { graph, seen } = await start(() => ({ status: 200 }), {
      token: async () => {
        throw new DirectoryUnavailable('no token for Graph');
      },
    });
    await expect(graph.read(at`/users/${PERSON}`)).rejects.toThrow('no-token');
    expect(seen).toHaveLength(0);
  });
});

describe('a collection', () => {
  it('is read page by page', async () => {
    const { graph, seen, baseUrl } = await start(({ target }) => ({
      status: 200,
      body: target.includes('skiptoken')
        ? { value: [{ id: 'b' }] }
        : { value: [{ id: 'a' }], '@odata.nextLink': `${baseUrl}/v1.0/users?$select=id&$skiptoken=x%26y%23` },
    }));
    const all = await graph.readAll(at`/users`, { eventual: true });
    expect(all).toMatchObject({ outcome: 'ok', body: [{ id: 'a' }, { id: 'b' }] });
    expect(seen.map(({ headers }) => headers.consistencylevel)).toEqual(['eventual', 'eventual']);
    expect(seen[1]?.target).toBe('/v1.0/users?$select=id&$skiptoken=x%26y%23');
  });

  it('is read to its end, however long it is: a part of it would be taken for all of it', async () => {
    const pages = 4;
    const { graph, baseUrl } = await start((_, place) => ({
      status: 200,
      body: {
        value: Array.from({ length: 999 }, (_, at) => ({ id: `${place * 999 + at}` })),
        ...(place < pages - 1 ? { '@odata.nextLink': `${baseUrl}/v1.0/users?$skiptoken=${place}` } : {}),
      },
    }));
    const all = await graph.readAll<{ readonly id: string }>(at`/users`);
    expect(all.outcome === 'ok' && all.body.length).toBe(pages * 999);
  });

  it('that never ends is no collection', async () => {
    const page = Array.from({ length: 2_000 }, () => ({}));
    const { graph, seen, baseUrl } = await start(() => ({
      status: 200,
      body: { value: page, '@odata.nextLink': `${baseUrl}/v1.0/users?$skiptoken=x` },
    }));
    await expect(graph.readAll(at`/users`)).rejects.toThrow(DirectoryUnavailable);
    expect(seen).toHaveLength(10);
  });

  it('never takes the token to another host', async () => {
    const { graph } = await start(() => ({
      status: 200,
      body: { value: [], '@odata.nextLink': 'https://evil.example/v1.0/users?$skiptoken=x' },
    }));
    await expect(graph.readAll(at`/users`)).rejects.toThrow('another host');
  });
});

describe('a write', () => {
  it('carries the id of its step and its body', async () => {
    const { graph, seen } = await start(() => ({ status: 204 }));
    expect(await graph.write('PATCH', at`/users/${PERSON}`, block, write)).toEqual({
      outcome: 'ok',
      status: 204,
      body: null,
    });
    expect(seen[0]).toMatchObject({ method: 'PATCH', body: block });
    expect(seen[0]?.headers['client-request-id']).toBe(write.stepId);
  });

  it.each(['POST', 'PATCH'] as const)(
    'that is no repeatable %s is sent exactly once, whatever happens',
    async (method) => {
      for (const fate of [408, 429, 500, 502, 503, 504, 'lost', 'silent'] as const) {
        const { graph, seen } = await start(() => (typeof fate === 'number' ? { status: fate } : fate));
        const ending = await graph.write(method, at`/users/${PERSON}`, block, write);
        expect([fate, ending.outcome]).toEqual([fate, 'ambiguous']);
        expect([fate, seen.length]).toEqual([fate, 1]);
      }
    },
  );

  it('that is repeatable is tried again with the same id', async () => {
    const { graph, seen } = await start((_, place) => (place === 0 ? 'lost' : { status: 204 }));
    const ending = await graph.write('PATCH', at`/users/${PERSON}`, block, { ...write, repeatable: true });
    expect(ending).toMatchObject({ outcome: 'ok' });
    expect(seen.map(({ headers }) => headers['client-request-id'])).toEqual([write.stepId, write.stepId]);
  });

  it('that is refused when it is sent again after a lost answer is to be read: the first may have been done', async () => {
    for (const fate of ['lost', { status: 503 }, { status: 429, headers: { 'retry-after': '0' } }] as const) {
      const { graph } = await start((_, place) => (place === 0 ? fate : { status: 403, body: graphError('Denied') }));
      const ending = await graph.write('PATCH', at`/users/${PERSON}`, block, { ...write, repeatable: true });
      const isThrottled = typeof fate === 'object' && fate.status === 429;
      // What answered first is said: nothing got lost there.
      const why = fate === 'lost' ? 'connection' : fate.status;
      expect(ending).toMatchObject(isThrottled ? { outcome: 'refused' } : { outcome: 'ambiguous', why });
    }
  });

  it('is not sent again once it may not be, and ends as it did before', async () => {
    for (const fate of ['lost', { status: 429, headers: { 'retry-after': '0' } }] as const) {
      const mayBeSent = [true, true, false];
      const { graph, seen } = await start(() => fate);
      const options = { ...write, repeatable: true, mayBeSent: async () => mayBeSent.shift() ?? false };
      const ending = await graph.write('PATCH', at`/users/${PERSON}`, block, options);
      expect(ending).toMatchObject({ outcome: 'ambiguous', why: fate === 'lost' ? 'connection' : 429 });
      expect(seen).toHaveLength(2);
    }
  });

  it('is not sent at all where it may not be', async () => {
    const { graph, seen } = await start(() => ({ status: 204 }));
    const options = { ...write, mayBeSent: async () => false };
    expect(await graph.write('PATCH', at`/users/${PERSON}`, block, options)).toEqual({ outcome: 'held' });
    expect(seen).toEqual([]);
  });

  it('says how long Graph wants to be left alone', async () => {
    const { graph } = await start(() => ({ status: 429, headers: { 'retry-after': '40' } }));
    const ending = await graph.write('POST', at`/users/${PERSON}/assignLicense`, {}, write);
    expect(ending).toEqual({ outcome: 'ambiguous', why: 429, retryAfter: 40 });
  });

  it('that met another one at the same object is to be read again', async () => {
    const { graph } = await start(() => ({ status: 409, body: graphError('Directory_ConcurrencyViolation') }));
    expect(await graph.write('PATCH', at`/users/${PERSON}`, block, write)).toMatchObject({
      outcome: 'ambiguous',
      why: 409,
    });
  });

  it('gives a refusal as a value, also with an HTML body', async () => {
    const { graph } = await start(({ method }) =>
      method === 'PATCH'
        ? { status: 400, body: graphError('Request_BadRequest', 'on-premises mastered Directory Sync objects') }
        : { status: 403, raw: '<html>no</html>' },
    );
    expect(await graph.write('PATCH', at`/users/${PERSON}`, block, write)).toMatchObject({
      outcome: 'refused',
      codes: ['Request_BadRequest'],
    });
    expect(await graph.write('POST', at`/users/${PERSON}/revokeSignInSessions`, undefined, write)).toMatchObject({
      outcome: 'refused',
      status: 403,
      codes: [],
    });
  });

  it('takes a 202 without a body for what it is', async () => {
    const { graph } = await start(() => ({ status: 202 }));
    expect(await graph.write('POST', at`/users/${PERSON}/x`, {}, write)).toEqual({
      outcome: 'ok',
      status: 202,
      body: null,
    });
  });

  it('never deletes a person instead of a membership', async () => {
    const { graph, seen } = await start(() => ({ status: 204 }));
    const cut = referencePath(GROUP, 'members', PERSON).replace('/$ref', '') as GraphPath;
    await expect(graph.write('DELETE', cut, undefined, write)).rejects.toThrow('never deleted');
    await expect(graph.write('DELETE', at`/directory/deletedItems/${PERSON}`, undefined, write)).rejects.toThrow();
    expect(seen).toHaveLength(0);
    await graph.write('DELETE', referencePath(GROUP, 'members', PERSON), undefined, write);
    expect(seen[0]?.target).toBe(`/v1.0/groups/${GROUP}/members/${PERSON}/$ref`);
  });
});

describe('a batch', () => {
  const parts = {
    person: { path: at`/users/${PERSON}`, query: { $select: 'id' } },
    groups: { path: at`/users/${PERSON}/memberOf`, eventual: true },
    drive: { path: at`/users/${PERSON}/drive` },
  } as const;

  it('reads in one round trip, answers in any order', async () => {
    const { graph, seen } = await start(() => ({
      status: 200,
      body: {
        responses: [
          { id: 'drive', status: 404, body: graphError('ResourceNotFound') },
          { id: 'person', status: 200, body: { id: PERSON } },
          { id: 'groups', status: 200, body: { value: [] } },
        ],
      },
    }));
    const answers = await graph.batch(parts);
    expect(answers.person).toMatchObject({ outcome: 'ok', body: { id: PERSON } });
    expect(answers.drive).toMatchObject({ outcome: 'refused', status: 404 });
    expect(seen).toHaveLength(1);
    expect(seen[0]?.body).toEqual({
      requests: [
        { id: 'person', method: 'GET', url: `/users/${PERSON}?$select=id` },
        { id: 'groups', method: 'GET', url: `/users/${PERSON}/memberOf`, headers: { ConsistencyLevel: 'eventual' } },
        { id: 'drive', method: 'GET', url: `/users/${PERSON}/drive` },
      ],
    });
  });

  it('reads again, one by one, what failed or was left out inside', async () => {
    const { graph, seen } = await start(({ target }) =>
      target.endsWith('/$batch')
        ? {
            status: 200,
            body: {
              responses: [
                { id: 'groups', status: 429, headers: { 'retry-AFTER': '0' } },
                { id: 'drive', status: 503 },
              ],
            },
          }
        : target.endsWith('/drive')
          ? { status: 503 }
          : { status: 200, body: { target } },
    );
    const answers = await graph.batch(parts);
    expect(answers.person).toMatchObject({ outcome: 'ok' });
    expect(answers.groups).toMatchObject({ outcome: 'ok' });
    expect(answers.drive).toEqual({ outcome: 'unavailable', retryAfter: null, answered: 503 });
    expect(seen.filter(({ target }) => target.endsWith('/drive'))).toHaveLength(3);
    expect(seen.find(({ target }) => target.endsWith('/memberOf'))?.headers.consistencylevel).toBe('eventual');
  });

  it('does not hammer when a part asks for a long rest', async () => {
    const { graph, seen } = await start(() => ({
      status: 200,
      body: { responses: Object.keys(parts).map((id) => ({ id, status: 429, headers: { 'Retry-After': '60' } })) },
    }));
    expect((await graph.batch(parts)).drive).toEqual({ outcome: 'unavailable', retryAfter: 60, answered: 429 });
    expect(seen).toHaveLength(1);
  });

  it('is refused above 20 parts and free below one', async () => {
    const { graph, seen } = await start(() => ({ status: 200, body: { responses: [] } }));
    const many = Object.fromEntries(Array.from({ length: 21 }, (_, place) => [`p${place}`, parts.person]));
    await expect(graph.batch(many)).rejects.toThrow('more than 20');
    expect(await graph.batch({})).toEqual({});
    expect(seen).toHaveLength(0);
  });

  it('is unavailable as a whole when the outer answer fails', async () => {
    const { graph, seen } = await start(() => ({ status: 503 }));
    await expect(graph.batch(parts)).rejects.toThrow(DirectoryUnavailable);
    expect(seen).toHaveLength(3);
  });
});
