import type { KeptEntry } from '../../domain/check-chain.ts';
import { csvLine } from '../../domain/csv-line.ts';

export type AuditFormat = {
  /** Before the first entry. */
  readonly head: string;
  readonly line: (entry: KeptEntry) => string;
};

/** JSON lines hold everything, so that they can be verified again without a database; CSV is for people to read. */
export const AUDIT_FORMATS = {
  jsonl: { head: '', line: (entry) => `${JSON.stringify(entry)}\n` },
  csv: {
    head: csvLine(columns().map(([name]) => name)),
    line: (entry) => csvLine(columns().map(([, read]) => read(entry))),
  },
} as const satisfies Readonly<Record<string, AuditFormat>>;

type Column = readonly [name: string, read: (entry: KeptEntry) => string | number | null];

function columns(): readonly Column[] {
  return [
    ['number', ({ number }) => number],
    ['at', ({ at }) => at],
    ['kind', ({ kind }) => kind],
    ['code', ({ code }) => code],
    ['step', ({ step }) => step],
    ['who', (entry) => person(entry, entry.actor)],
    ['about', (entry) => person(entry, entry.subject)],
    ['request', ({ requestId }) => requestId],
    ['version', ({ version }) => version],
    ['plan hash', ({ planHash }) => planHash],
    ['graph request ids', ({ graphRequestIds }) => graphRequestIds.join(' ')],
    ['said', said],
    ['previous hash', ({ previousHash }) => previousHash],
    ['hash', ({ hash }) => hash],
  ];
}

/** Empty = Leaver itself. */
function person({ kept }: KeptEntry, pseudonym: string | null): string | null {
  return pseudonym === null ? null : (kept.people[pseudonym]?.personId ?? 'erased');
}

function said({ kept, texts }: KeptEntry): string | null {
  const written = texts.map((_text, place) => {
    const found = kept.texts[place];
    return found === undefined ? 'erased' : JSON.stringify(found.text);
  });
  return written.length === 0 ? null : written.join(' ');
}
