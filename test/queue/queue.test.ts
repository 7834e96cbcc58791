import { randomUUID } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import type { Queue } from '../../src/flow/ports.ts';
import { createQueue, type QueueSettings } from '../../src/queue/queue.ts';
import type { Database } from '../../src/store/database.ts';
import { createRequestStore } from '../../src/store/requests.ts';
import { describeOnEachDatabase } from '../helpers/database.ts';
import { aNewRequest } from '../store/store-request.ts';

type Logged = Parameters<QueueSettings['log']>[0];

describeOnEachDatabase('the queue', (given) => {
  const queues: Queue[] = [];
  const logged: Logged[] = [];

  async function aQueue(settings: Partial<QueueSettings> = {}, database: Database = given.database()): Promise<Queue> {
    const queue = await createQueue(database, { log: (event) => logged.push(event), ...settings });
    queues.push(queue);
    return queue;
  }

  afterEach(async () => {
    for (const queue of queues.splice(0)) await queue.stop();
    expect(logged.filter(({ kind }) => kind === 'queue-error')).toEqual([]);
    logged.length = 0;
  });

  it('hands a job over at once, in the process that sent it, without waiting for the next poll', async () => {
    const queue = await aQueue({ concurrency: 1 });
    const handled: string[] = [];
    await queue.work('advance-request', async (id) => {
      handled.push(id);
    });
    const took: number[] = [];
    for (const id of ['one', 'two', 'three', 'four', 'five']) {
      // The worker has looked once more and waits half a second now.
      await new Promise((resolve) => setTimeout(resolve, 100));
      const sent = performance.now();
      await queue.send('advance-request', id);
      await expect.poll(() => handled, { interval: 5 }).toContain(id);
      took.push(performance.now() - sent);
    }
    // The quickest, since a busy machine makes any of them slow; with polling alone none is quicker than 0.3 s.
    expect(Math.min(...took)).toBeLessThan(200);
  });

  it('commits a request and its job together, and hands the job over only then', async () => {
    const database = given.database();
    const queue = await aQueue();
    const handled: { id: string; found: boolean }[] = [];
    await queue.work('advance-request', async (id) => {
      handled.push({ id, found: (await createRequestStore(database).read(id)) !== null });
    });
    const request = aNewRequest();
    await database.run(async (transaction) => {
      await createRequestStore(database).insert(transaction, request, []);
      await queue.send('advance-request', request.id, transaction);
      await new Promise((resolve) => setTimeout(resolve, 700));
    });
    await expect.poll(() => handled).toEqual([{ id: request.id, found: true }]);
  });

  it('leaves neither request nor job when the transaction fails', async () => {
    const database = given.database();
    const queue = await aQueue();
    const request = aNewRequest();
    const failing = database.run(async (transaction) => {
      await createRequestStore(database).insert(transaction, request, []);
      await queue.send('advance-request', request.id, transaction);
      throw new Error('lost');
    });
    await expect(failing).rejects.toThrow('lost');
    const handled: string[] = [];
    await queue.work('advance-request', async (id) => {
      handled.push(id);
    });
    await queue.send('advance-request', 'after');
    await expect.poll(() => handled).toEqual(['after']);
    expect(await createRequestStore(database).read(request.id)).toBeNull();
  });

  it('refuses to send inside a transaction without it, instead of waiting for ever', async () => {
    const queue = await aQueue();
    const inside = given.database().run(() => queue.send('advance-request', 'lost'));
    await expect(inside).rejects.toThrow('inside a transaction');
  });

  it('collapses many sends for one request while one waits', async () => {
    const queue = await aQueue();
    await Promise.all(Array.from({ length: 30 }, () => queue.send('advance-request', 'same')));
    await queue.send('advance-request', 'last');
    const handled: string[] = [];
    await queue.work('advance-request', async (id) => {
      handled.push(id);
    });
    await expect.poll(() => handled).toContain('last');
    expect(handled.filter((id) => id === 'same')).toEqual(['same']);
  });

  it('handles a request again that was sent while it was being handled, and never twice at once', async () => {
    const queue = await aQueue();
    let running = 0;
    let most = 0;
    let times = 0;
    await queue.work('advance-request', async (id) => {
      running += 1;
      most = Math.max(most, running);
      times += 1;
      if (times === 1) await queue.send('advance-request', id);
      await new Promise((resolve) => setTimeout(resolve, 300));
      running -= 1;
    });
    await queue.send('advance-request', 'busy');
    await expect.poll(() => times).toBe(2);
    expect(most).toBe(1);
  });

  it('delivers again, later, what a handler failed at, and says so', async () => {
    const queue = await aQueue();
    let failures = 1;
    const handled: string[] = [];
    await queue.work('advance-request', async (id) => {
      failures -= 1;
      if (failures >= 0) throw new TypeError('not now');
      handled.push(id);
    });
    await queue.send('advance-request', 'again');
    await expect.poll(() => handled).toEqual(['again']);
    const said = logged.map(({ kind, requestId, attempt, code }) => ({ kind, requestId, attempt, code }));
    expect(said).toEqual([{ kind: 'job-failed', requestId: 'again', attempt: 1, code: 'TypeError' }]);
  });

  it('puts aside what fails too often, goes on with the others, and takes it up when it is sent again', async () => {
    const queue = await aQueue({ retryLimit: 1 });
    const handled: string[] = [];
    let poisoned = true;
    await queue.work('advance-request', async (id) => {
      if (id === 'poison' && poisoned) throw new Error('never');
      handled.push(id);
    });
    await queue.send('advance-request', 'poison');
    await queue.send('advance-request', 'sound');
    await expect.poll(() => logged.map(({ kind }) => kind)).toEqual(['job-failed', 'job-put-aside']);
    expect(handled).toEqual(['sound']);
    poisoned = false;
    await queue.send('advance-request', 'poison');
    await expect.poll(() => handled).toEqual(['sound', 'poison']);
  });

  it('does each of 200 jobs, by two workers, once', async () => {
    const [here, there] = [await aQueue(), await aQueue({}, await given.second())];
    const ids: string[] = Array.from({ length: 200 }, () => randomUUID());
    await Promise.all(ids.map((id) => here.send('advance-request', id)));
    const handled = { here: [] as string[], there: [] as string[] };
    const noting = (list: string[]) => async (id: string) => {
      if (ids.includes(id)) list.push(id);
      await new Promise((resolve) => setTimeout(resolve, 5));
    };
    await here.work('advance-request', noting(handled.here));
    await there.work('advance-request', noting(handled.there));
    const all = () => [...handled.here, ...handled.there];
    await expect.poll(() => new Set(all()).size).toBe(200);
    await here.stop();
    await there.stop();
    expect(all()).toHaveLength(200);
    expect(Math.min(handled.here.length, handled.there.length)).toBeGreaterThan(0);
  });

  it('waits with its stop for the job at hand, and hands out no other', async () => {
    const queue = await aQueue({ concurrency: 1 });
    const handled: string[] = [];
    let begun = false;
    const { promise: leave, resolve: letGo } = Promise.withResolvers<void>();
    await queue.work('advance-request', async (id) => {
      begun = true;
      await leave;
      handled.push(id);
    });
    await queue.send('advance-request', 'at hand');
    await expect.poll(() => begun, { interval: 5 }).toBe(true);
    await queue.send('advance-request', 'next');
    const stopping = queue.stop();
    setTimeout(letGo, 500);
    await stopping;
    expect(handled).toEqual(['at hand']);
    const later = await aQueue();
    await later.work('advance-request', async (id) => {
      handled.push(id);
    });
    await expect.poll(() => handled).toEqual(['at hand', 'next']);
  });

  if (given.kind === 'pglite') {
    it('at start hands over at once what a dead worker had begun', async () => {
      const dead = await aQueue();
      let giveUp = () => {};
      const began = new Promise<void>((resolve) => {
        const never = new Promise<void>((_, reject) => {
          giveUp = () => reject(new Error('dead'));
        });
        void dead.work('advance-request', () => {
          resolve();
          return never;
        });
      });
      await dead.send('advance-request', 'begun');
      await began;
      const alive = await aQueue();
      const handled: string[] = [];
      await alive.work('advance-request', async (id) => {
        handled.push(id);
      });
      // Sooner than a heartbeat is missed, by which it would be given back as well.
      await expect.poll(() => handled, { timeout: 9_000 }).toEqual(['begun']);
      giveUp();
    });
  }

  it('is taken up by a worker of another process, which nobody wakes', async () => {
    const sender = await aQueue();
    const worker = await aQueue({}, await given.second());
    const handled: string[] = [];
    await worker.work('advance-request', async (id) => {
      handled.push(id);
    });
    await sender.send('advance-request', 'across');
    await expect.poll(() => handled).toEqual(['across']);
  });
});
