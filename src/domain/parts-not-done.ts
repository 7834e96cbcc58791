import { canonicalDn } from './ad-domain.ts';
import type { StepRecord } from './outcome.ts';
import { rowsOf, textOf } from './stored.ts';

/**
 * The parts of a step that were refused or left, by the key that things of its kind are known by: they were not taken,
 * or not given back. Of a group that was left as owner alone, that much was taken. The first version wrote them into
 * the evidence (`kept`, `refused`); since then they are gaps.
 */
export function partsNotDone({ gaps, evidence }: Pick<StepRecord, 'gaps' | 'evidence'>): ReadonlySet<string> {
  return new Set([
    // A licence that comes through a group may have been given directly too: that one was taken.
    ...gaps
      .filter(({ why, kind }) => why !== 'inherited' && kind !== 'membership')
      .map(({ id }) => (id.includes('=') ? canonicalDn(id) : id)),
    ...rowsOf(evidence, 'kept').flatMap((row) => textOf(row, 'groupId') ?? textOf(row, 'id') ?? []),
    ...rowsOf(evidence, 'refused').map(String),
  ]);
}
