import { describe, expect, it } from 'vitest';
import { createReadiness, type ReadinessParts } from '../../src/app/readiness.ts';

const broken = async (): Promise<never> => {
  throw new Error('secret');
};

function aReadiness(changes: Partial<ReadinessParts> = {}) {
  const asked = { write: 0, graph: 0 };
  let time = 0;
  const readiness = createReadiness({
    write: async () => {
      asked.write += 1;
    },
    queue: async () => ({ waiting: 3, oldestSeconds: 7.4 }),
    graph: async () => {
      asked.graph += 1;
      return true;
    },
    sweepAge: () => 0.6,
    now: () => time,
    ...changes,
  });
  return { readiness, asked, pass: (milliseconds: number) => (time += milliseconds) };
}

describe('readiness', () => {
  it('is one write and one Graph request in 15 seconds, however many ask', async () => {
    const { readiness, asked, pass } = aReadiness();
    await Promise.all(Array.from({ length: 300 }, () => readiness()));
    pass(14_999);
    await readiness();
    expect(asked).toEqual({ write: 1, graph: 1 });
    pass(1);
    await Promise.all([readiness(), readiness()]);
    expect(asked).toEqual({ write: 2, graph: 2 });
  });

  it('says how many jobs wait, since when, and when all that is due was last looked at', async () => {
    expect(await aReadiness().readiness()).toEqual({
      status: 200,
      body: {
        database: 'ok',
        queue: 'ok',
        sweep: 'ok',
        graph: 'ok',
        queueDepth: 3,
        queueAgeSeconds: 7,
        sweepAgeSeconds: 1,
      },
    });
  });

  it.each<[string, Partial<ReadinessParts>, number, object]>([
    ['nothing can be written', { write: broken }, 503, { database: 'unavailable', queue: 'ok' }],
    ['the queue is not there', { queue: broken }, 503, { database: 'ok', queue: 'unavailable', queueDepth: null }],
    ['nobody has looked at what is due for long', { sweepAge: () => 601 }, 503, { sweep: 'unavailable' }],
    ['Graph is silent, which takes no replica out', { graph: broken }, 200, { graph: 'unavailable' }],
    ['Graph refuses, which takes no replica out', { graph: async () => false }, 200, { graph: 'unavailable' }],
    ['another process looks at what is due', { sweepAge: () => null }, 200, { sweep: 'elsewhere' }],
  ])('when %s', async (_what, changes, status, body) => {
    const answer = await aReadiness(changes).readiness();
    expect(answer).toMatchObject({ status, body });
    expect(JSON.stringify(answer)).not.toContain('secret');
  });
});
