import { jsonField } from './json-field.ts';
import type { StepRecord } from './outcome.ts';
import type { EarlierRun } from './plan-input.ts';

/**
 * Since when a block stands that Leaver made, ISO UTC: one that found the person blocked only lengthens the one before it,
 * as long as nobody let them in between. Null = Leaver knows no hour, since somebody else had blocked them.
 */
export function blockedSince(block: StepRecord, runs: readonly EarlierRun[]): string | null {
  const steps = runs.flatMap(({ steps: each }) => each).filter(({ acceptedAt }) => acceptedAt !== null);
  const letIn = steps.filter(({ kind }) => kind === 'unblock-sign-in').map(hourOf);
  const earlier = steps
    .filter((step) => step.kind === 'block-sign-in' && hourOf(step) < hourOf(block))
    .toSorted((one, other) => hourOf(other).localeCompare(hourOf(one)));
  let first = block;
  for (const step of earlier) {
    const isBroken = step.turnedBack !== null || letIn.some((at) => at > hourOf(step) && at < hourOf(first));
    if (!foundBlocked(first) || isBroken) break;
    first = step;
  }
  return foundBlocked(first) ? null : first.acceptedAt;
}

function hourOf({ acceptedAt }: StepRecord): string {
  return acceptedAt ?? '';
}

function foundBlocked({ snapshot }: StepRecord): boolean {
  return jsonField(snapshot, 'accountEnabled') === false;
}
