import type { StepRecord } from '../domain/outcome.ts';
import type { StepKind } from '../domain/step.ts';
import type { StepChange } from './ports.ts';
import { move, type StepRun } from './step-run.ts';

/** What is done again with a block: people may have signed in meanwhile. */
const WITH_IT: Readonly<Partial<Record<StepKind, readonly StepKind[]>>> = { 'block-sign-in': ['revoke-sessions'] };

/**
 * A step, and what goes with it, back to the start of its way: looked at, intended, sent and seen like the first time.
 * True when it was moved; `change` says why it is done again.
 */
export async function doAgain(run: StepRun, change: StepChange): Promise<boolean> {
  const { context, step, steps } = run;
  const again: Partial<StepRecord> = { notBefore: null, note: null, verifiedAt: null, acceptedAt: null };
  if (!(await move(run, [step.state], 'planned', { ...again, ...change }))) return false;
  for (const kind of WITH_IT[step.kind] ?? []) {
    const follower = steps.find((other) => other.kind === kind);
    if (follower === undefined || follower.state === 'skipped' || follower.state === 'waived') continue;
    await context.ports.ledger.move(follower.id, [follower.state], 'planned', again);
  }
  return true;
}
