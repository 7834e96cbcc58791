import { jsonField } from './json-field.ts';
import { lastRead } from './last-read.ts';
import type { StepRecord } from './outcome.ts';
import type { EarlierRun } from './plan-input.ts';

/**
 * Since when a block stands that Leaver made, ISO UTC: one that found the person blocked only lengthens the one before
 * it, as long as nobody let them in between, and Leaver looked until then. Null = Leaver knows no hour, since somebody
 * else had blocked them.
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
    if (!foundBlocked(first) || isBroken || !wasLookedAt(step, hourOf(first))) break;
    first = step;
  }
  return foundBlocked(first) ? null : first.acceptedAt;
}

/** Whether it was looked at until then: what somebody did between two looks is not known. */
function wasLookedAt(step: StepRecord, until: string): boolean {
  return Date.parse(until) - Date.parse(lastRead(step) ?? hourOf(step)) <= BETWEEN_LOOKS;
}

/** Milliseconds: what was done is looked at twice a day (`nextLook`), and a look may be some minutes late. */
const BETWEEN_LOOKS = 13 * 3_600_000;

function hourOf({ acceptedAt }: StepRecord): string {
  return acceptedAt ?? '';
}

function foundBlocked({ snapshot }: StepRecord): boolean {
  return jsonField(snapshot, 'accountEnabled') === false;
}
