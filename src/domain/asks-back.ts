import { canonicalDn } from './ad-domain.ts';
import type { StepRecord } from './outcome.ts';
import { shareKey } from './share-key.ts';
import { rowsOf, textOf } from './stored.ts';
import type { Json } from './text.ts';
import type { GivingKind, Taken } from './undoes.ts';

/** Whether a step of a restore is to give this back. */
export function asksBack(step: StepRecord, { kind, key }: Pick<Taken, 'kind' | 'key'>): boolean {
  if (step.kind !== kind) return false;
  const { rows, keyOf } = LISTS[kind] ?? ONE;
  // Without a list it is the only one of its kind.
  return keyOf === null || rows(step.parameters).some((row) => keyOf(row) === key);
}

type List = {
  readonly rows: (parameters: StepRecord['parameters']) => readonly Json[];
  readonly keyOf: ((row: Json) => string | null) | null;
};

const ONE: List = { rows: () => [], keyOf: null };

const inSnapshot = (name: string) => (parameters: StepRecord['parameters']) =>
  rowsOf(parameters.snapshot ?? null, name);

const LISTS: Readonly<Partial<Record<GivingKind, List>>> = {
  'rejoin-groups': { rows: inSnapshot('groups'), keyOf: (row) => textOf(row, 'groupId') },
  'return-licences': { rows: inSnapshot('licences'), keyOf: (row) => textOf(row, 'skuId') },
  'enable-devices': {
    rows: (parameters) => [...inSnapshot('devices')(parameters), ...rowsOf(parameters, 'disabled')],
    keyOf: (row) => textOf(row, 'id'),
  },
  'rejoin-ad-groups': {
    rows: inSnapshot('groups'),
    keyOf: (row) => (typeof row === 'string' ? (row.includes('=') ? canonicalDn(row) : row.toLowerCase()) : null),
  },
  'unshare-onedrive': {
    rows: (parameters) => [...rowsOf(parameters, 'shares'), parameters.snapshot ?? null],
    keyOf: (row) => shareKey({ driveId: textOf(row, 'driveId') ?? '', successorId: textOf(row, 'successorId') ?? '' }),
  },
};
