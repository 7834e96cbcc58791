import pino from 'pino';

/** What may be written anywhere: kinds, ids, codes and counts. Never names, bodies, tokens, passwords, texts. */
export type LogEvent = { readonly kind?: string; readonly event?: string } & Readonly<Record<string, unknown>>;

export type Log = {
  write(source: string, event: LogEvent): void;
  /** Prometheus text: how often each kind of event happened since the start. */
  metrics(): string;
};

/** Fields that may be logged; everything else is dropped, so that a new field leaks nothing by accident. */
const ALLOWED = [
  'activityType',
  'at',
  'attempt',
  'code',
  'error',
  'incident',
  'issuer',
  'jobId',
  'keyId',
  'milliseconds',
  'personId',
  'reason',
  'requestId',
  'state',
  'status',
  'step',
  'stepId',
  'verb',
] as const;

const AS_WARNING = /failed|refused|unreachable|unavailable|lost|dead|not-renewed|not-seen/;

/**
 * One line of JSON per event on standard error, by an allow-list of fields, and a counter per kind; refusals are
 * counted by reason too. `reasons` are those that there are: any other is counted as `other`, so that nobody makes
 * counters. `choose` is what may be written of an event; only proofs give another.
 */
export function createLog(level: string, reasons: readonly string[] = [], choose = allowed): Log {
  const logger = pino({ level, base: null }, pino.destination({ dest: 2, sync: true }));
  const counts = new Map<string, number>();
  return {
    write(source, event) {
      const kind = event.kind ?? event.event ?? 'unknown';
      const reason = kind === 'refused' ? `,reason="${known(reasons, event.reason)}"` : '';
      const key = `source="${source}",kind="${kind}"${reason}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      logger[AS_WARNING.test(kind) ? 'warn' : 'info']({ source, kind, ...choose(event) });
    },
    metrics() {
      const lines = [...counts].sort().map(([key, count]) => `leaver_events_total{${key}} ${count}`);
      return `${['# HELP leaver_events_total What happened, by source and kind.', '# TYPE leaver_events_total counter', ...lines].join('\n')}\n`;
    },
  };
}

/**
 * The fields that may be logged, and of them only what looks like an id or a code: no sentence gets in under such a
 * name.
 */
export function allowed(event: LogEvent): Readonly<Record<string, unknown>> {
  return Object.fromEntries(ALLOWED.flatMap((name) => (name in event ? [[name, asCode(event[name])]] : [])));
}

function asCode(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
  return typeof value === 'string' && CODE.test(value) ? value : '?';
}

/** Ids, codes, keys of sentences, and places in our own code (`src/a.ts:1 < src/b.ts:2`). */
const CODE = /^[\w.:/-]{0,120}(?: < [\w.:/-]{1,120}){0,3}$/;

function known(reasons: readonly string[], reason: unknown): string {
  return reasons.find((each) => each === reason) ?? 'other';
}
