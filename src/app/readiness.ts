import type { HttpAnswer } from '../bot/http-listener.ts';

export type ReadinessParts = {
  /** A write that reaches the database; rejects when it cannot be made. */
  readonly write: () => Promise<void>;
  /** Jobs that wait for their turn now, and how long the oldest has, seconds. */
  readonly queue: () => Promise<{ readonly waiting: number; readonly oldestSeconds: number }>;
  readonly graph: () => Promise<boolean>;
  /** Seconds since this process last looked at all that is due; null = it does not (ROLE=bot). */
  readonly sweepAge: () => number | null;
  /** What was found about the groups that decide; decides nothing. */
  readonly groups?: () => string;
  /** Milliseconds of a clock that only goes forward. */
  readonly now?: () => number;
};

/** An answer is good for so long, milliseconds: whoever asks costs a write and a Graph request at most this often. */
const GOOD_FOR = 15_000;
/** A probe gives up after seconds; what has not answered by then is not usable now. */
const PATIENCE = 4_000;
/** Seconds. A look may take minutes while Graph is silent, which is no reason to take a replica out. */
const SWEEP_IS_LATE = 600;

/**
 * What `/readyz` answers: 200 when this replica can do its work, else 503. Graph is said and decides nothing: without
 * it the bot still answers in words, and no other replica would have it. One look at a time, however many ask.
 */
export function createReadiness(parts: ReadinessParts): () => Promise<HttpAnswer> {
  const now = parts.now ?? (() => performance.now());
  let seen: { readonly at: number; readonly answer: HttpAnswer } | undefined;
  let looking: Promise<HttpAnswer> | undefined;
  return async () => {
    if (seen !== undefined && now() - seen.at < GOOD_FOR) return seen.answer;
    looking ??= look(parts).finally(() => {
      looking = undefined;
    });
    const answer = await looking;
    seen = { at: now(), answer };
    return answer;
  };
}

async function look({ write, queue, graph, sweepAge, groups }: ReadinessParts): Promise<HttpAnswer> {
  const [written, waits, reached] = await Promise.all([
    inTime(write().then(() => true)),
    inTime(queue()),
    inTime(graph()),
  ]);
  const sweepSeconds = sweepAge();
  const isLate = sweepSeconds !== null && sweepSeconds > SWEEP_IS_LATE;
  const usable = (is: boolean) => (is ? 'ok' : 'unavailable');
  return {
    status: written === true && waits !== null && !isLate ? 200 : 503,
    body: {
      database: usable(written === true),
      queue: usable(waits !== null),
      sweep: sweepSeconds === null ? 'elsewhere' : usable(!isLate),
      graph: usable(reached === true),
      ...(groups === undefined ? {} : { groups: groups() }),
      queueDepth: waits?.waiting ?? null,
      queueAgeSeconds: waits === null ? null : Math.round(waits.oldestSeconds),
      sweepAgeSeconds: sweepSeconds === null ? null : Math.round(sweepSeconds),
    },
  };
}

/** Null when it failed, or takes longer than a probe waits. */
function inTime<Value>(work: Promise<Value>): Promise<Value | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, PATIENCE, null);
  });
  return Promise.race([work.catch(() => null), late]).finally(() => clearTimeout(timer));
}
