import type { StageSettings } from '../../stage.ts';

type Replace = NonNullable<StageSettings['replace']>;
type Ports = Parameters<Replace>[0];

/**
 * A step that may be tried or read again so soon, real milliseconds, is waited for: what comes later comes after a jump
 * as well.
 */
const NEAR = 2_500;
/** A job whose transaction was undone is never handled; and a handler that failed is called again after a second. */
const LOST = 4_000;
/** What no message can be brought to is not waited for longer, real milliseconds. */
const UNTOLD = 10_000;

/**
 * Tells from the ways that Leaver itself goes (its queue, leases, ledger, messages and what it asks to be woken for)
 * whether it has anything left to do at this hour. Only watches; nothing of what it sees is used to judge a card.
 */
export function watchWork() {
  const sent = new Map<string, number>();
  const held = new Set<string>();
  const later = new Map<string, number>();
  const known = new Set<string>();
  const untold = new Map<string, number>();
  let cards: Ports['cards'] | null = null;
  let [busy, touched, lookedAt, lookedFor] = [0, Date.now(), 0, 0];

  async function during<Result>(work: () => Promise<Result>): Promise<Result> {
    busy += 1;
    try {
      return await work();
    } finally {
      busy -= 1;
      touched = Date.now();
    }
  }

  async function counted<Result>(work: () => Promise<Result>): Promise<Result> {
    busy += 1;
    try {
      return await work();
    } finally {
      busy -= 1;
    }
  }

  /** What is asked of directory and database may take longer than a click waits for its answer. */
  function asked<Port extends object>(port: Port, within = during): Port {
    return new Proxy(port, {
      get(target, name, receiver) {
        const member: unknown = Reflect.get(target, name, receiver);
        if (typeof member !== 'function') return member;
        return (...given: unknown[]) => within(async () => (await member.apply(target, given)) as unknown);
      },
    });
  }

  const replace: Replace = (ports: Ports) => {
    cards = ports.cards;
    return watched(ports);
  };

  const watched: Replace = (ports) => ({
    ...ports,
    people: asked(ports.people),
    groups: asked(ports.groups),
    directory: asked(ports.directory),
    requests: asked(ports.requests, counted),
    transactions: asked(ports.transactions, counted),
    queue: {
      ...ports.queue,
      send(job, requestId, transaction) {
        sent.set(requestId, Date.now());
        known.add(requestId);
        return ports.queue.send(job, requestId, transaction);
      },
      work: (job, handle) =>
        ports.queue.work(job, (requestId) => {
          sent.delete(requestId);
          return during(() => handle(requestId)).catch((error: unknown) => {
            sent.set(requestId, Date.now());
            throw error;
          });
        }),
    },
    leases: {
      ...ports.leases,
      async take(what, owner, seconds) {
        const isTaken = await ports.leases.take(what, owner, seconds);
        if (isTaken) held.add(what);
        return isTaken;
      },
      async release(what, owner) {
        held.delete(what);
        await ports.leases.release(what, owner);
      },
    },
    ledger: {
      ...ports.ledger,
      move: (...move) =>
        during(async () => {
          const step = await ports.ledger.move(...move);
          const at = step?.notBefore == null ? Number.NaN : new Date(step.notBefore).getTime();
          if (step !== null) later.set(move[0], at);
          return step;
        }),
    },
    messenger: {
      ...ports.messenger,
      show: (...shown) => during(() => ports.messenger.show(...shown)),
      notify: (...told) => during(() => ports.messenger.notify(...told)),
    },
    wakeups: {
      ...ports.wakeups,
      async due(now, limit) {
        const began = Date.now();
        const due = await ports.wakeups.due(now, limit);
        if (due.length > 0) touched = Date.now();
        else [lookedAt, lookedFor] = [began, now.tenant.getTime()];
        return due;
      },
    },
  });

  async function isUntold(id: string): Promise<boolean> {
    const { current, told } = (await cards?.revision(id).catch(() => null)) ?? { current: 0, told: 0 };
    if (told >= current) untold.delete(id);
    else if (!untold.has(id)) untold.set(id, Date.now());
    return told < current;
  }

  return {
    replace,
    /**
     * Nothing is under way, nothing comes soon, and a look for what is due that began since the last of it found
     * nothing: at this tenant hour at least, which Leaver may hear of a moment after it was jumped to.
     */
    isIdle(since: number, hour = 0): boolean {
      const now = Date.now();
      const isSoon = [...later.values()].some((at) => at > lookedAt && at < now + NEAR);
      const isSent = [...sent.values()].some((at) => now - at < LOST);
      return (
        busy === 0 && held.size === 0 && !isSent && !isSoon && lookedAt > Math.max(touched, since) && lookedFor >= hour
      );
    },
    /** Something changed since people were last told of it: between two rounds of telling nothing is under way. */
    async hasUntold(): Promise<boolean> {
      const found = await Promise.all([...known].map(async (id) => ((await isUntold(id)) ? [id] : [])));
      return found.flat().some((id) => Date.now() - (untold.get(id) ?? 0) < UNTOLD);
    },
  };
}
