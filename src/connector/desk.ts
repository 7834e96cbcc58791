import { setTimeout as wait } from 'node:timers/promises';
import { CONNECTOR_PATHS } from '../domain/connector-signature.ts';
import type { AdPerformed, AdRead, WayTo } from '../lanes/on-premises/way.ts';
import type { BotLine } from './bot-line.ts';
import type { ConnectorEvent } from './connector-event.ts';
import type { LeasedJob } from './leased-job.ts';
import { runOrder, takeOrder } from './run-order.ts';

export type DeskSettings = {
  readonly line: BotLine;
  readonly wayTo: WayTo;
  readonly log: (event: ConnectorEvent) => void;
};

/** Orders that run at once; further ones stay with the bot, where another connector may take them. */
const MOST_AT_ONCE = 8;
/** Of a lease, after which it is renewed. */
const RENEW_AFTER = 1 / 3;
/** Real milliseconds between two tries to say how an order ended. */
const SAY_AGAIN = 2_000;

/** What this connector is doing now: one order per account at a time, each with its lease kept alive. */
export function createDesk(settings: DeskSettings) {
  const running = new Map<string, Promise<void>>();
  const accounts = new Map<string, Promise<void>>();
  let closing = false;
  return {
    take(job: LeasedJob): void {
      // Offered again while it waits its turn here: it is begun once, by the offer that stands then.
      if (running.has(job.id)) return;
      const account = accountOf(job);
      const before = accounts.get(account) ?? Promise.resolve();
      const work = before
        .then(() => (closing ? undefined : workOn(settings, job)))
        .finally(() => {
          running.delete(job.id);
          if (accounts.get(account) === work) accounts.delete(account);
        });
      running.set(job.id, work);
      accounts.set(account, work);
    },
    /** Resolves as soon as another order may be taken. */
    async room(): Promise<void> {
      while (running.size >= MOST_AT_ONCE) await Promise.race(running.values());
    },
    /** Begins nothing more, and resolves when all that was begun has ended. */
    async close(): Promise<void> {
      closing = true;
      await Promise.all(running.values());
    },
  };
}

/** Nothing is done before the bot has said that the work is ours: the offer may have been for who asked before us. */
async function workOn(settings: DeskSettings, job: LeasedJob): Promise<void> {
  const { line, wayTo, log } = settings;
  const asked = Date.now();
  const begun = await line.post(CONNECTOR_PATHS.lease, { begin: job.id });
  if (begun.outcome !== 'answered' || begun.status !== 200) return log({ kind: 'connector-not-begun', jobId: job.id });
  // An answer that took as long as the lease says nothing about now.
  if (Date.now() - asked >= job.seconds * 1000) return log({ kind: 'connector-lost-lease', jobId: job.id });
  const lease = keepLease(settings, job, asked);
  try {
    const taken = takeOrder(job, wayTo);
    const answer = 'refused' in taken ? taken.refused : await runOrder(job.call, taken, () => !lease.isLost());
    const about = 'refused' in taken ? {} : { stepId: taken.order.stepId, reason: taken.order.kind };
    log({ kind: 'connector-ran', jobId: job.id, ...about, status: answer.status });
    await say(settings, job, answer, lease.isLost);
  } finally {
    lease.stop();
  }
}

/** Renewed until told to stop; lost when the bot says so, or when it was not renewed in time. */
function keepLease({ line }: DeskSettings, { id, seconds }: LeasedJob, begun: number) {
  const ended = new AbortController();
  let until = begun + seconds * 1000;
  void (async () => {
    while (!ended.signal.aborted) {
      await wait(seconds * 1000 * RENEW_AFTER, undefined, { signal: ended.signal }).catch(() => {});
      if (ended.signal.aborted) return;
      const asked = Date.now();
      const answer = await line.post(CONNECTOR_PATHS.lease, { renew: id }, { signal: ended.signal });
      if (answer.outcome !== 'answered') continue;
      if (answer.status !== 200) {
        until = 0;
        return;
      }
      until = asked + seconds * 1000;
    }
  })();
  return { isLost: () => Date.now() >= until, stop: () => ended.abort() };
}

/** Tried while the lease lasts: afterwards nobody takes it any more. */
async function say(
  { line, log }: DeskSettings,
  { id, call }: LeasedJob,
  result: AdRead | AdPerformed,
  isLost: () => boolean,
): Promise<void> {
  do {
    const answer = await line.post(CONNECTOR_PATHS.result, { job: id, call, result });
    if (answer.outcome === 'answered') {
      if (answer.status === 409) log({ kind: 'connector-lost-lease', jobId: id });
      else if (answer.status !== 200) log({ kind: 'connector-refused', jobId: id, code: String(answer.status) });
      return;
    }
    await wait(SAY_AGAIN);
  } while (!isLost());
  log({ kind: 'connector-lost-lease', jobId: id });
}

/** Any text will do that is equal for equal accounts; what is no order is refused anyway. */
function accountOf({ domain, order }: LeasedJob): string {
  const target = (order as { readonly target?: { readonly securityIdentifier?: unknown } } | null)?.target;
  return `${domain} ${String(target?.securityIdentifier)}`.toLowerCase();
}
