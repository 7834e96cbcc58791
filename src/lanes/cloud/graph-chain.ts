import type { Context, Middleware } from '@microsoft/microsoft-graph-client';
import { DirectoryUnavailable, InternalError } from '../../domain/errors.ts';
import { isTransient, retryAfterOf } from './graph-answer.ts';

/** How long the client waits. Real time. */
export type Patience = {
  /** Of one request, headers and body. */
  readonly timeoutMilliseconds: number;
  /** In all, for reads and repeatable writes; everything else is sent once. */
  readonly attempts: number;
  /** Before the second attempt; doubles, with jitter. */
  readonly pauseMilliseconds: number;
  /** A longer `Retry-After` is not waited for: the caller learns it instead. */
  readonly longestRetryAfterSeconds: number;
};

/**
 * Marks a request that may be sent again, for as long as it may be sent at all (MiddlewareOptions of the Graph client).
 */
export class Repeatable {
  readonly mayBeSent: () => Promise<boolean>;
  /** False = it only reads. */
  readonly isChange: boolean;

  constructor(mayBeSent?: () => Promise<boolean>) {
    this.isChange = mayBeSent !== undefined;
    this.mayBeSent = mayBeSent ?? (async () => true);
  }
}

/**
 * A change whose answer did not say whether it was done was sent again, and that was refused: this says nothing of the
 * first. The message is the status that answered that one; '' = none came.
 */
export class RefusedAfterLost extends Error {
  override readonly name = 'RefusedAfterLost';
}

/**
 * Our chain instead of the client's own, which sends no token to http hosts, drops `client-request-id` there, repeats
 * POST and PATCH, has no timeout and does not retry lost connections (graph.md 7): retry → authentication → transport.
 */
export function createChain(chain: {
  readonly origin: string;
  readonly token: () => Promise<string>;
  readonly fetch: typeof fetch;
  readonly patience: Patience;
}): Middleware[] {
  return [retry(chain.patience), authentication(chain.origin, chain.token), transport(chain.fetch, chain.patience)];
}

function retry({ attempts, pauseMilliseconds, longestRetryAfterSeconds }: Patience): Middleware {
  const chain = link();
  const pauseAfter = (ending: Ending, attempt: number): number | null => {
    const { retryAfter } = ending;
    if (retryAfter === null) return pauseMilliseconds * 2 ** (attempt - 1) * (0.5 + Math.random());
    return retryAfter > longestRetryAfterSeconds ? null : retryAfter * 1000 * (1 + Math.random() / 10);
  };
  return {
    setNext: chain.setNext,
    async execute(context) {
      const repeatable = context.middlewareControl?.getMiddlewareOptions(Repeatable) as Repeatable | undefined;
      const most = repeatable === undefined ? 1 : attempts;
      let lost: string | null = null;
      for (let attempt = 1; ; attempt += 1) {
        const ending = await attemptOnce(chain.next(), context);
        if (ending === null && lost !== null && refusesAnew(context)) throw new RefusedAfterLost(lost);
        if (repeatable?.isChange === true && mayHaveBeenDone(ending, context)) lost ??= statusOf(ending, context);
        const pause = ending === null || attempt >= most ? null : pauseAfter(ending, attempt);
        if (pause === null || !(await isAllowedAfter(pause, repeatable))) {
          if (ending?.error !== undefined) throw ending.error;
          return;
        }
      }
    },
  };
}

/** Refused before anything is done (graph.md 7). */
const THROTTLED = 429;

/** What these say comes of how things are by now (gone, there already), and is understood where it is read. */
const OF_WHAT_IS_THERE = [400, 404, 409, 410, 412];

function mayHaveBeenDone(ending: Ending | null, { response }: Context): boolean {
  return ending !== null && (ending.error !== undefined || response?.status !== THROTTLED);
}

/** What stands there of an attempt that nothing answered is of one before it. */
function statusOf(ending: Ending | null, { response }: Context): string {
  return response === undefined || ending?.error !== undefined ? '' : String(response.status);
}

function refusesAnew({ response }: Context): boolean {
  return response !== undefined && response.status >= 400 && !OF_WHAT_IS_THERE.includes(response.status);
}

/**
 * What came meanwhile counts: a change that was stopped while it waited is not sent again, and ends as it did before.
 */
async function isAllowedAfter(pause: number, repeatable: Repeatable | undefined): Promise<boolean> {
  await sleep(pause);
  return repeatable === undefined || repeatable.mayBeSent();
}

type Ending = { readonly error?: unknown; readonly retryAfter: number | null };

async function attemptOnce(next: Middleware, context: Context): Promise<Ending | null> {
  try {
    await next.execute(context);
  } catch (error) {
    // A defect, or no token: sending it again would change neither.
    if (error instanceof InternalError || error instanceof DirectoryUnavailable) throw error;
    return { error, retryAfter: null };
  }
  const { response } = context;
  if (response === undefined || !isTransient(response.status)) return null;
  return { retryAfter: retryAfterOf(response.headers.get('retry-after'), Date.now()) };
}

// Also to loopback http, and asked for again at every attempt: the credential keeps its own cache.
function authentication(origin: string, token: () => Promise<string>): Middleware {
  const chain = link();
  return {
    setNext: chain.setNext,
    async execute(context) {
      if (typeof context.request !== 'string' || new URL(context.request).origin !== origin) {
        throw new InternalError('a Graph request left its own host');
      }
      const headers = {
        ...(context.options?.headers as Record<string, string>),
        Authorization: `Bearer ${await token()}`,
      };
      context.options = { ...context.options, headers };
      await chain.next().execute(context);
    },
  };
}

// No redirects: a token must not follow one. The body is read here, so that timeout and retry cover it too.
function transport(send: typeof fetch, { timeoutMilliseconds }: Patience): Middleware {
  return {
    async execute(context) {
      const signal = AbortSignal.timeout(timeoutMilliseconds);
      const response = await send(context.request, { ...context.options, redirect: 'manual', signal });
      const body = await response.arrayBuffer();
      const { status, statusText, headers } = response;
      context.response = new Response(body.byteLength === 0 ? null : body, { status, statusText, headers });
    },
  };
}

function link() {
  let following: Middleware | undefined;
  return {
    setNext(next: Middleware) {
      following = next;
    },
    next(): Middleware {
      if (following === undefined) throw new InternalError('the Graph chain ends too early');
      return following;
    },
  };
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
