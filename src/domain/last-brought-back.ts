import { jsonField } from './json-field.ts';
import type { StepRecord } from './outcome.ts';
import { isInPlace } from './skip.ts';
import type { StepKind } from './step.ts';

/**
 * When steps of these kinds last brought something back, ISO UTC. `unknown`: nothing was brought back yet, and people
 * still may. Null = this request brings nothing of the kind back.
 */
export function lastBroughtBack(steps: readonly StepRecord[], kinds: readonly StepKind[]): string | 'unknown' | null {
  const bringing = steps.filter((step) => kinds.includes(step.kind) && brings(step));
  if (bringing.length === 0) return null;
  return bringing.flatMap(backSince).sort().at(-1) ?? 'unknown';
}

/** What was found in place may have been given back a moment ago, by somebody else. */
function brings({ state, note }: StepRecord): boolean {
  return state !== 'skipped' || isInPlace(note);
}

function backSince({ kind, state, acceptedAt, verifiedAt, evidence }: StepRecord): readonly string[] {
  const read = state === 'skipped' ? jsonField(evidence, 'read') : null;
  // An account that directory sync brings back is there once it is seen, not once somebody restored it in AD DS.
  const since = kind === 'restore-account' ? (verifiedAt ?? acceptedAt) : (acceptedAt ?? verifiedAt);
  const at = since ?? read;
  return typeof at === 'string' ? [at] : [];
}
