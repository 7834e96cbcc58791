import { DELAYS } from './delays.ts';
import { jsonField } from './json-field.ts';
import type { StepRecord } from './outcome.ts';
import { isInPlace } from './skip.ts';

/**
 * By when the mailbox is back that this restore brings, ISO UTC: with the account, or with a licence that it gives back.
 * `unknown`: nothing was given back yet that could bring it, and people still may. Null = this restore brings none.
 */
export function mailboxDue(steps: readonly StepRecord[]): string | 'unknown' | null {
  const bringing = steps.filter(brings);
  if (bringing.length === 0) return null;
  const last = bringing.flatMap(backSince).sort().at(-1);
  if (last === undefined) return 'unknown';
  return new Date(Date.parse(last) + DELAYS.mailboxReturn[2] * 60_000).toISOString();
}

/** What was found in place may have been given back a moment ago, by somebody else. */
function brings({ kind, state, note }: StepRecord): boolean {
  if (kind !== 'restore-account' && kind !== 'return-licences') return false;
  return state !== 'skipped' || isInPlace(note);
}

function backSince({ kind, state, acceptedAt, verifiedAt, evidence }: StepRecord): readonly string[] {
  const read = state === 'skipped' ? jsonField(evidence, 'read') : null;
  // An account that directory sync brings back is there once it is seen, not once somebody restored it in AD DS.
  const since = kind === 'restore-account' ? (verifiedAt ?? acceptedAt) : (acceptedAt ?? verifiedAt);
  const at = since ?? read;
  return typeof at === 'string' ? [at] : [];
}
