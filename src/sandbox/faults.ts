import { z } from 'zod';

/** `PATCH /users/.*`: method and a regular expression for the whole path, without `/v1.0` and query. */
const match = z
  .string()
  .regex(/^(GET|POST|PUT|PATCH|DELETE|\*) \/\S*$/, 'expected "METHOD /path-regex", such as "PATCH /users/.*"')
  .refine(compiles, 'not a regular expression');

const times = z.int().positive().default(1);

export const faultsSchema = z.strictObject({
  /** Real milliseconds for which readers do not see a write. */
  lagMs: z.int().min(0).max(600_000).optional(),
  /** Answers 429 or 503; with `done` the change was made all the same. */
  throttle: z
    .strictObject({
      match,
      times,
      status: z.union([z.literal(429), z.literal(503)]).default(429),
      done: z.boolean().default(false),
      /** Seconds; null = no such header. */
      retryAfter: z.int().min(0).nullable().default(1),
    })
    .optional(),
  /** Answers 403 as Graph does where a permission or a role is missing, and changes nothing. */
  refuse: z.strictObject({ match, times }).optional(),
  /** Does it, then destroys the connection. */
  loseAnswers: z.strictObject({ match, times }).optional(),
  /** Does it, and answers only after so many real milliseconds, or once faults are cleared. */
  slow: z.strictObject({ match, times, ms: z.int().positive().max(600_000) }).optional(),
  /** Until this real time (milliseconds since 1970) every connection to Graph is destroyed and nothing is done. */
  outage: z.strictObject({ until: z.number() }).optional(),
});
export type FaultOrder = z.infer<typeof faultsSchema>;

export type Fault =
  | {
      readonly kind: 'throttle';
      readonly status: 429 | 503;
      readonly done: boolean;
      readonly retryAfter: number | null;
    }
  | { readonly kind: 'refuse' }
  | { readonly kind: 'lose' }
  | { readonly kind: 'slow'; readonly ms: number };

/** What goes wrong on order: for tests, each so many times. */
export type Faults = {
  order(order: FaultOrder): void;
  clear(): void;
  /** The fault for this request, which is used up by asking; null = none. */
  take(method: string, path: string): Fault | null;
  isOut(): boolean;
  /** So many real milliseconds, or until faults are cleared. */
  wait(milliseconds: number): Promise<void>;
};

type Armed = { readonly match: string; left: number; readonly fault: Fault };

export function createFaults(): Faults {
  let armed: Armed[] = [];
  let outUntil = 0;
  const waiting = new Set<() => void>();
  return {
    order({ throttle, refuse, loseAnswers, slow, outage }) {
      if (throttle !== undefined) {
        const { status, done, retryAfter } = throttle;
        armed.push({
          match: throttle.match,
          left: throttle.times,
          fault: { kind: 'throttle', status, done, retryAfter },
        });
      }
      if (refuse !== undefined) armed.push({ match: refuse.match, left: refuse.times, fault: { kind: 'refuse' } });
      if (loseAnswers !== undefined) {
        armed.push({ match: loseAnswers.match, left: loseAnswers.times, fault: { kind: 'lose' } });
      }
      if (slow !== undefined) armed.push({ match: slow.match, left: slow.times, fault: { kind: 'slow', ms: slow.ms } });
      if (outage !== undefined) outUntil = outage.until;
    },
    clear() {
      armed = [];
      outUntil = 0;
      for (const goOn of waiting) goOn();
    },
    take(method, path) {
      const found = armed.find((candidate) => fits(candidate.match, method, path));
      if (found === undefined) return null;
      found.left -= 1;
      if (found.left === 0) armed = armed.filter((candidate) => candidate !== found);
      return found.fault;
    },
    isOut: () => Date.now() < outUntil,
    wait(milliseconds) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, milliseconds);
      waiting.add(resolve);
      return promise.finally(() => {
        clearTimeout(timer);
        waiting.delete(resolve);
      });
    },
  };
}

function fits(source: string, method: string, path: string): boolean {
  const [verb = '', pattern = ''] = source.split(' ');
  return (verb === '*' || verb === method) && new RegExp(`^${pattern}$`).test(path);
}

function compiles(source: string): boolean {
  try {
    new RegExp(source.split(' ')[1] ?? '');
    return true;
  } catch {
    return false;
  }
}
