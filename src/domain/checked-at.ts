import type { StepRecord } from './outcome.ts';

/** When Leaver last read what its steps did, ISO UTC: lanes write the hour of a look into their evidence; null = never. */
export function checkedAt(steps: readonly StepRecord[]): string | null {
  return steps.flatMap((step) => [step.verifiedAt, readIn(step)]).reduce(later, null);
}

function readIn({ evidence }: StepRecord): string | null {
  if (evidence === null || typeof evidence !== 'object' || !('read' in evidence)) return null;
  const { read } = evidence;
  return typeof read === 'string' && !Number.isNaN(Date.parse(read)) ? new Date(read).toISOString() : null;
}

function later(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  return one > other ? one : other;
}
