import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestSandbox, type TestSandbox } from '../helpers/start-sandbox.ts';

describe('what goes wrong on order', () => {
  let sandbox: TestSandbox;
  beforeEach(async () => {
    sandbox = await startTestSandbox();
  });
  afterEach(() => sandbox.stop());

  const block = () => sandbox.graph('PATCH', `/users/${sandbox.id('adele')}`, { accountEnabled: false });
  const seen = async () =>
    (await sandbox.graph('GET', `/users/${sandbox.id('adele')}?$select=accountEnabled`)).body.accountEnabled;

  it('is a 429 that did nothing, so many times', async () => {
    await sandbox.faults({ throttle: { match: 'PATCH /users/.*', times: 2, retryAfter: 3 } });
    const first = await block();
    expect([first.status, first.headers.get('retry-after')]).toEqual([429, '3']);
    expect(first.body.error).toMatchObject({ code: 'TooManyRequests' });
    expect(sandbox.cloud('adele').accountEnabled).toBe(true);
    expect((await block()).status).toBe(429);
    expect((await block()).status).toBe(204);
  });

  it('is a 429 or 503 that did it all the same', async () => {
    await sandbox.faults({ throttle: { match: 'PATCH /users/.*', status: 503, done: true, retryAfter: null } });
    const reply = await block();
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([503, null]);
    expect(sandbox.cloud('adele').accountEnabled).toBe(false);
  });

  it('is an answer that never arrives, after the change was made', async () => {
    await sandbox.faults({ loseAnswers: { match: 'PATCH /users/.*', times: 1 } });
    await expect(block()).rejects.toThrow('fetch failed');
    expect(sandbox.cloud('adele').accountEnabled).toBe(false);
    const { calls } = (await sandbox.control('GET', '/calls')) as { calls: object[] };
    expect(calls).toMatchObject([{ method: 'PATCH', lost: true, changed: true }]);
  });

  it('is an answer that takes its time', async () => {
    await sandbox.faults({ slow: { match: '* /users/.*', times: 1, ms: 200 } });
    const began = performance.now();
    await block();
    expect(performance.now() - began).toBeGreaterThanOrEqual(195);
  });

  it('is an answer that comes once faults are cleared', async () => {
    await sandbox.faults({ slow: { match: '* /users/.*', times: 1, ms: 600_000 } });
    const answer = block();
    await expect.poll(() => sandbox.cloud('adele').accountEnabled).toBe(false);
    await sandbox.clearFaults();
    expect((await answer).status).toBe(204);
  });

  it('is an outage, until its end', async () => {
    await sandbox.faults({ outage: { until: Date.now() + 2_000 } });
    await expect(block()).rejects.toThrow('fetch failed');
    expect(sandbox.cloud('adele').accountEnabled).toBe(true);
    await wait(2_050);
    expect((await block()).status).toBe(204);
  });

  it('is a read that does not see a write yet', async () => {
    await sandbox.faults({ lagMs: 1_500 });
    await block();
    expect(await seen()).toBe(true);
    await wait(1_550);
    expect(await seen()).toBe(false);
  });

  it('judges a write by the truth, however late readers are', async () => {
    await sandbox.faults({ lagMs: 5_000 });
    const path = `/users/${sandbox.id('adele')}`;
    expect((await sandbox.graph('DELETE', path)).status).toBe(204);
    expect((await sandbox.graph('GET', path)).status).toBe(200);
    expect((await sandbox.graph('DELETE', path)).status).toBe(404);
  });

  it('ends when it is taken back', async () => {
    await sandbox.faults({ lagMs: 60_000, throttle: { match: 'PATCH /users/.*', times: 99 } });
    await sandbox.clearFaults();
    await block();
    expect(await seen()).toBe(false);
  });

  it.each([{ throttle: { match: 'PATCH' } }, { throttle: { match: 'PATCH /users/(' } }, { lagMs: -1 }, { rain: true }])(
    'is refused when the order is not understood: %j',
    async (order) => {
      await expect(sandbox.faults(order)).rejects.toThrow('400');
    },
  );
});
