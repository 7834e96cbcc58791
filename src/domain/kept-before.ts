import { canonicalDn } from './ad-domain.ts';
import type { StepRecord } from './outcome.ts';
import { wasReadInAd } from './own-reading.ts';
import type { StepKind } from './step.ts';
import { rowsOf, textOf } from './stored.ts';
import type { Json } from './text.ts';

/**
 * What a restore goes back to: what was there before the first write, since a later attempt finds our own doing; and of
 * what is taken in rows, those that came since, which this attempt takes as well.
 */
export function keptBefore({ kind, snapshot }: Pick<StepRecord, 'kind' | 'snapshot'>, found: Json): Json {
  // What is Leaver's own reading goes before what people were given to do.
  if (snapshot === null || (wasReadInAd(found) && !wasReadInAd(snapshot))) return found;
  const rows = ROWS[kind];
  if (rows === undefined) return snapshot;
  const kept = rowsOf(snapshot, rows.name);
  const known = kept.map(rows.keyOf);
  const since = rowsOf(found, rows.name).filter((row) => !known.includes(rows.keyOf(row)));
  if (since.length === 0) return snapshot;
  const both = { ...(snapshot as { readonly [key: string]: Json }), [rows.name]: [...kept, ...since] };
  // One way may take over from another: what a connector reported of it is not read by Leaver.
  return textOf(found, 'by') === 'connector' ? { ...both, by: 'connector' } : both;
}

type Rows = { readonly name: string; readonly keyOf: (row: Json) => string | null };

const ROWS: Readonly<Partial<Record<StepKind, Rows>>> = {
  'leave-ad-groups': { name: 'groups', keyOf: (row) => (typeof row === 'string' ? canonicalDn(row) : null) },
};
