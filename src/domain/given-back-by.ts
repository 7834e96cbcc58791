import { canonicalDn } from './ad-domain.ts';
import type { StepRecord } from './outcome.ts';
import { partsNotDone } from './parts-not-done.ts';
import { shareKey } from './share-key.ts';
import { rowsOf, textOf } from './stored.ts';
import { UNREAD } from './taken-by.ts';
import type { Json } from './text.ts';
import type { GivingKind, Taken } from './undoes.ts';

/**
 * Which of the things that are away a step of a restore gave back: what it was to give, less what it was refused. Found as
 * wished counts too (others had given it back), and so does what somebody took away again afterwards: that is theirs.
 */
export function givenBackBy(step: StepRecord, away: readonly Taken[]): readonly Pick<Taken, 'kind' | 'key'>[] {
  if (!GAVE.includes(step.state)) return [];
  const ofKind = away.filter(({ kind }) => kind === step.kind);
  // Who says that the groups are back in AD DS was told that some exist only there; nobody else saw to those.
  const isByHand = step.kind === 'rejoin-ad-groups' && step.state === 'attested';
  const byHand = isByHand ? away.filter(({ key }) => key === UNREAD) : [];
  if (NOTHING_FOUND.includes(step.note?.key)) return [];
  return [...ofKind.filter((item) => isGiven(step, item)), ...byHand];
}

const GAVE: readonly StepRecord['state'][] = ['verified', 'accepted', 'attested', 'overwritten', 'skipped'];

/** Nothing was found that it could be given back in, or taken from. */
const NOTHING_FOUND: readonly (string | undefined)[] = [
  'graph.auto-reply.no-mailbox',
  'graph.auto-reply.mailbox-not-back',
  'graph.unshare.drive-not-found',
];

function isGiven(step: StepRecord, { kind, key }: Taken): boolean {
  const { rows, keyOf } = LISTS[kind] ?? ONE;
  if (partsNotDone(step).has(key)) return false;
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
