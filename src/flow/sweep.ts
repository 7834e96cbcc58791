import { codeOf } from '../domain/errors.ts';
import { ACTIVE_STATES } from '../domain/request.ts';
import type { FlowContext } from './context.ts';

/** Requests that one sweep takes up at most; the next one comes half a second later. */
const AT_ONCE = 8;

export type Sweep = {
  stop(): Promise<void>;
  /** Real seconds since the last one ended. */
  age(): number;
};

/**
 * Wakes what is due: by tenant time (hours, expiries, looks), by real time (settling), or because parties were not
 * told. The rows are the truth; jobs only make it quicker. `besides` is called with every sweep. At start it takes up
 * at once what an earlier process left running.
 */
export async function startSweep(
  context: FlowContext,
  advance: (requestId: string) => Promise<void>,
  everyMilliseconds: number,
  besides: () => Promise<void> = async () => {},
): Promise<Sweep> {
  let stopped = false;
  let ended = performance.now();
  let current: Promise<void> = takeUpWhatWasLeft(context, advance);
  const timer = setInterval(() => {
    if (stopped) return;
    current = current
      .then(() => (stopped ? undefined : sweep(context, advance, besides)))
      .then(() => {
        ended = performance.now();
      });
  }, everyMilliseconds);
  return {
    async stop() {
      stopped = true;
      clearInterval(timer);
      await current;
    },
    age: () => (performance.now() - ended) / 1000,
  };
}

async function takeUpWhatWasLeft(context: FlowContext, advance: (requestId: string) => Promise<void>): Promise<void> {
  const left = await context.ports.requests.list({
    states: ACTIVE_STATES.filter((state) => state !== 'pending'),
  });
  await inTurns(
    context,
    left.map(({ id }) => id),
    advance,
  );
}

async function sweep(
  context: FlowContext,
  advance: (requestId: string) => Promise<void>,
  besides: () => Promise<void>,
): Promise<void> {
  try {
    const due = await context.ports.wakeups.due({ tenant: context.ports.clock.now(), real: new Date() }, 50);
    await inTurns(context, due, advance);
    await besides();
  } catch (error) {
    context.log({ kind: 'sweep-failed', code: codeOf(error) });
  }
}

async function inTurns(
  context: FlowContext,
  requestIds: readonly string[],
  advance: (requestId: string) => Promise<void>,
): Promise<void> {
  const waiting = [...requestIds];
  const worker = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      const requestId = id;
      await advance(requestId).catch((error) =>
        context.log({ kind: 'advance-failed', requestId, code: codeOf(error) }),
      );
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, waiting.length) }, worker));
}
