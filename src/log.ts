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

/** One line of JSON per event on standard error, by an allow-list of fields, and a counter per kind. */
export function createLog(level: string): Log {
  const logger = pino({ level, base: null }, pino.destination({ dest: 2, sync: true }));
  const counts = new Map<string, number>();
  return {
    write(source, event) {
      const kind = event.kind ?? event.event ?? 'unknown';
      const key = `source="${source}",kind="${kind}"`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      const fields = Object.fromEntries(ALLOWED.flatMap((name) => (name in event ? [[name, event[name]]] : [])));
      logger[AS_WARNING.test(kind) ? 'warn' : 'info']({ source, kind, ...fields });
    },
    metrics() {
      const lines = [...counts].sort().map(([key, count]) => `leaver_events_total{${key}} ${count}`);
      return `${['# HELP leaver_events_total What happened, by source and kind.', '# TYPE leaver_events_total counter', ...lines].join('\n')}\n`;
    },
  };
}
