import { beforeEach, describe, expect, it, vi } from 'vitest';
import { watchWork } from '../../src/commands/prove/truth/watch-work.ts';

type Ports = Parameters<ReturnType<typeof watchWork>['replace']>[0];

const START = Date.parse('2026-11-21T17:00:00Z');
const AFTER = START + 100;

describe('what the truth property waits for', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: START, toFake: ['Date'] });
    return () => vi.useRealTimers();
  });

  it('is over once a look that began afterwards found nothing due', async () => {
    const { work, ports, look } = watched();
    expect(work.isIdle(START)).toBe(false);
    await look(AFTER);
    expect(work.isIdle(START)).toBe(true);
    expect(work.isIdle(AFTER + 1)).toBe(false);
    await ports.messenger.notify('somebody', { key: 'notice.done' } as never);
    expect(work.isIdle(START)).toBe(false);
    await look(AFTER + 1);
    expect(work.isIdle(START)).toBe(true);
  });

  it('is not over while a job waits or is handled', async () => {
    const { work, ports, look, deliver } = watched();
    await ports.queue.send('advance-request', 'one');
    await look(AFTER);
    expect(work.isIdle(START)).toBe(false);
    await deliver('one', () => expect(work.isIdle(START)).toBe(false));
    await look(AFTER + 1);
    expect(work.isIdle(START)).toBe(true);
  });

  it('is not over while somebody works on a request', async () => {
    const { work, ports, look } = watched();
    await ports.leases.take('one', 'worker', 30);
    await look(AFTER);
    expect(work.isIdle(START)).toBe(false);
    await ports.leases.release('one', 'worker');
    expect(work.isIdle(START)).toBe(true);
  });

  it('waits for a step that comes soon, and for none that comes later', async () => {
    const { work, ports, look } = watched();
    await ports.ledger.move('step', ['accepted'], 'accepted', { notBefore: new Date(AFTER + 1_000).toISOString() });
    await look(AFTER);
    expect(work.isIdle(START)).toBe(false);
    await ports.ledger.move('step', ['accepted'], 'accepted', { notBefore: new Date(AFTER + 60_000).toISOString() });
    await look(AFTER + 1);
    expect(work.isIdle(START)).toBe(true);
  });

  it('is over only once a look was made for the hour that was jumped to', async () => {
    const { work, look } = watched();
    await look(AFTER);
    expect(work.isIdle(START, AFTER + 60_000)).toBe(false);
    expect(work.isIdle(START, AFTER)).toBe(true);
  });

  it('says what changed and was not told, between two rounds of telling too, and waits for none that cannot be told', async () => {
    const { work, ports, revisions } = watched();
    await ports.queue.send('advance-request', 'one');
    revisions.set('one', { current: 2, told: 1 });
    expect(await work.hasUntold()).toBe(true);
    revisions.set('one', { current: 2, told: 2 });
    expect(await work.hasUntold()).toBe(false);
    revisions.set('one', { current: 3, told: 2 });
    expect(await work.hasUntold()).toBe(true);
    vi.setSystemTime(AFTER + 60_000);
    expect(await work.hasUntold()).toBe(false);
  });
});

function watched() {
  const work = watchWork();
  let handle: (requestId: string) => Promise<void> = async () => {};
  let inside = () => {};
  const revisions = new Map<string, { readonly current: number; readonly told: number }>();
  const ports = work.replace({
    people: {},
    groups: {},
    directory: {},
    requests: {},
    transactions: {},
    queue: {
      send: async () => {},
      work: async (_job: string, handler: typeof handle) => {
        handle = handler;
      },
    },
    leases: { take: async () => true, release: async () => {} },
    ledger: { move: async (_id: string, _from: unknown, _to: unknown, change: object) => change },
    messenger: { notify: async () => 'sent' },
    wakeups: { due: async () => [] },
    cards: { revision: async (id: string) => revisions.get(id) },
  } as unknown as Ports);
  void ports.queue.work('advance-request', async () => inside());
  return {
    ...{ work, ports, revisions },
    async look(at: number): Promise<void> {
      vi.setSystemTime(at);
      await ports.wakeups.due({ tenant: new Date(at), real: new Date(at) }, 10);
    },
    async deliver(requestId: string, during: () => void): Promise<void> {
      inside = during;
      await handle(requestId);
    },
  };
}
